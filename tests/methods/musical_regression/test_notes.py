from dataclasses import replace

import numpy as np
import pytest

from composer_app.errors import ComposerError
from composer_app.methods.musical_regression.notes import (
    LASTS,
    MATCH_DISTANCE,
    MATCH_LENGTH,
    PITCH,
    VELOCITY,
    WAIT,
    decode,
    fit,
    no_rows,
    read,
    seed_rows,
    silence_behind,
    step_ticks,
)
from composer_app.music.clip import Clip
from composer_app.music.note import Note
from composer_app.music.score import Score, Track
from tests.methods.musical_regression.songs import AS_PUBLISHED, SMALL, score, song


def all_notes(some: Score) -> list[Note]:
    return sorted(note for track in some.tracks for note in track.notes)


@pytest.mark.parametrize("config", [SMALL, AS_PUBLISHED], ids=["notes", "messages"])
def test_notes_come_back_as_they_were(config: object) -> None:
    chords, melody = decode(config, song(config), 0, 120.0)  # type: ignore[arg-type]
    assert sorted(chords + melody) == all_notes(score())


def test_published_rows_are_strikes_and_releases_in_milliseconds() -> None:
    rows = song(AS_PUBLISHED)
    assert (rows[:, VELOCITY] > 0).sum() == (rows[:, VELOCITY] == 0).sum() == 64 + 21
    assert set(rows[:, WAIT].tolist()) == {0, 250}


def test_mended_rows_are_notes_the_higher_first() -> None:
    rows = song()
    assert rows[:2, PITCH].tolist() == [60, 48]
    assert rows[:2, LASTS].tolist() == [12, 36]
    assert len(rows) == 64 + 21


def test_longer_silence_loses_whole_notes() -> None:
    notes = tuple(Note(480 * i + (1920 * 5 if i > 8 else 0), 240, 60 + i) for i in range(20))
    found = read(Score((Track("", 0, 0, notes),)), SMALL).song
    assert found is not None
    assert found[9, WAIT] == 24


def test_note_struck_twice_at_once_is_counted_as_dropped() -> None:
    notes = tuple(Note(240 * i, 240, 60 + i % 5) for i in range(20))
    found = read(Score((Track("", 0, 0, notes), Track("", 1, 0, notes[:3]))), SMALL)
    assert (found.notes_kept, found.notes_dropped) == (20, 3)
    assert found.reason == "notes struck twice at once left out"


def test_first_track_alone_is_a_rule_that_says_what_it_left_out() -> None:
    found = read(score(), replace(SMALL, tracks="first"))
    assert (found.notes_dropped, found.reason) == (21, "1 part after the first left out")


@pytest.mark.parametrize(("config", "what"), [(SMALL, "1 note, fewer than 16"), (AS_PUBLISHED, "2 messages")])
def test_score_of_too_few_notes_is_dropped_with_the_reason(config: object, what: str) -> None:
    found = read(Score((Track("", 0, 0, (Note(0, 480, 60),)),)), config)  # type: ignore[arg-type]
    assert found.song is None
    assert what in found.reason


def test_no_songs_end_in_one_sentence() -> None:
    with pytest.raises(ComposerError, match="No song has 16 notes or more"):
        fit(SMALL, [])


def test_repeated_music_points_back_to_what_followed() -> None:
    rows = song()
    index = np.arange(40, len(rows))
    assert (rows[40:, MATCH_LENGTH] == 12).all()
    assert (rows[index - rows[40:, MATCH_DISTANCE], PITCH] == rows[40:, PITCH]).all()


def test_seed_is_the_clip_or_its_last_window() -> None:
    clip = Clip((), tuple(Note(240 * i, 240, 60 + i % 12) for i in range(50)))
    assert len(seed_rows(clip, SMALL)) == 50 + 1
    assert len(seed_rows(clip, AS_PUBLISHED)) == 32
    with pytest.raises(ComposerError, match="no notes to write on from"):
        seed_rows(Clip(), SMALL)


@pytest.mark.parametrize("bars", [1, 2, 3])
def test_seed_ends_with_the_silence_up_to_its_bar_line(bars: int) -> None:
    clip = Clip((), (Note(0, 480, 60), Note(960, 480, 62)), 1920 * bars)
    assert silence_behind(seed_rows(clip, SMALL))[1] == 48
    assert silence_behind(seed_rows(clip, AS_PUBLISHED))[1] == 0


def test_first_note_comes_as_late_as_it_waits_and_the_first_message_at_once() -> None:
    rows = np.array([[60, 90, 12, 24, 0, 0]], np.int32)
    assert [decode(config, rows, 1920, 120.0)[1][0].onset for config in (SMALL, AS_PUBLISHED)] == [1920 + 240, 1920]


def test_row_lasts_as_long_as_the_wait_before_it() -> None:
    assert step_ticks(SMALL, song()[:3], 90.0).tolist() == [0, 0, 240]
    rows = no_rows(AS_PUBLISHED)
    rows[:, WAIT] = 500
    assert step_ticks(AS_PUBLISHED, rows, 120.0).tolist() == [480.0]


@pytest.mark.parametrize("config", [SMALL, AS_PUBLISHED], ids=["notes", "messages"])
def test_decoding_never_fails_whatever_is_written(config: object) -> None:
    rows = np.random.default_rng(0).integers(0, 128, (300, 6)).astype(np.int32)
    rows[0, WAIT] = 0
    chords, melody = decode(config, rows, 100, 97.0)  # type: ignore[arg-type]
    assert min(note.onset for note in chords + melody) == 100
