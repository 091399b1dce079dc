from dataclasses import replace

import numpy as np
import pytest

from composer_app.errors import ComposerError
from composer_app.methods.beat_roll.roll import (
    BAR,
    MATCH_DISTANCE,
    MATCH_LENGTH,
    PLACE,
    PRESETS,
    Config,
    decode,
    fit,
    lowest_in,
    read,
    seed_rows,
    sounding_in,
    step_ticks,
    struck_in,
)
from composer_app.music.clip import Clip
from composer_app.music.meter import Meter, MeterChange, Timeline
from composer_app.music.note import Note
from composer_app.music.score import Score, Track
from tests.methods.beat_roll.songs import SMALL, score, song

PUBLISHED = PRESETS["as-published"]


def one_track(*notes: Note, bpm: float = 120.0) -> Score:
    return Score((Track("", 0, 0, notes),), Timeline.plain(bpm))


def test_read_and_written_back_every_note_is_the_same() -> None:
    chords, melody = decode(SMALL, song(), 0, 100.0)
    before = sorted((note.onset, note.pitch, note.duration) for track in score().tracks for note in track.notes)
    assert sorted((note.onset, note.pitch, note.duration) for note in chords + melody) == before
    assert {note.pitch for note in melody} == {note.pitch for note in score().tracks[0].notes}


def test_beat_follows_the_tempo_where_mended_and_lasts_half_a_second_as_published() -> None:
    slow, quick = ([read(score(8, 0, bpm), config).song for bpm in (60.0, 120.0)]
                   for config in (SMALL, PUBLISHED))  # fmt: skip
    assert [len(rows) for rows in slow if rows is not None] == [64, 64]
    assert [len(rows) for rows in quick if rows is not None] == [64, 32]


def test_published_rules_hear_the_first_instrument_and_fifty_semitones_above_its_lowest() -> None:
    high = one_track(*(Note(480 * at, 480, pitch) for at in range(8) for pitch in (30, 80, 81)))
    two = Score((*high.tracks, Track("Other", 1, 0, (Note(0, 480, 60),))), high.timeline)
    found = read(two, PUBLISHED)
    assert found.song is not None
    assert (found.notes_kept, found.notes_dropped) == (16, 9)
    assert "1 other instrument left out" in found.reason
    assert "8 notes outside the 51 pitches left out" in found.reason
    assert read(two, Config()).notes_dropped == 0


def test_note_within_half_a_second_is_lost_as_published_and_kept_where_mended() -> None:
    short = one_track(*(Note(480 * at + 100, 100, 60 + at) for at in range(8)), Note(4320, 960, 60))
    assert read(short, replace(PUBLISHED, fewest=0)).notes_kept == 1
    assert read(short, SMALL).notes_kept == 9


def test_score_too_short_to_learn_from_is_dropped_with_its_reason() -> None:
    found = read(one_track(Note(0, 480, 60)), SMALL)
    assert found.song is None
    assert found.reason == "only 2 beats long, 8 are needed"


def test_score_beyond_the_keyboard_is_dropped_with_its_reason() -> None:
    found = read(one_track(*(Note(480 * at, 480, 10) for at in range(8))), SMALL)
    assert found.song is None
    assert found.reason == "no note among the 88 pitches that are learnt"


def test_songs_without_notes_are_refused() -> None:
    with pytest.raises(ComposerError, match="No song has a note"):
        fit(SMALL, [])


def test_repeated_note_is_struck_again() -> None:
    rows = song(1)
    assert struck_in(rows)[:, 48].tolist() == [True, False, False, False, True, False, False, False]
    assert sounding_in(rows)[:, 48].all()


def test_places_count_beats_in_the_bar() -> None:
    rows = song(2)
    assert rows[:, PLACE].tolist() == [*range(8)] * 2
    assert set(rows[:, BAR].tolist()) == {8}


def test_recalled_beat_followed_the_same_beats_before() -> None:
    rows = song(8)
    at = 5 * 8
    assert rows[at, MATCH_LENGTH] > 0
    assert np.array_equal(rows[at, :PLACE], rows[at - rows[at, MATCH_DISTANCE], :PLACE])


def test_lowest_row_is_the_training_songs_lowest_note_as_published() -> None:
    assert fit(PUBLISHED, [song(8, up, PUBLISHED) for up in (0, 2, 9)]).lowest == 74
    assert fit(SMALL, [song()]).lowest == 21
    assert lowest_in(song()) == 41


def test_seed_ends_at_its_bar_line() -> None:
    clip = Clip((), (Note(1920, 480, 60), Note(2400, 480, 62)), 3840, Timeline.plain())
    rows = seed_rows(clip, SMALL)
    assert len(rows) == 8
    assert not sounding_in(rows)[4:].any()
    assert rows[:, PLACE].tolist() == [*range(8)]


def test_seed_begins_and_ends_at_bar_lines_where_its_first_note_comes_a_little_early() -> None:
    clip = Clip((), (Note(1915, 480, 60), Note(2400, 480, 62)), 3840, Timeline.plain())
    assert seed_rows(clip, SMALL)[:, PLACE].tolist() == [*range(8)]


def test_seed_begins_with_the_first_note_that_is_learnt() -> None:
    clip = Clip((Note(0, 480, 5),), (Note(1920, 480, 60),), 3840, Timeline.plain())
    assert seed_rows(clip, SMALL)[:, PLACE].tolist() == [*range(8)]


def test_seed_beyond_the_keyboard_is_refused() -> None:
    with pytest.raises(ComposerError, match="outside the 88 pitches"):
        seed_rows(Clip((), (Note(0, 480, 120),)), SMALL)


def test_bars_are_counted_from_where_the_meter_changes_behind_a_silence_too() -> None:
    timeline = Timeline(meters=(MeterChange(0, Meter(4, 4)), MeterChange(3840, Meter(3, 4))))
    notes = tuple(Note(480 * at, 480, 60) for at in range(4, 14))
    rows = read(Score((Track("", 0, 0, notes),), timeline), SMALL).song
    assert rows is not None
    assert rows[:, BAR].tolist() == [8] * 8 + [6] * 12
    assert rows[:, PLACE].tolist() == [*range(8), *range(6), *range(6)]


def test_seed_without_notes_is_refused() -> None:
    with pytest.raises(ComposerError, match="holds no notes"):
        seed_rows(Clip(length=1920), SMALL)


def test_beat_lasts_its_part_of_a_quarter_or_half_a_second() -> None:
    assert step_ticks(SMALL, song(1), 90.0)[0] == 240
    assert step_ticks(PUBLISHED, song(1), 90.0)[0] == 360
