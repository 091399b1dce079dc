from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from composer_app.methods.two_voice.encoding.grid import Song
from composer_app.methods.two_voice.encoding.phrases import CADENCE, COLUMNS, HALF_CADENCE
from composer_app.methods.two_voice.encoding.tokens import FIRST, REST, SHAPES, chord_classes, chord_token, sounding_of
from composer_app.methods.two_voice.encoding.transposition import transpose_to_c
from composer_app.methods.two_voice.sampling.cadence import arrival, may_end_on_cadence, with_final_mode
from composer_app.methods.two_voice.sampling.options import Sampling
from composer_app.methods.two_voice.sampling.written import WrittenTokens
from tests.methods.two_voice.songs import C_MAJOR, empty_song, song, written

MODES = pytest.mark.parametrize(("mode", "triad"), [(0, (0, 4, 7)), (1, (9, 0, 4))], ids=["major", "minor"])
METERS = pytest.mark.parametrize(("bar", "compound"), [(6, True), (12, False), (12, True), (14, False), (16, False)])


def closed(mode: int, bar: int = 16, compound: bool = False, bars: int = 2) -> WrittenTokens:
    return written([empty_song(bars, bar, mode, compound)] * 6, sampling=Sampling(cadence=True))


def from_arrival(found: WrittenTokens, voice: str, compound: bool = False) -> list[np.ndarray]:
    """What sounds from the arrival on, idea by idea."""
    first = -found.bar + arrival(found.bar, compound)
    return [sounding_of(tokens)[first:] for tokens in getattr(found, voice)]


def assert_home(sounding: np.ndarray, triad: tuple[int, ...]) -> None:
    assert {(int(token) - FIRST) % 12 for token in sounding} == {triad[0]}
    assert chord_classes(SHAPES)[sounding][:, list(triad)].all()


@MODES
@METERS
def test_tonic_chord_sounds_from_the_last_bar_line_on(
    mode: int, triad: tuple[int, ...], bar: int, compound: bool
) -> None:
    for chords in closed(mode, bar, compound).chords:
        assert_home(sounding_of(chords)[-bar:], triad)


@MODES
@METERS
def test_tonic_chord_sounds_from_the_middle_of_a_bar_that_begins_with_context(
    mode: int, triad: tuple[int, ...], bar: int, compound: bool
) -> None:
    given = empty_song(2, bar, mode, compound)
    given.chords[[0, bar]] = chord_token((38, 42, 45), SHAPES), chord_token((43, 47, 50), SHAPES)
    arrives = arrival(bar, compound)
    late = np.arange(2 * bar) > bar + arrives - 1
    found = written([given] * 8, masks=[(np.ones(2 * bar, bool), late)] * 8, sampling=Sampling(cadence=True))
    for sounding in from_arrival(found, "chords", compound):
        assert_home(sounding, triad)


@pytest.mark.parametrize(("mode", "dominant"), [(0, 7), (1, 4)])
def test_idea_planned_to_end_on_a_half_cadence_rests_on_the_dominant(mode: int, dominant: int) -> None:
    rows = np.zeros((2, COLUMNS), np.int16)
    rows[-1, CADENCE] = HALF_CADENCE
    half = replace(empty_song(2, mode=mode), phrasing=rows)
    found = written([half] * 12, sampling=Sampling(cadence=True))
    assert {(int(sounding_of(chords)[-1]) - FIRST) % 12 for chords in found.chords} == {dominant}


@MODES
@METERS
def test_melody_rests_on_the_tonic_triad(mode: int, triad: tuple[int, ...], bar: int, compound: bool) -> None:
    for sounding in from_arrival(closed(mode, bar, compound), "melody", compound):
        assert {(int(token) - FIRST) % 12 for token in sounding if token != REST} <= set(triad)


@MODES
@METERS
def test_last_note_is_a_tone_of_the_tonic(mode: int, triad: tuple[int, ...], bar: int, compound: bool) -> None:
    for melody in closed(mode, bar, compound).melody:
        notes = melody[melody >= FIRST]
        assert (int(notes[-1]) - FIRST) % 12 in triad


@MODES
def test_idea_of_one_bar_comes_home_too(mode: int, triad: tuple[int, ...]) -> None:
    for sounding in from_arrival(closed(mode, bars=1), "chords"):
        assert (int(sounding[-1]) - FIRST) % 12 == triad[0]


def test_chords_of_the_context_are_not_bent_to_a_cadence() -> None:
    there = song(4)  # it ends on G7
    everything, nothing = np.ones(64, bool), np.zeros(64, bool)
    found = written([there] * 4, masks=[(everything, nothing)] * 4, sampling=Sampling(cadence=True))
    assert all(np.array_equal(chords, there.chords) for chords in found.chords)


def ending_on(*pitches: int) -> Song:
    there = transpose_to_c(song(3))
    there.chords[32] = chord_token(pitches, SHAPES)
    return there


def test_song_is_at_home_where_it_ends() -> None:
    assert [with_final_mode(ending_on(*pitches), SHAPES).mode for pitches in ((45, 48, 52), C_MAJOR, (43, 47, 50))] == [
        1,
        0,
        0,
    ]


@pytest.mark.parametrize(("bars", "closes"), [(3, True), (4, False)])
def test_melody_over_a_given_cadence_closes_with_it(bars: int, closes: bool) -> None:
    there = transpose_to_c(song(bars))
    steps = np.ones(len(there), bool)
    assert may_end_on_cadence(there, steps, ~steps, SHAPES) is closes
    assert may_end_on_cadence(there, steps, steps, SHAPES)
    assert not may_end_on_cadence(there, ~steps, steps, SHAPES)
