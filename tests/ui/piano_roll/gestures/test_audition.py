from __future__ import annotations

from PySide6.QtCore import QPoint

from composer_app.ui.piano_roll.view import PianoRoll


def test_keys_are_heard_as_the_mouse_goes_over_them(roll: PianoRoll, mouse) -> None:
    heard: list[int] = []
    roll.editor.previewed.connect(lambda pitch, voice: heard.append(pitch))
    mouse.drag_pixels(QPoint(10, mouse.place(0, 60).y()), QPoint(10, mouse.place(0, 61).y()))
    assert heard == [60, 61]


def test_released_key_is_up(roll: PianoRoll, mouse) -> None:
    mouse.drag_pixels(QPoint(10, mouse.place(0, 60).y()), QPoint(10, mouse.place(0, 60).y()))
    assert roll.editor.pressed_key is None
