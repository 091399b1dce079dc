from __future__ import annotations

import numpy as np
import pytest

from composer_app.methods.two_voice.encoding.decode import decode
from composer_app.methods.two_voice.encoding.grid import Song, encode, grid_of
from composer_app.methods.two_voice.encoding.tokens import (
    CHORD_VELOCITY,
    FIRST,
    HOLD,
    MELODY_TIMING,
    MELODY_VELOCITY,
    NO_EXPRESSION,
    REST,
    SHAPES,
)
from composer_app.music.clip import Clip
from composer_app.music.key import Key
from composer_app.music.meter import Meter, MeterChange, Tempo, Timeline
from composer_app.music.note import Note
from tests.methods.two_voice.songs import BAR, C_MAJOR, clip, held, song

WALTZ = Timeline.plain(90.0, Meter(3, 4))
UPBEAT = Timeline((Tempo(0, 120.0),), (MeterChange(0, Meter(1, 4)), MeterChange(480, Meter(4, 4))))


def decoded(encoded: Song, meter: Meter | None = None) -> Clip:
    grid = grid_of(encoded.begin, encoded.triplets)  # type: ignore[arg-type]
    chords, melody = decode(encoded.melody, encoded.chords, grid, SHAPES, meter or Meter(), encoded.expression)
    return Clip(chords, melody)


def places(notes: tuple[Note, ...]) -> list[tuple[int, int, int]]:
    return [(note.onset, note.duration, note.pitch) for note in notes]


def test_melody_event_stands_where_the_note_begins_and_ends() -> None:
    melody = song().melody
    assert melody[[0, 4, 8, 12]].tolist() == [FIRST + 72, FIRST + 74, FIRST + 76, REST]
    assert not melody[1:4].any()


def test_chord_struck_again_unchanged_goes_on() -> None:
    twice = Clip(held(C_MAJOR, 0) + held(C_MAJOR, 1), ())
    assert np.flatnonzero(encode(twice)[0].chords).tolist() == [0]


def test_clip_round_trips_through_its_own_tokens() -> None:
    again = encode(decoded(song()))[0]
    assert again.melody.tolist() == song().melody.tolist()
    assert again.chords.tolist() == song().chords.tolist()
    assert places(decoded(song()).melody) == places(clip().melody)


def test_each_stretch_of_one_meter_is_a_song_of_its_own() -> None:
    timeline = Timeline((Tempo(0, 120.0),), (MeterChange(0, Meter(4, 4)), MeterChange(BAR, Meter(3, 4))))
    melody = (Note(0, 480, 60), Note(BAR, 480, 62))
    songs = encode(Clip((), melody, BAR + 1440, timeline))
    assert [(s.begin, s.bar, len(s)) for s in songs] == [(0, 16, 16), (BAR, 12, 12)]


def test_signature_in_major_with_time_on_the_relative_minor_is_minor() -> None:
    a_minor = Clip(tuple(Note(0, BAR, p) for p in (45, 52, 60)), (), BAR, key=Key(0))
    assert encode(a_minor)[0].mode == 1


def test_held_note_cut_by_the_next_onset_keeps_one_voice() -> None:
    overlapping = Clip((), (Note(0, 960, 72), Note(480, 480, 74)), BAR)
    melody = encode(overlapping)[0].melody
    assert melody[[0, 4, 8]].tolist() == [FIRST + 72, FIRST + 74, REST]
    assert melody[2] == HOLD


def test_triplets_come_back_as_they_were() -> None:
    triplets = tuple(Note(160 * i, 160, 60 + i) for i in range(3))
    straight = tuple(Note(480 + 120 * i, 120, 60 + i) for i in range(4))
    encoded = encode(Clip((), triplets + straight, BAR))[0]
    assert encoded.triplets is not None
    assert encoded.triplets[:8].tolist() == [1, 1, 1, 1, 0, 0, 0, 0]
    assert encoded.melody[3] == HOLD
    assert places(decoded(encoded).melody) == places(triplets + straight)


