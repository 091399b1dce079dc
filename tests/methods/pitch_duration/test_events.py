from dataclasses import replace

import numpy as np
import pytest

from composer_app.errors import ComposerError
from composer_app.methods.pitch_duration.events import (
    ABOVE,
    GAP,
    LASTS,
    MATCH_DISTANCE,
    MATCH_LENGTH,
    PRESETS,
    PUBLISHED,
    ROOT,
    WHOLE,
    classes,
    decode,
    fit,
    no_rows,
    read,
    seed_rows,
    silence_behind,
    step_ticks,
    symbols,
)
from composer_app.music.clip import Clip
from composer_app.music.note import Note
from composer_app.music.score import Score, Track
from tests.methods.pitch_duration.songs import SMALL, fitted, score, song

AS_PUBLISHED = PRESETS["as-published"]


def notes_of(some: Score) -> list[tuple[int, int, int]]:
    return sorted((note.onset, note.pitch, note.duration) for track in some.tracks for note in track.notes)


def test_notes_come_back_as_they_were() -> None:
    chords, melody = decode(SMALL, song(), 0, 120.0)
    assert sorted((n.onset, n.pitch, n.duration) for n in chords + melody) == notes_of(score())


def test_hands_part_at_middle_c() -> None:
    chords, melody = decode(SMALL, song(), 0, 120.0)
    assert max(note.pitch for note in chords) < 60 <= min(note.pitch for note in melody)


def test_first_event_is_put_where_it_is_wanted() -> None:
    chords, melody = decode(SMALL, song()[5:], 1920, 120.0)
    assert min(note.onset for note in chords + melody) == 1920


def test_published_chord_is_its_root_and_the_rest_is_counted() -> None:
    found = read(score(), AS_PUBLISHED)
    assert found.song is not None
    assert set(found.song[found.song[:, ROOT] < 60, ROOT].tolist()) == {48}
    assert (found.notes_kept, found.notes_dropped) == (64 + 21, 42)
    assert "beside their roots" in found.reason


def test_mended_reading_drops_nothing() -> None:
    found = read(score(), SMALL)
    assert (found.notes_kept, found.notes_dropped, found.reason) == (64 + 63, 0, "")


def test_first_track_alone_is_a_rule_that_says_what_it_left_out() -> None:
    found = read(score(), replace(SMALL, tracks="first"))
    assert found.notes_dropped == 63
    assert found.reason == "1 part after the first left out"


def test_score_of_too_few_notes_is_dropped_with_the_reason() -> None:
    found = read(Score((Track("", 0, 0, (Note(0, 480, 60),)),)), SMALL)
    assert found.song is None
    assert found.reason == "only 1 notes and chords, fewer than 16"


def test_no_songs_end_in_one_sentence() -> None:
    with pytest.raises(ComposerError, match="No song has 16 notes or more"):
        fit(SMALL, [])


def test_length_belongs_to_the_nearest_published_duration_first() -> None:
    table, coarse = classes(SMALL.durations)
    for ticks in range(1, 3000, 7):
        quarters = ticks / 480
        nearest = min(range(5), key=lambda i: abs(quarters - PUBLISHED[i]))
        assert coarse[table[ticks]] == nearest


def test_dotted_and_triplet_lengths_have_classes_of_their_own() -> None:
    table, _ = classes(SMALL.durations)
    assert len({int(table[ticks]) for ticks in (120, 160, 180, 240, 320, 360, 480, 640, 720)}) == 9


def test_longer_silence_loses_whole_notes_and_keeps_its_place() -> None:
    notes = tuple(Note(480 * i + (WHOLE * 3 if i > 8 else 0), 240, 60 + i) for i in range(20))
    found = read(Score((Track("", 0, 0, notes),)), SMALL).song
    assert found is not None
    assert found[9, GAP] == 480
    assert found[:, GAP].max() <= WHOLE


def test_upbeat_keeps_its_place_in_the_bar() -> None:
    notes = tuple(Note(1440 + 480 * i, 240, 60 + i) for i in range(20))
    found = read(Score((Track("", 0, 0, notes),)), SMALL).song
    assert found is not None
    assert found[:2, 0].tolist() == [1440, 0]


def test_chord_no_training_song_has_becomes_a_single_note() -> None:
    config = fit(SMALL, [song()[:1]])
    assert set(symbols(song(), config)[:, config.heads.index("chord")].tolist()) <= set(range(len(config.chords)))


def test_repeated_music_points_back_to_what_followed() -> None:
    rows = song()
    late = rows[40:]
    index = np.arange(40, len(rows))
    assert (late[:, MATCH_LENGTH] == 12).all()
    assert (rows[index - late[:, MATCH_DISTANCE], ROOT] == late[:, ROOT]).all()


def test_seed_of_the_published_preset_is_its_last_window() -> None:
    clip = Clip((), tuple(Note(240 * i, 240, 60 + i % 12) for i in range(50)))
    assert len(seed_rows(clip, AS_PUBLISHED)) == 32
    assert len(seed_rows(clip, SMALL)) == 50 + 1


@pytest.mark.parametrize("bars", [1, 2, 3])
def test_seed_ends_with_the_silence_up_to_its_bar_line(bars: int) -> None:
    clip = Clip((), (Note(0, 480, 60), Note(960, 480, 62)), 1920 * bars)
    assert silence_behind(seed_rows(clip, SMALL))[1] == 960
    assert silence_behind(seed_rows(clip, AS_PUBLISHED))[1] == 0


def test_seed_without_notes_ends_in_one_sentence() -> None:
    with pytest.raises(ComposerError, match="no notes to write on from"):
        seed_rows(Clip(), SMALL)


def test_row_lasts_as_long_as_what_moves_on() -> None:
    assert step_ticks(SMALL, song()[:4], 120.0).tolist() == song()[:4, GAP].tolist()
    assert step_ticks(AS_PUBLISHED, no_rows(AS_PUBLISHED), 120.0).tolist() == [480.0]


def test_decoding_never_fails_whatever_is_written() -> None:
    rng = np.random.default_rng(0)
    rows = rng.integers(0, 128, (200, 8)).astype(np.int32)
    rows[:, ABOVE] = rng.integers(0, 2**31 - 1, 200)
    rows[:, LASTS] = rng.integers(0, 3, 200)
    chords, melody = decode(fitted(), rows, 0, 120.0)
    assert chords
    assert melody
