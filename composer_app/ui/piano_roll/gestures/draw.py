"""Drawing a note: press where it begins, drag to where it ends."""

from __future__ import annotations

from composer_app.music.grid import OFF, ceiled_to, floored_to
from composer_app.music.note import Note
from composer_app.ui.piano_roll.editor import Editor
from composer_app.ui.piano_roll.gestures.pointer import Pointer
from composer_app.ui.piano_roll.selection import NOTHING, SHORTEST, added


class Draw:
    """Add a note in the active voice, as long as the last one unless dragged; Alt leaves the grid."""

    def __init__(self, editor: Editor, start: Pointer) -> None:
        self._editor, self._start = editor, start
        self._dragging = False
        onset = floored_to(start.tick, OFF if start.alt else editor.grid, editor.clip.timeline)
        self._note = Note(onset, editor.drawn_duration, start.pitch)
        self._show()
        editor.preview(editor.draft)

    def drag(self, at: Pointer) -> None:
        self._dragging = self._dragging or abs(at.x - self._start.x) >= 4
        if not self._dragging:
            return
        grid = OFF if at.alt else self._editor.grid
        end = ceiled_to(at.tick, grid, self._editor.clip.timeline)
        self._note = Note(self._note.onset, max(grid or SHORTEST, end - self._note.onset), self._note.pitch)
        self._show()

    def drop(self, at: Pointer) -> None:
        self._editor.drawn_duration = self._note.duration
        self._editor.apply(added(self._editor.clip, self._editor.draft))

    def cancel(self) -> None:
        self._editor.show_draft(NOTHING, NOTHING)

    def _show(self) -> None:
        self._editor.show_draft(NOTHING, frozenset([(self._editor.voice, self._note)]))