def test_triplets_over_two_beats_come_back_as_they_were() -> None:
    wide = tuple(Note(320 * i, 320, 60 + i) for i in range(3))
    assert places(decoded(encode(Clip((), wide, BAR))[0]).melody) == places(wide)


def test_rushed_eighths_are_no_triplets() -> None:
    rushed = tuple(Note(240 * i + (i and 15), 200, 60) for i in range(8))
    encoded = encode(Clip((), rushed, BAR))[0]
    assert encoded.triplets is not None
    assert not encoded.triplets.any()


def test_upbeat_counts_as_a_bar_of_the_meter_it_leads_into() -> None:
    notes = (Note(0, 480, 67), Note(480, BAR, 72))
    encoded = encode(Clip((), notes, 480 + BAR, UPBEAT))
    assert [(s.begin, s.bar, len(s)) for s in encoded] == [(480 - BAR, 16, 32)]
    assert np.flatnonzero(encoded[0].melody).tolist() == [12, 16]
    assert places(decoded(encoded[0]).melody) == places(notes)


@pytest.mark.parametrize("meter", [Meter(3, 4), Meter(6, 8), Meter(2, 2), Meter(5, 8), Meter(7, 16)], ids=str)
def test_meters_keep_their_own_bars(meter: Meter) -> None:
    notes = tuple(Note(bar * meter.bar, meter.bar, 60 + bar) for bar in range(3))
    encoded = encode(Clip((), notes, 3 * meter.bar, Timeline.plain(90.0, meter)))[0]
    assert (encoded.bar, len(encoded)) == (meter.bar // 120, 3 * meter.bar // 120)
    assert places(decoded(encoded, meter).melody) == places(notes)


def test_six_eight_differs_from_three_four() -> None:
    notes = (Note(0, 240, 60),)
    meters = (Meter(6, 8), Meter(3, 4))
    assert [encode(Clip((), notes, 0, Timeline.plain(90.0, meter)))[0].compound for meter in meters] == [True, False]


def test_nothing_happens_at_the_fourth_step_of_a_quarter_in_three() -> None:
    short = tuple(Note(160 * third, 30, 60 + third) for third in range(12))
    encoded = encode(Clip(short, short, BAR))[0]
    for tokens in (encoded.melody, encoded.chords):
        assert not tokens[3::4].any()
        assert (tokens[2::4] >= FIRST).all()


def test_empty_stretch_is_a_song_only_where_it_may_be_written() -> None:
    empty = Clip(length=BAR)
    assert encode(empty) == []
    assert [len(s) for s in encode(empty, empty_too=True)] == [16]


def played(off: int) -> Clip:
    notes = tuple(Note(240 * i + off * (i % 3), 200, 60 + i, 60 + 5 * i) for i in range(8))
    return Clip((), notes, BAR)


def test_players_velocities_and_timing_are_noted_at_the_onsets() -> None:
    expression = encode(played(off=20))[0].expression
    assert expression is not None
    assert expression[MELODY_VELOCITY, ::2].tolist() == [60, 65, 70, 75, 80, 85, 90, 95]
    assert expression[MELODY_TIMING, ::2].tolist() == [0, 20, 40, 0, 20, 40, 0, 20]
    assert (expression[:, 1::2] == NO_EXPRESSION).all()
    assert (expression[CHORD_VELOCITY] == NO_EXPRESSION).all()


def test_played_music_comes_back_with_its_expression() -> None:
    again = decoded(encode(played(off=20))[0]).melody
    assert [(n.onset, n.velocity) for n in again] == [(n.onset, n.velocity) for n in played(off=20).melody]


def test_file_on_few_velocities_has_no_expression() -> None:
    assert song().expression is None


def test_file_on_the_grid_has_no_timing() -> None:
    expression = encode(played(off=0))[0].expression
    assert expression is not None
    assert (expression[MELODY_TIMING] == NO_EXPRESSION).all()
