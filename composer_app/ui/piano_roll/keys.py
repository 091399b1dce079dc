"""The keys of the canvas while it has the focus."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from composer_app.ui.piano_roll import key_entry
from composer_app.ui.piano_roll.editor import Editor
from composer_app.ui.piano_roll.scrolling import Scrolling
from composer_app.ui.piano_roll.selection import NOTHING

Action = Callable[[Editor, Scrolling], None]
Key = Qt.Key
Held = Qt.KeyboardModifier
PLAIN, SHIFT, CTRL, ALT = Held.NoModifier, Held.ShiftModifier, Held.ControlModifier, Held.AltModifier
OCTAVE = 12

# Without a selection these are left to the window (Esc stops playback then), or mean what is listed further down.
ON_SELECTION: dict[tuple[Qt.KeyboardModifier, int], Action] = {
    (PLAIN, Key.Key_Up): lambda editor, _: editor.move(semitones=1),
    (PLAIN, Key.Key_Down): lambda editor, _: editor.move(semitones=-1),
    (SHIFT, Key.Key_Up): lambda editor, _: editor.move(semitones=OCTAVE),
    (SHIFT, Key.Key_Down): lambda editor, _: editor.move(semitones=-OCTAVE),
    (ALT, Key.Key_Up): lambda editor, _: editor.move_in_scale(1),
    (ALT, Key.Key_Down): lambda editor, _: editor.move_in_scale(-1),
    (PLAIN, Key.Key_Left): lambda editor, _: editor.nudge(-1),
    (PLAIN, Key.Key_Right): lambda editor, _: editor.nudge(1),
    (SHIFT, Key.Key_Left): lambda editor, _: editor.lengthen(-1),
    (SHIFT, Key.Key_Right): lambda editor, _: editor.lengthen(1),
    (PLAIN, Key.Key_Delete): lambda editor, _: editor.delete(),
    (PLAIN, Key.Key_Backspace): lambda editor, _: editor.delete(),
    (PLAIN, Key.Key_Escape): lambda editor, _: editor.select(NOTHING),
    (CTRL, Key.Key_C): lambda editor, _: editor.copy(),
    (CTRL, Key.Key_X): lambda editor, _: editor.cut(),
    (CTRL, Key.Key_D): lambda editor, _: editor.duplicate(),
    (PLAIN, Key.Key_Z): lambda editor, scrolling: scrolling.zoom_to(editor.picked),
}
ON_NOTHING: dict[tuple[Qt.KeyboardModifier, int], Action] = {
    (PLAIN, Key.Key_Left): lambda editor, _: key_entry.move_playhead(editor, -1),
    (PLAIN, Key.Key_Right): lambda editor, _: key_entry.move_playhead(editor, 1),
}
ALWAYS: dict[tuple[Qt.KeyboardModifier, int], Action] = {
    (CTRL, Key.Key_A): lambda editor, _: editor.select_all(),
    (CTRL, Key.Key_V): lambda editor, _: editor.paste(),
    (CTRL, Key.Key_Z): lambda editor, _: editor.undo(),
    (CTRL | SHIFT, Key.Key_Z): lambda editor, _: editor.redo(),
    (CTRL, Key.Key_Y): lambda editor, _: editor.redo(),
    (CTRL, Key.Key_Left): lambda editor, _: editor.step_selection(-1),
    (CTRL, Key.Key_Right): lambda editor, _: editor.step_selection(1),
    (CTRL | SHIFT, Key.Key_Left): lambda editor, _: key_entry.extend_selection(editor, -1),
    (CTRL | SHIFT, Key.Key_Right): lambda editor, _: key_entry.extend_selection(editor, 1),
    (CTRL | SHIFT, Key.Key_A): lambda editor, _: key_entry.select_in_loop(editor),
    (SHIFT, Key.Key_Home): lambda editor, _: key_entry.select_to_end(editor, forward=False),
    (SHIFT, Key.Key_End): lambda editor, _: key_entry.select_to_end(editor, forward=True),
    (PLAIN, Key.Key_Home): lambda editor, _: editor.seek_requested.emit(0),
    (PLAIN, Key.Key_End): lambda editor, _: editor.seek_requested.emit(editor.clip.length),
    (PLAIN, Key.Key_Insert): lambda editor, _: key_entry.insert_note(editor),
    (PLAIN, Key.Key_N): lambda editor, _: key_entry.insert_note(editor),
    (PLAIN, Key.Key_1): lambda editor, _: editor.use_tool("select"),
    (PLAIN, Key.Key_2): lambda editor, _: editor.use_tool("draw"),
    (PLAIN, Key.Key_3): lambda editor, _: editor.use_tool("erase"),
    (PLAIN, Key.Key_P): lambda editor, _: editor.use_tool("draw"),
    (PLAIN, Key.Key_E): lambda editor, _: editor.use_tool("erase"),
    (PLAIN, Key.Key_L): lambda editor, _: editor.toggle_loop(),
    (SHIFT, Key.Key_Z): lambda _, scrolling: scrolling.zoom_to_all(),
}


def action_for(event: QKeyEvent, selected: bool) -> Action | None:
    """The action of a key press, or None where the canvas has none."""
    pressed = (event.modifiers() & ~Held.KeypadModifier, event.key())
    return ALWAYS.get(pressed) or (ON_SELECTION if selected else ON_NOTHING).get(pressed)
