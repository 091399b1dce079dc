from __future__ import annotations

from dataclasses import replace

import pytest

from composer_app.methods.two_voice.batches import together
from composer_app.methods.two_voice.conditions import classes_of
from composer_app.methods.two_voice.draw import Draw
from composer_app.methods.two_voice.pen import Pen
from composer_app.methods.two_voice.sampling import write
from composer_app.methods.two_voice.tokens import FIRST, SHAPES
from tests.methods.two_voice.songs import random_song, small_network


def written(mode: int, bar: int = 16) -> Pen:
    ideas = [replace(random_song(0, bars=2, bar=bar), in_c=True, mode=mode)] * 12
    *_, pen = write(small_network(), together(ideas), 0, Draw(cadence=True), range(12))
    return pen


@pytest.mark.parametrize(("mode", "triad"), [(0, (0, 4, 7)), (1, (9, 0, 4))], ids=["major", "minor"])
def test_idea_ends_on_the_tonic_chord(mode: int, triad: tuple[int, ...]) -> None:
    for token in written(mode).sounding["chords"].tolist():
        assert (token - FIRST) % 12 == triad[0]
        assert classes_of(SHAPES)[token, list(triad)].all()


@pytest.mark.parametrize(("mode", "triad"), [(0, (0, 4, 7)), (1, (9, 0, 4))], ids=["major", "minor"])
def test_last_note_of_the_melody_rests_on_it(mode: int, triad: tuple[int, ...]) -> None:
    sounding = written(mode).sounding["melody"].tolist()
    assert {(token - FIRST) % 12 for token in sounding if token >= FIRST} <= set(triad)


def test_bars_of_odd_length_close_too() -> None:
    assert {(token - FIRST) % 12 for token in written(0, bar=14).sounding["chords"].tolist()} == {0}
