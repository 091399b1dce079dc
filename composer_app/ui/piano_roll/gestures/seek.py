"""Asking the player to go somewhere."""

from __future__ import annotations

from composer_app.music.grid import OFF, snapped_to
from composer_app.ui.piano_roll.editor import Editor
from composer_app.ui.piano_roll.gestures.pointer import Pointer


def seek(editor: Editor, at: Pointer) -> None:
    """Ask for the grid line nearest to a click on the ruler; Alt leaves the grid."""
    editor.seek_requested.emit(snapped_to(at.tick, OFF if at.alt else editor.grid, editor.clip.timeline))
