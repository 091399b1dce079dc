from __future__ import annotations

import pytest

from composer_app.music.note import Note
from composer_app.music.score import Score, Track
from composer_app.music.voices import VOICES, Voice


def score(*names: str) -> Score:
    return Score(tuple(Track(name, channel, 0, (Note(0, 480, 60),)) for channel, name in enumerate(names)))


@pytest.fixture(autouse=True)
def bass(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(VOICES, "bass", Voice("Bass", "bass", "melody", "#40c080", 2, (28, 55)))


def test_voice_that_is_only_played_is_split_off() -> None:
    written, parts = score("Melody", "Chords", "Bass").split_parts()
    assert [track.name for track in written.tracks] == ["Melody", "Chords"]
    assert parts == {"bass": (Note(0, 480, 60),)}


@pytest.mark.parametrize("names", [("Melody", "Bass"), ("Melody", "Chords", "Bass", "Strings"), ("Bass", "Piano")])
def test_score_of_another_program_stays_whole(names: tuple[str, ...]) -> None:
    assert score(*names).split_parts() == (score(*names), {})
