"""The ruler: a drag draws the loop's brace or moves its ends, a click seeks."""

from __future__ import annotations

from composer_app.music.grid import OFF, snapped_to
from composer_app.ui.piano_roll.editor import Editor
from composer_app.ui.piano_roll.gestures.pointer import Pointer
from composer_app.ui.piano_roll.gestures.seek import seek
from composer_app.ui.piano_roll.selection import NOTHING

END_PIXELS = 6.0


def loop_end_at(editor: Editor, at: Pointer) -> int | None:
    """The end of the brace (0 or 1) that a point can grab, or None."""
    if editor.loop is None:
        return None
    near = [abs(at.tick - tick) / at.per_pixel for tick in editor.loop]
    best = near.index(min(near))
    return best if near[best] <= END_PIXELS else None


class DragLoop:
    """Loop between press and release, in beats or longer grid steps; Alt leaves the grid.

    The selection gives way: generating acts on the one or on the other, on whichever was made last.
    """

    def __init__(self, editor: Editor, start: Pointer) -> None:
        self._editor, self._start = editor, start
        self._dragging = False
        end = loop_end_at(editor, start)
        self._fixed: float = start.tick if end is None or editor.loop is None else editor.loop[1 - end]

    def drag(self, at: Pointer) -> None:
        self._dragging = self._dragging or at.is_drag_from(self._start)
        if self._dragging:
            timeline = self._editor.clip.timeline
            beat = timeline.meter_at(max(0, int(at.tick))).beat
            grid = OFF if at.alt else max(beat, self._editor.grid)
            first, last = sorted(snapped_to(tick, grid, timeline) for tick in (self._fixed, at.tick))
            self._editor.show_loop((first, last) if first < last else None)

    def drop(self, at: Pointer) -> None:
        loop = self._editor.loop_draft
        self.cancel()
        if loop:
            self._editor.select(NOTHING)  # the loop replaces the selection as the target
            self._editor.set_loop(loop)
        elif not self._dragging:
            seek(self._editor, at)

    def cancel(self) -> None:
        self._editor.show_loop(None)
