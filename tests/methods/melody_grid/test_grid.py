import dataclasses

import numpy as np
import pytest

from composer_app.errors import ComposerError
from composer_app.methods.melody_grid.grid import APART, HOLD, PRESETS, REST, decode, fit, read, seed_rows, with_matches
from composer_app.music.clip import Clip
from composer_app.music.meter import Meter, MeterChange, Timeline
from composer_app.music.note import Note
from tests.methods.melody_grid.tunes import TINY, score, tune

PUBLISHED = dataclasses.replace(PRESETS["as-published"], fewest_notes=4)


def test_repeated_note_is_struck_again_where_mended_and_merged_as_published() -> None:
    notes = tune(60, 60, 62, 62)
    mended, published = read(score(notes), TINY), read(score(notes), PUBLISHED)
    assert mended.song is not None
    assert mended.song[:, 0].tolist() == [60, HOLD, 60, HOLD, 62, HOLD, 62, HOLD]
    assert published.song is not None
    assert published.song[:, 0].tolist() == [60, 60, 62, 62]
    assert (mended.notes_kept, published.notes_kept) == (4, 2)


def test_notes_come_back_from_rows_as_they_were() -> None:
    notes = (Note(0, 240, 60), Note(480, 120, 62), Note(600, 600, 62), Note(1920, 240, 65))
    song = read(score(notes), TINY).song
    assert song is not None
    melody = decode(TINY, song, 0, 120.0)[1]
    assert [(note.onset, note.duration, note.pitch) for note in melody] == [
        (note.onset, note.duration, note.pitch) for note in notes
    ]


def test_parts_of_several_voices_are_left_out_and_counted() -> None:
    chords = tuple(Note(480 * place, 480, pitch) for place in range(8) for pitch in (48, 52, 55))
    found = read(score(tune(60, 62, 64, 65), chords), TINY)
    assert (found.notes_kept, found.notes_dropped, found.reason) == (4, 24, "1 part of several voices left out")
    assert read(score(chords), TINY).reason == "no part of one voice"


def test_parts_of_a_file_stand_apart_and_are_silent_between() -> None:
    song = read(score(tune(60, 62, 64, 65), tune(40, 41, 43, 45)), TINY).song
    assert song is not None
    assert (song[:, 0] == APART).sum() == 1
    assert len(decode(TINY, song, 0, 120.0)[1]) == 8


def test_place_in_the_bar_follows_the_meter() -> None:
    notes = tuple(Note(480 * place, 480, 60 + place) for place in range(8))
    timeline = Timeline(meters=(MeterChange(0, Meter(3, 4)),))
    song = read(dataclasses.replace(score(notes), timeline=timeline), TINY).song
    assert song is not None
    assert song[10:14, 1].tolist() == [10, 11, 0, 1]
    assert set(song[:, 2].tolist()) == {12}


def test_long_silence_ends_a_part() -> None:
    notes = (*tune(60, 62, 64, 65), *(Note(1920 * 20 + 240 * i, 240, 60 + i) for i in range(4)))
    song = read(score(notes), TINY).song
    assert song is not None
    assert len(song) < 64
    assert (song[:, 0] == APART).sum() == 1


def test_echo_is_what_followed_the_same_steps_and_never_what_follows() -> None:
    tokens = [60, 62, 64, 65, 67, 69, 71, 72, 50]
    rows = np.array([[token, 0, 16] for token in tokens * 2], np.int16)
    match = with_matches(rows, TINY)[:, 3:]
    assert match[17].tolist() == [50, 1]
    assert not match[:16].any()
    rows[17, 0] = 99
    assert with_matches(rows, TINY)[17, 3:].tolist() == [50, 1]


def test_seed_reaches_to_the_bar_line_the_idea_begins_at() -> None:
    clip = Clip(melody=tune(60, 62, 64))
    assert len(seed_rows(clip, TINY)) == 16
    assert seed_rows(clip, TINY)[-1, 0] == REST
    with pytest.raises(ComposerError, match="has no melody"):
        seed_rows(Clip(chords=(Note(0, 480, 48),)), TINY)


@pytest.mark.parametrize("last", [Note(1800, 10, 64), Note(1915, 480, 64), Note(1915, 5, 64)], ids=str)
def test_seed_ends_at_its_bar_line_however_its_last_note_lies(last: Note) -> None:
    clip = Clip(melody=(*tune(60, 62, 64), last))
    rows = seed_rows(clip, TINY)
    assert len(rows) == 16 * clip.bars
    assert rows[-1, 1] == 15


def test_seed_counts_its_bars_by_the_meter_it_ends_in() -> None:
    timeline = Timeline(meters=(MeterChange(0, Meter(1, 4)), MeterChange(480, Meter(3, 4))))
    rows = seed_rows(Clip(melody=tune(67, 72, step=480, length=480), timeline=timeline), TINY)
    assert rows[:, 1].tolist() == [*range(4), *range(12)]


def test_note_that_ends_silences_a_longer_one_before_it() -> None:
    nested = (Note(0, 960, 60), Note(240, 240, 64), *tune(60, 62, 64, 65, step=1920))
    song = read(score(nested), dataclasses.replace(TINY, least_alone=0.5)).song
    assert song is not None
    assert song[:8, 0].tolist() == [60, HOLD, 64, HOLD, REST, REST, REST, REST]


def test_no_song_with_one_voice_is_refused() -> None:
    with pytest.raises(ComposerError, match="one voice at a time"):
        fit(TINY, [])
