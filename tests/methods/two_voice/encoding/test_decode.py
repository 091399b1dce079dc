import numpy as np
import pytest

from composer_app.methods.two_voice.encoding.decode import decode, voice
from composer_app.methods.two_voice.encoding.grid import Grid
from composer_app.methods.two_voice.encoding.tokens import FIRST, MELODY_TIMING, MELODY_VELOCITY, NO_EXPRESSION, SHAPES
from composer_app.music.meter import Meter
from composer_app.music.note import Note

STRAIGHT = Grid(0, 16, np.zeros(4, np.int16))


def one(token: int, steps: int = 16) -> np.ndarray:
    tokens = np.zeros(steps, np.int16)
    tokens[0] = token
    return tokens


def classes(notes: tuple[Note, ...]) -> set[int]:
    return {note.pitch % 12 for note in notes}


@pytest.mark.parametrize("lowest", [64, 55, 48, 40])
def test_every_shape_is_voiced_whole_below_the_melody(lowest: int) -> None:
    for shape in range(len(SHAPES)):
        for bass in range(12):
            chord = FIRST + 12 * shape + bass
            notes, _ = decode(one(FIRST + lowest), one(chord), STRAIGHT, SHAPES, Meter())
            assert classes(notes) == {(bass + i) % 12 for i in SHAPES[shape]}
            assert max(note.pitch for note in notes) < lowest
            assert min(note.pitch for note in notes) % 12 == bass


def test_under_the_lowest_of_melodies_a_chord_keeps_its_tones() -> None:
    for bass in range(12):
        notes, _ = decode(one(FIRST), one(FIRST + 12 * SHAPES.index((0, 4, 7)) + bass), STRAIGHT, SHAPES, Meter())
        assert classes(notes) == {bass, (bass + 4) % 12, (bass + 7) % 12}
        assert len({note.pitch for note in notes}) == len(notes)


def test_chords_lie_where_a_pianist_plays_them() -> None:
    notes, _ = decode(one(FIRST + 72), one(FIRST), STRAIGHT, SHAPES, Meter())
    assert notes[0].pitch == 36
    assert all(48 <= note.pitch <= 63 for note in notes[1:])


def test_voices_move_as_little_as_they_can() -> None:
    assert voice([9, 0, 4], (52, 55, 60)) == (52, 57, 60)


def test_bar_lines_and_beats_are_louder_where_nothing_is_learnt() -> None:
    tokens = np.full(16, FIRST + 60, np.int16)
    _, melody = decode(tokens, tokens * 0, STRAIGHT, SHAPES, Meter())
    assert [note.velocity for note in melody[:5]] == [94, 84, 84, 84, 89]


def test_learnt_expression_takes_the_accents_place() -> None:
    expression = np.full((4, 16), NO_EXPRESSION, np.int16)
    expression[MELODY_VELOCITY, 4], expression[MELODY_TIMING, 4] = 33, -15
    tokens = one(FIRST + 60)
    tokens[4] = FIRST + 62
    _, melody = decode(tokens, tokens * 0, STRAIGHT, SHAPES, Meter(), expression)
    assert [(note.onset, note.velocity) for note in melody] == [(0, 94), (480 - 15, 33)]


def test_played_note_stays_nearest_to_its_step() -> None:
    expression = np.full((4, 16), NO_EXPRESSION, np.int16)
    expression[MELODY_TIMING, [0, 4]] = -60, 60
    tokens = one(FIRST + 60)
    tokens[4] = FIRST + 62
    _, melody = decode(tokens, tokens * 0, STRAIGHT, SHAPES, Meter(), expression)
    assert [note.onset for note in melody] == [0, 480 + 59]


def test_nothing_sounds_before_the_clip_begins() -> None:
    upbeat = Grid(480 - 1920, 16, np.zeros(4, np.int16))
    tokens = one(0)
    tokens[12] = FIRST + 60
    expression = np.full((4, 16), NO_EXPRESSION, np.int16)
    expression[MELODY_TIMING, 12] = -45
    assert decode(tokens, tokens * 0, upbeat, SHAPES, Meter(), expression)[1][0].onset == 0
