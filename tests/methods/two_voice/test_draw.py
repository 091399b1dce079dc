from __future__ import annotations

from collections.abc import Sequence

import torch

from composer_app.methods.two_voice.batches import together
from composer_app.methods.two_voice.draw import LONGEST_CHORD, Draw, choose, outside
from composer_app.methods.two_voice.grid import Song
from composer_app.methods.two_voice.pen import Pen
from composer_app.methods.two_voice.sampling import write
from composer_app.methods.two_voice.tokens import FIRST, HOLD, REST, SHAPES
from tests.methods.two_voice.songs import random_song, small_network


def written(draw: Draw, holding: float = 0.0, ideas: int = 4, bars: int = 4) -> Pen:
    """Ideas of a network at random that is so much inclined to let everything sound or be silent on."""
    network = small_network()
    network.melody_head.bias.data[HOLD] += holding
    network.chord_head.bias.data[HOLD] += holding
    empty = [Song(song.melody * 0, song.chords * 0, 16) for song in (random_song(0, bars),) * ideas]
    *_, pen = write(network, together(empty), 0, draw, range(ideas))
    return pen


def gaps(tokens: Sequence[int], sounding: bool) -> list[int]:
    """How long each note lasts, or each silence."""
    events = [step for step, token in enumerate(tokens) if token != HOLD]
    return [
        after - on
        for on, after in zip(events, [*events[1:], len(tokens)], strict=True)
        if (tokens[on] >= FIRST) == sounding
    ]


def test_truncation_leaves_alone_whether_something_happens() -> None:
    logits = torch.log(torch.tensor([[0.9, 0.02, 0.05, 0.03]])).expand(1000, 4)
    chance = torch.linspace(0.0005, 0.9995, 1000)
    tokens = choose(logits, chance, chance.flip(0), Draw(top_p=0.1, rhythm=1.0))
    assert {int(t) for t in tokens} == {HOLD, REST, FIRST}
    assert 70 <= int((tokens == FIRST).sum()) <= 90


def test_low_temperature_takes_the_likeliest() -> None:
    logits = torch.log(torch.tensor([[0.1, 0.1, 0.3, 0.5]])).expand(100, 4)
    chance = torch.linspace(0.005, 0.995, 100)
    drawn = choose(logits, torch.full((100,), 0.9), chance, Draw(temperature=0.05))
    assert set(drawn.tolist()) == {FIRST + 1}


def test_idea_begins_with_a_chord() -> None:
    assert bool((written(Draw()).chords[:, 0] >= FIRST).all())


def test_no_chord_sounds_for_ever() -> None:
    pen = written(Draw(), holding=30, bars=10)
    assert max(max(gaps(row, sounding=True)) for row in pen.chords.tolist()) <= LONGEST_CHORD * 16


def test_no_note_lasts_and_no_silence_either() -> None:
    pen = written(Draw(), holding=30, bars=10)
    for row in pen.melody.tolist():
        assert max(gaps(row, sounding=True)) <= 2 * 16
        assert max(gaps(row, sounding=False), default=0) <= 1.5 * 16


def test_silence_may_be_asked_for() -> None:
    assert not (written(Draw(silence=100), holding=30, bars=10).melody >= FIRST).any()


def test_chord_that_sounds_is_not_struck_again_unchanged() -> None:
    for row in written(Draw(), holding=-30).chords.tolist():
        assert all(before != after for before, after in zip(row, row[1:], strict=False))


def test_what_is_forbidden_is_not_written() -> None:
    def no_steps_down(pitches: Sequence[int], onsets: Sequence[int]) -> list[tuple[int, int]]:
        assert len(pitches) == len(onsets)
        return [(-down, gap) for down in range(1, 60) for gap in range(256)] if pitches else []

    for row in written(Draw(forbidden=no_steps_down)).melody.tolist():
        pitches = [token for token in row if token >= FIRST]
        assert len(pitches) > 4
        assert pitches == sorted(pitches)


def test_triplets_are_compared_by_the_sixteenths_they_are_nearest_to() -> None:
    told: list[int] = []

    def listening(pitches: Sequence[int], onsets: Sequence[int]) -> list[tuple[int, int]]:
        told[:] = onsets
        return []

    pen = written(Draw(forbidden=listening), ideas=1, bars=8)
    places = {(step % 4, bool(third)): told_at % 4 for step, third, told_at in zip(
        torch.nonzero(pen.melody[0, :-1] >= FIRST)[:, 0].tolist(),
        pen.thirds[0, pen.melody[0] >= FIRST].tolist(),
        told,
        strict=False,
    )}  # fmt: skip
    assert places[2, True] == 3
    assert places[2, False] == 2


def test_chords_outside_a_scale_are_known() -> None:
    foreign = outside((0, 2, 4, 5, 7, 9, 11), SHAPES)
    triad = FIRST + 12 * SHAPES.index((0, 4, 7))
    assert [bool(foreign[triad + bass]) for bass in (0, 2, 5, 7)] == [False, True, False, False]
    assert not foreign[:FIRST].any()
