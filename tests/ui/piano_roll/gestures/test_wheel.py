from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication

from composer_app.music.clip import Clip
from composer_app.music.note import Note
from composer_app.ui.piano_roll.view import PianoRoll

Held = Qt.KeyboardModifier
MIDDLE = QPoint(500, 300)


@pytest.fixture
def wheel(roll: PianoRoll):
    def turn(notches: int, held: Held = Held.NoModifier, at: QPoint = MIDDLE) -> None:
        place = QPointF(at)
        event = QWheelEvent(
            place, place, QPoint(), QPoint(0, 120 * notches), Qt.MouseButton.NoButton, held,
            Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(roll.viewport(), event)

    return turn


def test_wheel_scrolls_through_the_pitches(roll: PianoRoll, wheel) -> None:
    before = roll.scrolling.coords.top
    wheel(-1)
    assert roll.scrolling.coords.top == before + 60


def test_shift_wheel_scrolls_in_time(roll: PianoRoll, wheel) -> None:
    before = roll.scrolling.coords.left
    wheel(-1, Held.ShiftModifier)
    assert roll.scrolling.coords.left == before + 60


def test_ctrl_wheel_zooms_about_the_mouse(roll: PianoRoll, wheel) -> None:
    x = 500 - roll._regions.notes.left()
    before = roll.scrolling.coords.tick(x)
    wheel(2, Held.ControlModifier)
    assert roll.scrolling.coords.tick(x) == pytest.approx(before)


def test_ctrl_wheel_on_the_keyboard_zooms_the_rows(roll: PianoRoll, wheel) -> None:
    before = roll.scrolling.coords.row_height
    wheel(1, Held.ControlModifier, QPoint(10, 300))
    assert roll.scrolling.coords.row_height > before


def test_alt_wheel_on_a_note_makes_it_louder(roll: PianoRoll, wheel, mouse) -> None:
    wheel(1, Held.AltModifier, mouse.place(2000, 60))
    assert roll.editor.clip.melody[0].velocity == 84


def test_alt_wheel_on_nothing_edits_nothing(roll: PianoRoll, wheel, mouse) -> None:
    wheel(1, Held.AltModifier, mouse.place(2000, 80))
    assert not roll.editor.history.can_undo


def test_scrolling_stops_after_the_end(roll: PianoRoll, wheel) -> None:
    roll.set_clip(Clip((), (Note(0, 480, 60),), 1920))
    wheel(-500, Held.ShiftModifier)
    assert roll.scrolling.coords.tick(roll._regions.notes.width()) <= 5 * 1920 + 1


def test_zooming_out_ends_where_the_clip_is_small(roll: PianoRoll, wheel) -> None:
    for _ in range(40):
        wheel(-1, Held.ControlModifier)
    assert roll.scrolling.coords.width(6 * 1920) > roll._regions.notes.width() / 2
