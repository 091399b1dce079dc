from __future__ import annotations

import pytest

from composer_app.music.clip import Clip
from composer_app.music.key import Key
from composer_app.music.meter import Timeline
from composer_app.music.note import Note
from composer_app.ui.piano_roll.selection import NOTHING, every_note
from composer_app.ui.piano_roll.spoken import duration_name, note_name, picked_name, position_name, spelled


@pytest.mark.parametrize(
    ("ticks", "name"),
    [(480, "quarter"), (720, "dotted quarter"), (160, "eighth triplet"), (1920, "whole"), (600, "1.25 quarters")],
)
def test_durations_have_musicians_names(ticks: int, name: str) -> None:
    assert duration_name(ticks) == name


def test_place_counts_from_one() -> None:
    assert position_name(1920 + 480 + 120, Timeline()) == "2.2.121"


def test_note_is_told_with_voice_place_and_duration() -> None:
    assert note_name("melody", Note(1920 + 960, 480, 72), Clip()) == "Melody C5, bar 2 beat 3, quarter"


def test_late_note_is_told_with_its_tick() -> None:
    assert note_name("chords", Note(30, 960, 48), Clip()) == "Chords C3, bar 1 beat 1 tick 31, half"


@pytest.mark.parametrize(("key", "name"), [("B major", "A#4"), ("F major", "Bb4"), ("C major", "Bb4")])
def test_pitch_is_spelled_as_the_signature_writes_it(key: str, name: str) -> None:
    assert spelled(70, Key.parse(key)) == name


def test_middle_c_may_be_called_c3() -> None:
    assert spelled(60, None, middle_c=3) == "C3"


def test_many_notes_are_counted(clip: Clip) -> None:
    assert picked_name(every_note(clip), clip) == "7 notes selected, bars 1 to 2"


def test_nothing_selected_tells_what_the_clip_holds(clip: Clip) -> None:
    assert picked_name(NOTHING, clip) == "2 bars, 4 melody notes, 3 chord notes; nothing selected"
