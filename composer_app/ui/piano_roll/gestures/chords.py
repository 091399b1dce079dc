"""The chord lane: a click opens a chord for typing, a drag moves its edge or draws the loop."""

from __future__ import annotations

from collections.abc import Sequence

from composer_app.music.clip import Clip
from composer_app.music.grid import OFF, snapped_to
from composer_app.music.progression import move_edge
from composer_app.ui.piano_roll.editor import Editor
from composer_app.ui.piano_roll.gestures.loop import DragLoop
from composer_app.ui.piano_roll.gestures.pointer import Gesture, Pointer
from composer_app.ui.piano_roll.layers.strips import Label
from composer_app.ui.piano_roll.selection import NOTHING, Edit, Picked

EDGE_PIXELS = 5.0


def begun_on_chords(editor: Editor, labels: Sequence[Label], at: Pointer) -> Gesture:
    """The gesture that a press in the chord lane begins."""
    edge = chord_edge_at(labels, at)
    return ClickChord(editor, at) if edge is None else DragChordEdge(editor, edge)


def chord_edge_at(labels: Sequence[Label], at: Pointer) -> int | None:
    """The tick at which one chord changes to the next that a point can grab, or None."""
    edges = (label.first for before, label in zip(labels, labels[1:], strict=False) if before.last == label.first)
    near = min(edges, key=lambda tick: abs(at.tick - tick), default=None)
    return near if near is not None and abs(at.tick - near) <= EDGE_PIXELS * at.per_pixel else None


class ClickChord(DragLoop):
    """A click opens the chord; with Shift only that bar of it."""

    def drop(self, at: Pointer) -> None:
        if self._dragging:
            super().drop(at)
        else:
            self.cancel()
            self._editor.chord_requested.emit(max(0, int(at.tick)), at.shift)


class DragChordEdge:
    """Move the change from one chord to the next, in grid steps; Alt leaves the grid."""

    def __init__(self, editor: Editor, edge: int) -> None:
        self._editor, self._edge, self._clip = editor, edge, editor.clip

    def drag(self, at: Pointer) -> None:
        grid = OFF if at.alt else self._editor.grid
        to = snapped_to(at.tick, grid, self._clip.timeline)
        self._clip = move_edge(self._editor.clip, self._edge, to)
        before, after = _chord_notes(self._editor.clip), _chord_notes(self._clip)
        self._editor.show_draft(before - after, after - before)

    def drop(self, at: Pointer) -> None:
        self._editor.apply(Edit(self._clip, self._editor.picked if self._clip == self._editor.clip else NOTHING))

    def cancel(self) -> None:
        self._editor.show_draft(NOTHING, NOTHING)


def _chord_notes(clip: Clip) -> Picked:
    return frozenset(("chords", note) for note in clip.chords)
