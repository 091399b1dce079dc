from __future__ import annotations

from composer_app.music.key import Key
from composer_app.music.scale import degree, in_scale, step_in_scale

C_MAJOR, A_MINOR = Key.parse("C major"), Key.parse("A minor")


def test_white_keys_are_in_c_major_and_a_minor() -> None:
    for key in (C_MAJOR, A_MINOR):
        assert [pitch for pitch in range(60, 72) if in_scale(pitch, key)] == [60, 62, 64, 65, 67, 69, 71]


def test_degrees_count_from_the_tonic() -> None:
    assert degree(69, A_MINOR) == 1
    assert degree(67, C_MAJOR) == 5
    assert degree(66, C_MAJOR) is None


def test_scale_steps_go_up_and_down() -> None:
    assert step_in_scale(60, 2, C_MAJOR) == 64
    assert step_in_scale(60, -1, C_MAJOR) == 59
    assert step_in_scale(61, 1, C_MAJOR) == 62


def test_scale_steps_stop_at_the_end_of_midi() -> None:
    assert step_in_scale(127, 3, C_MAJOR) == 127
