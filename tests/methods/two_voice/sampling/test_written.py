import numpy as np

from composer_app.methods.two_voice.encoding.events import to_slots
from composer_app.methods.two_voice.encoding.tokens import FIRST, MELODY_VELOCITY, NO_EXPRESSION, REST
from composer_app.methods.two_voice.sampling.written import WrittenTokens, written_tokens
from tests.methods.two_voice.songs import random_song


def of(*seeds: int, finished: int | None = None) -> WrittenTokens:
    songs = [random_song(seed) for seed in seeds]
    melody, chords = (
        np.stack([to_slots(tokens(song), song.triplets) for song in songs])  # type: ignore[arg-type]
        for tokens in (lambda song: song.melody, lambda song: song.chords)
    )
    expression = np.full((len(songs), 4, 192), NO_EXPRESSION)
    expression[:, MELODY_VELOCITY] = np.where(melody >= FIRST, 70, NO_EXPRESSION)
    return written_tokens(melody, chords, expression, np.arange(len(songs), dtype=float), 48, finished)


def test_what_was_written_stands_on_sixteenths_again() -> None:
    found = of(0, 1)
    for row in (0, 1):
        sounds = random_song(row).melody >= FIRST
        assert np.array_equal(found.melody[row][sounds], random_song(row).melody[sounds])


def test_expression_stands_where_its_notes_do() -> None:
    found = of(0)
    assert np.array_equal(found.expression[0, MELODY_VELOCITY] == 70, found.melody[0] >= FIRST)


def test_silence_that_only_goes_on_does_not_begin_again() -> None:
    silent = np.zeros((1, 48), np.int64)
    silent[0, [0, 12, 24]] = REST
    found = written_tokens(silent, silent, np.full((1, 4, 48), NO_EXPRESSION), np.zeros(1), 48)
    assert np.flatnonzero(found.melody[0]).tolist() == [0]


def test_unfinished_bars_are_marked() -> None:
    assert (of(0, finished=96).steps, of(0).steps, of(0).bar) == (32, 64, 16)


def test_some_of_the_ideas_can_be_taken_out() -> None:
    some = of(0, 1, 2)[[2, 0]]
    assert some.nats.tolist() == [2, 0]
    assert np.array_equal(some.melody[1], of(0).melody[0])
    assert len(some.triplets) == len(some.expression) == 2
