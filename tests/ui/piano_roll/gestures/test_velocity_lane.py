from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from composer_app.music.clip import Clip
from composer_app.music.note import Note
from composer_app.ui.piano_roll.selection import NOTHING
from composer_app.ui.piano_roll.view import PianoRoll

FIRST = ("melody", Note(1920, 480, 60))


def velocities(roll: PianoRoll) -> list[int]:
    return [note.velocity for note in roll.editor.clip.melody]


def near(found: list[int], wanted: list[int]) -> bool:
    """A pixel is some two velocities high."""
    return all(abs(one - other) <= 2 for one, other in zip(found, wanted, strict=True))


def test_stem_dragged_up_is_louder(roll: PianoRoll, mouse) -> None:
    mouse.drag_pixels(mouse.stem(1920, 80), mouse.stem(1920, 120))
    assert near(velocities(roll), [120, 80, 80, 80])


def test_dragged_velocity_is_one_edit(roll: PianoRoll, mouse, clip: Clip) -> None:
    mouse.drag_pixels(mouse.stem(1920, 80), mouse.stem(1920, 120))
    roll.editor.undo()
    assert roll.editor.clip == clip


def test_selected_notes_change_together(roll: PianoRoll, mouse) -> None:
    roll.editor.select(frozenset(("melody", note) for note in roll.editor.clip.melody))
    mouse.drag_pixels(mouse.stem(1920, 80), mouse.stem(1920, 40))
    assert near(velocities(roll), [40] * 4)
    assert len(roll.editor.picked) == 4


def test_line_is_drawn_over_many(roll: PianoRoll, mouse) -> None:
    mouse.drag_pixels(mouse.stem(1920, 20), mouse.stem(1920 + 3 * 480, 110))
    assert near(velocities(roll), [20, 50, 80, 110])


def test_line_leaves_notes_that_are_not_selected(roll: PianoRoll, mouse) -> None:
    roll.editor.select(frozenset([FIRST]))
    mouse.drag_pixels(mouse.stem(1900, 20), mouse.stem(1920 + 3 * 480, 20))
    assert near(velocities(roll), [20, 80, 80, 80])


def test_click_beside_a_stem_sets_it(roll: PianoRoll, mouse) -> None:
    QTest.mouseClick(roll.viewport(), Qt.MouseButton.LeftButton, pos=mouse.stem(1925, 120))
    assert near(velocities(roll), [120, 80, 80, 80])


def test_pencil_draws_over_a_stem(roll: PianoRoll, mouse) -> None:
    roll.editor.use_tool("draw")
    mouse.drag_pixels(mouse.stem(1920, 80), mouse.stem(2400, 80))
    assert near(velocities(roll), [80, 80, 80, 80])


def test_escape_leaves_the_velocities(roll: PianoRoll, mouse, clip: Clip) -> None:
    mouse.drag_pixels(mouse.stem(1920, 80), mouse.stem(1920, 120), drop=False)
    QTest.keyClick(roll, Qt.Key.Key_Escape)
    assert roll.editor.clip == clip


def test_grabbed_note_is_heard(roll: PianoRoll, mouse, qtbot: QtBot) -> None:
    with qtbot.waitSignal(roll.editor.previewed) as heard:
        mouse.drag_pixels(mouse.stem(1920, 80), mouse.stem(1920, 120))
    assert heard.args == [60, "melody"]


def test_hidden_lane_leaves_its_room_to_the_notes(roll: PianoRoll) -> None:
    before = roll._regions.notes.height()
    roll.show_lane(False)
    assert roll._regions.lane.isEmpty()
    assert roll._regions.notes.height() > before


def test_low_canvas_has_no_lane(roll: PianoRoll) -> None:
    roll.resize(1000, 240)
    assert roll._regions.lane.isEmpty()


def test_dragging_velocities_selects_nothing(roll: PianoRoll, mouse) -> None:
    mouse.drag_pixels(mouse.stem(1920, 80), mouse.stem(1920, 120))
    assert roll.editor.picked == NOTHING


def test_of_two_stems_at_one_place_the_upper_is_grabbed(roll: PianoRoll, mouse) -> None:
    roll.set_clip(Clip((Note(0, 480, 48),), (Note(0, 480, 60),), 3840))
    mouse.drag_pixels(mouse.stem(0, 80), mouse.stem(0, 120))
    assert (roll.editor.clip.chords[0].velocity, roll.editor.clip.melody[0].velocity > 100) == (80, True)
