from __future__ import annotations

import pytest

from composer_app.music.clip import Clip
from composer_app.ui.piano_roll.view import PianoRoll


@pytest.fixture(autouse=True)
def erasing(roll: PianoRoll) -> None:
    roll.editor.use_tool("erase")


def test_click_erases_a_note(roll: PianoRoll, mouse) -> None:
    mouse.click(2000, 60)
    assert [note.pitch for note in roll.editor.clip.melody] == [62, 64, 65]


def test_fast_drag_erases_everything_on_its_way(roll: PianoRoll, mouse) -> None:
    mouse.drag((1900, 60), (3800, 65))
    assert len(roll.editor.clip.melody) < 3


def test_drag_is_one_edit(roll: PianoRoll, mouse, clip: Clip) -> None:
    mouse.drag((1000, 56), (1000, 47))
    roll.editor.undo()
    assert roll.editor.clip == clip


def test_click_on_nothing_is_no_edit(roll: PianoRoll, mouse) -> None:
    mouse.click(2000, 75)
    assert not roll.editor.history.can_undo
