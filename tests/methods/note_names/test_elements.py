import numpy as np
import pytest

from composer_app.errors import ComposerError
from composer_app.methods.note_names.elements import (
    CHORD,
    GAP,
    INTERVALS,
    LENGTHS,
    MATCH_DISTANCE,
    MATCH_LENGTH,
    PITCH,
    PRESETS,
    Config,
    decode,
    fit,
    name_of,
    name_text,
    pitches_of,
    read,
    seed_rows,
    time_class,
    top_of,
)
from composer_app.music.clip import Clip
from composer_app.music.meter import Timeline
from composer_app.music.note import Note
from composer_app.music.score import Score, Track
from tests.methods.note_names.songs import SMALL, score, song


def names(rows: np.ndarray) -> list[str]:
    return [name_text(int(name)) for name in name_of(rows[:, PITCH], rows[:, INTERVALS])]


def test_element_is_a_note_or_a_chord_by_its_normal_order() -> None:
    assert names(song(1)) == ["C5", "0.4.7", "D5", "F#5"]
    assert name_text(CHORD + (1 << 11 | 1 << 7 | 1 << 2 | 1 << 5)) == "11.2.5.7"


def test_read_and_written_back_every_note_is_the_same() -> None:
    chords, melody = decode(SMALL, song(), 0, 100.0)
    before = sorted((note.onset, note.pitch, note.duration) for track in score().tracks for note in track.notes)
    assert sorted((note.onset, note.pitch, note.duration) for note in chords + melody) == before
    assert all(note.pitch >= 60 for note in melody)
    assert all(note.pitch < 60 for note in chords)


def test_wide_chord_keeps_its_name_and_is_drawn_in() -> None:
    notes = tuple(Note(480 * at, 480, pitch) for at in range(16) for pitch in (30, 97))
    found = read(Score((Track("", 0, 0, notes),)), SMALL)
    assert found.song is not None
    assert names(found.song[:1]) == ["1.6"]
    assert "drawn in" in found.reason


def test_other_instruments_are_left_out_as_published_and_kept_where_mended() -> None:
    two = score(programs=(0, 40))
    published, mended = (read(two, PRESETS[name]) for name in ("as-published", "mended"))
    assert (published.notes_kept, published.notes_dropped) == (24, 26)
    assert "other instruments" in published.reason
    assert (mended.notes_kept, mended.notes_dropped) == (50, 0)


def test_song_with_hardly_a_note_is_dropped_with_its_reason() -> None:
    found = read(Score((Track("", 0, 0, (Note(0, 480, 60),)),)), Config())
    assert found.song is None
    assert found.reason == "only 1 notes and chords, 16 are needed"
    assert found.notes_dropped == 1


def test_nothing_to_learn_from_is_said() -> None:
    with pytest.raises(ComposerError, match="add songs"):
        fit(SMALL, [])


def test_chord_is_known_on_all_twelve_roots_where_mended_and_on_its_own_as_published() -> None:
    mended = fit(SMALL, [song(1)])
    published = fit(PRESETS["as-published"], [song(1)])
    assert len(mended.names) == 128 + 12
    assert [name_text(name) for name in published.names] == ["0.4.7", "C5", "D5", "F#5"]


def test_recalled_element_followed_the_same_elements_before() -> None:
    rows = song(8)
    at = 5 * 4 + 2
    heard = [tuple(row) for row in rows[:, [PITCH, INTERVALS]].tolist()]
    assert rows[at, MATCH_LENGTH] > 0
    assert heard[at] == heard[at - rows[at, MATCH_DISTANCE]]
    assert not rows[:8, MATCH_LENGTH].any()


def test_highest_of_those_struck_at_one_time_comes_first() -> None:
    rows = song(2)
    tops = top_of(rows[:, PITCH], rows[:, INTERVALS])
    collate = np.flatnonzero(rows[1:, GAP] == 0)
    assert (tops[collate] > tops[collate + 1]).all()


def test_times_come_back_from_their_classes() -> None:
    assert (LENGTHS[time_class(LENGTHS)] == LENGTHS).all()


def test_pitch_struck_twice_at_once_is_one_note() -> None:
    rows = np.array([[60, 0, 0, 24, 90, 0, 0, 0], [60, 0, 0, 48, 80, 0, 0, 0], [60, 0, 24, 12, 80, 24, 0, 0]], np.int32)
    _, melody = decode(SMALL, rows, 0, 100.0)
    assert [(note.onset, note.duration) for note in melody] == [(0, 960), (480, 240)]


def test_pitches_beyond_midi_are_left_out() -> None:
    assert pitches_of(126, 0b111) == [126, 127]


def test_seed_ends_with_the_silence_up_to_its_bar_line() -> None:
    clip = Clip((Note(0, 1920, 48),), (Note(0, 480, 60), Note(480, 480, 62)), 1920, Timeline.plain())
    rows = seed_rows(clip, SMALL)
    assert names(rows[:-1]) == ["C4", "C3", "D4"]
    assert rows[-1].tolist()[:3] == [-1, 0, (1920 - 480) // 20]


def test_seed_without_notes_is_refused() -> None:
    with pytest.raises(ComposerError, match="holds no notes"):
        seed_rows(Clip(length=1920), SMALL)
