from __future__ import annotations

from composer_app.music.key import Key
from composer_app.ui.piano_roll.layers.rows import is_dark


def test_rows_out_of_the_scale_are_dark() -> None:
    assert [is_dark(pitch, Key(7)) for pitch in (65, 66)] == [True, False]


def test_black_keys_are_dark_without_a_key() -> None:
    assert [is_dark(pitch, None) for pitch in (65, 66)] == [False, True]
