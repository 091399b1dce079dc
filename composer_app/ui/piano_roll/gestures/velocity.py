"""Making notes louder and softer with the wheel."""

from __future__ import annotations

from composer_app.ui.piano_roll.editor import Editor
from composer_app.ui.piano_roll.gestures.pointer import Pointer

NOTCH = 120
STEPS_PER_NOTCH = 4


def change_velocity(editor: Editor, at: Pointer, delta: int) -> None:
    """Change the note under the mouse, or all selected ones if it is among them; `delta` is 120 a notch."""
    note = editor.note_at(at.tick, at.pitch, at.per_pixel)
    if note:
        picked = editor.picked if note in editor.picked else frozenset([note])
        editor.change_velocity(picked, round(delta / NOTCH * STEPS_PER_NOTCH))
