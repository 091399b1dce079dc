from __future__ import annotations

import re
from dataclasses import replace

import pytest

from composer_app.music.voices import VOICES, WRITTEN_VOICES, score_order


def test_no_two_voices_share_channel_title_or_colour() -> None:
    for field in ("channel", "title", "colour"):
        assert len({getattr(voice, field) for voice in VOICES.values()}) == len(VOICES)


def test_colours_are_hexadecimal() -> None:
    assert all(re.fullmatch("#[0-9a-f]{6}", voice.colour) for voice in VOICES.values())


def test_melody_is_written_above_the_chords() -> None:
    assert score_order()[:2] == ["melody", "chords"]


def test_what_methods_write_is_in_the_table() -> None:
    assert VOICES.keys() >= set(WRITTEN_VOICES)


@pytest.mark.parametrize("channel", [9, 16, -1])
def test_no_voice_plays_on_the_drum_channel_or_beyond(channel: int) -> None:
    with pytest.raises(ValueError, match="channel"):
        replace(VOICES["melody"], channel=channel)
