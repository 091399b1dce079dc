from __future__ import annotations

import pytest

from composer_app.music.clip import Clip
from composer_app.music.key import Key
from composer_app.music.meter import Timeline
from composer_app.music.note import Note
from composer_app.ui.piano_roll.descriptions import (
    duration_name,
    note_description,
    position_name,
    selection_description,
    spelled,
)
from composer_app.ui.piano_roll.selection import NOTHING, every_note


@pytest.mark.parametrize(
    ("ticks", "name"),
    [(480, "quarter"), (720, "dotted quarter"), (160, "eighth triplet"), (1920, "whole"), (600, "1.25 quarters")],
)
def test_durations_have_musicians_names(ticks: int, name: str) -> None:
    assert duration_name(ticks) == name


def test_place_counts_from_one() -> None:
    assert position_name(1920 + 480 + 120, Timeline()) == "2.2.121"


def test_note_is_told_with_voice_place_and_duration() -> None:
    assert note_description("melody", Note(1920 + 960, 480, 72), Clip()) == "Melody C5, bar 2 beat 3, quarter"


def test_late_note_is_told_with_its_tick() -> None:
    assert note_description("chords", Note(30, 960, 48), Clip()) == "Chords C3, bar 1 beat 1 tick 31, half"


@pytest.mark.parametrize(("key", "name"), [("B major", "A#4"), ("F major", "Bb4"), ("C major", "Bb4")])
def test_pitch_is_spelled_as_the_signature_writes_it(key: str, name: str) -> None:
    assert spelled(70, Key.parse(key)) == name


def test_many_notes_are_counted(clip: Clip) -> None:
    assert selection_description(every_note(clip), clip) == "7 notes selected, bars 1 to 2"


def test_nothing_selected_tells_what_the_clip_holds(clip: Clip) -> None:
    assert selection_description(NOTHING, clip) == "2 bars, 4 melody notes, 3 chord notes; nothing selected"
