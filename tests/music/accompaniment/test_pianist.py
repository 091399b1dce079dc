from __future__ import annotations

from dataclasses import replace

import pytest

from composer_app.music.accompaniment.pianist import textures
from composer_app.music.accompaniment.pulses import bars_of
from composer_app.music.clip import Clip
from tests.music.accompaniment.clips import held


def chosen(clip: Clip) -> list[str]:
    return list(textures(clip, bars_of(clip.timeline, clip.length)))


def test_refrain_is_fuller_than_verse() -> None:
    assert chosen(held(melody=4)) == ["broken"] * 4 + ["arpeggio"] * 4


def test_chords_step_back_where_the_melody_is_busy() -> None:
    assert chosen(held(melody=8))[0] == "beats"


def test_chords_move_more_where_the_melody_rests_or_holds() -> None:
    assert chosen(held(melody=1))[0] == chosen(held(melody=0))[0] == "arpeggio"


@pytest.mark.parametrize(
    ("meter", "bpm", "texture"),
    [
        ("3/4", 120, "stride"),
        ("3/4", 70, "broken"),
        ("4/4", 160, "beats"),
        ("6/8", 80, "broken"),
        ("6/8", 220, "stride"),
    ],
)
def test_meter_and_tempo_decide(meter: str, bpm: int, texture: str) -> None:
    assert chosen(held(meter, bpm=bpm, melody=3))[0] == texture


def test_clip_without_sections_is_played_as_a_verse() -> None:
    assert set(chosen(replace(held(melody=4), sections=()))) == {"broken"}
