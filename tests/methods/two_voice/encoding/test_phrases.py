import numpy as np
import pytest

from composer_app.methods.two_voice.encoding.phrases import (
    CADENCE,
    CHORD_SOURCE,
    FARTHEST_SOURCE,
    FULL_CADENCE,
    HALF_CADENCE,
    NEW,
    NO_CADENCE,
    NO_SOURCE,
    NOTES,
    OTHER_CADENCE,
    RELATION,
    SAME,
    SAME_RHYTHM,
    SEQUENCE,
    SILENT,
    SOURCE,
    TOP,
    VARIED_ENDING,
    Rows,
    analyse_bars,
    cadence_on,
    phrase_places,
    scale_step,
)
from composer_app.methods.two_voice.encoding.tokens import FIRST, REST, SHAPES, chord_token

C, D, E, F, G, A, B = 60, 62, 64, 65, 67, 69, 71
TUNE = {0: C, 4: E, 8: D, 12: C}
OTHER = {0: G, 2: A, 4: G, 8: F, 10: E}


def rows_of(*bars: dict[int, int], chords: tuple[int, ...] = (), mode: int = 0) -> Rows:
    """The rows of a melody given as {step: pitch} a bar, over one chord a bar."""
    melody, harmony = np.zeros((2, len(bars), 16), np.int16)
    for number, bar in enumerate(bars):
        for step, pitch in bar.items():
            melody[number, step] = FIRST + pitch if pitch else REST
    for number, token in enumerate(chords):
        harmony[number, 0] = token
    return analyse_bars(melody.ravel(), harmony.ravel(), 16, SHAPES, mode)


def moved(bar: dict[int, int], *pitches: int) -> dict[int, int]:
    return dict(zip(bar, pitches, strict=True))


def relation(*bars: dict[int, int]) -> tuple[int, int]:
    """Of the last bar."""
    kind, source = rows_of(*bars)[-1, [RELATION, SOURCE]].tolist()
    return kind, source


def chord(*pitches: int) -> int:
    return chord_token(pitches, SHAPES)


@pytest.mark.parametrize("between", [0, 1, 3])
def test_repeated_bar_is_the_same_as_the_nearest_like_it(between: int) -> None:
    assert relation(TUNE, TUNE, *[OTHER] * between, TUNE) == (SAME, between + 1)


def test_bar_too_far_back_is_not_looked_for() -> None:
    assert relation(TUNE, *[OTHER] * (FARTHEST_SOURCE - 1), TUNE) == (SAME, FARTHEST_SOURCE)
    assert relation(TUNE, *[OTHER] * FARTHEST_SOURCE, TUNE) == (NEW, 0)


def test_bar_transposed_by_a_scale_step_is_a_sequence() -> None:
    assert relation(TUNE, moved(TUNE, D, F, E, D)) == (SEQUENCE, 1)
    assert relation(TUNE, moved(TUNE, C + 12, E + 12, D + 12, C + 12)) == (SEQUENCE, 1)


def test_bar_in_the_same_rhythm_on_other_steps_keeps_its_rhythm() -> None:
    assert relation(TUNE, moved(TUNE, D, C, E, G)) == (SAME_RHYTHM, 1)


def test_bar_that_begins_alike_and_ends_otherwise_has_a_varied_ending() -> None:
    assert relation(TUNE, {0: C, 4: E, 8: A, 10: G}) == (VARIED_ENDING, 1)


def test_closer_likeness_counts_though_it_is_farther_back() -> None:
    assert relation(TUNE, moved(TUNE, D, F, E, D), TUNE) == (SAME, 2)


def test_bar_without_notes_is_silent_and_unlike_all_is_new() -> None:
    assert relation(TUNE, {0: REST - 1}) == (SILENT, 0)
    assert relation(TUNE, OTHER) == (NEW, 0)


def test_one_note_in_the_same_place_is_no_likeness() -> None:
    assert relation({0: C}, {0: D}) == (NEW, 0)


def test_scale_is_counted_over_octaves() -> None:
    assert scale_step(np.array([C, D, B, C + 12])).tolist() == [35, 36, 41, 42]


def test_chords_come_from_the_nearest_bar_that_sounds_alike() -> None:
    c, f, g = chord(36, 40, 43), chord(41, 45, 48), chord(43, 47, 50)
    rows = rows_of(*[TUNE] * 5, chords=(c, f, c, f, g))
    assert rows[:, CHORD_SOURCE].tolist() == [NO_SOURCE, NO_SOURCE, 2, 2, NO_SOURCE]


@pytest.mark.parametrize(
    ("mode", "pitches", "close"),
    [
        (0, (36, 40, 43), FULL_CADENCE),
        (0, (43, 47, 50), HALF_CADENCE),
        (0, (43, 47, 50, 53), HALF_CADENCE),
        (0, (45, 48, 52), OTHER_CADENCE),
        (0, (40, 43, 48), OTHER_CADENCE),  # the tonic over its third
        (1, (45, 48, 52), FULL_CADENCE),
        (1, (40, 44, 47), HALF_CADENCE),
        (1, (36, 40, 43), OTHER_CADENCE),
    ],
)
def test_chord_under_the_last_note_says_which_cadence_it_is(mode: int, pitches: tuple[int, ...], close: int) -> None:
    assert cadence_on(chord(*pitches), SHAPES, mode) == close


def test_phrase_ends_where_half_a_bar_passes_and_on_the_last_note() -> None:
    flowing = {0: C, 4: D, 8: E, 12: F}
    rows = rows_of(flowing, {0: G}, flowing, {0: C}, chords=(chord(36, 40, 43), chord(43, 47, 50)) * 2)
    assert rows[:, CADENCE].tolist() == [NO_CADENCE, HALF_CADENCE, NO_CADENCE, HALF_CADENCE]


def test_silent_song_has_no_cadence() -> None:
    assert rows_of({}, {})[:, CADENCE].tolist() == [NO_CADENCE, NO_CADENCE]


def test_bars_are_counted_from_either_end_of_their_phrase() -> None:
    ends = np.array([False, False, True, False, True, False])
    since, left = phrase_places(ends)
    assert since.tolist() == [1, 2, 3, 1, 2, 1]
    assert left.tolist() == [3, 2, 1, 2, 1, 8]


def test_silence_differs_from_unknown_highest_note_and_count() -> None:
    rows = rows_of(OTHER, {})
    assert rows[:, TOP].tolist() == [A, 0]
    assert rows[:, NOTES].tolist() == [6, 1]
