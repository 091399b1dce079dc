from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from composer_app.methods.two_voice.evaluation.infilling import InfillingSums, four_bars
from composer_app.methods.two_voice.network.evaluate import evaluate_song
from tests.methods.two_voice.songs import random_song, small_network

NETWORK = small_network()


def sums(*songs: Any) -> InfillingSums:
    found = InfillingSums()
    for song in songs:
        found.add(NETWORK, song)
    return found


@pytest.mark.parametrize(("bars", "holes"), [(16, 4), (32, 8), (20, 6), (8, 4), (4, 2), (1, 0)])
def test_quarter_of_a_song_is_taken_out_in_holes_of_four_bars(bars: int, holes: int) -> None:
    song = random_song(0, bars, told=False)
    steps = four_bars(song, np.random.default_rng(0)).reshape(bars, 16)
    assert (steps.all(1) == steps.any(1)).all()
    assert steps.all(1).sum() == holes


def test_every_model_is_scored_on_the_same_holes() -> None:
    song = random_song(0, 16)
    assert sums(song).figures() == sums(song).figures()
    assert len({four_bars(song, np.random.default_rng(number)).tobytes() for number in range(9)}) > 1


def test_given_and_past_count_the_same_notes_and_changes() -> None:
    for given, past in sums(random_song(0, 16), random_song(1, 8)).sums.values():
        assert (given.notes, given.changes, given.chords) == (past.notes, past.changes, past.chords)


def test_past_alone_of_the_whole_melody_is_the_plain_score_but_for_divisions_told() -> None:
    song = random_song(0, 8)
    straight = type(song)(song.melody, song.chords, 16)
    found = sums(straight).figures()
    plain = evaluate_song(NETWORK, straight)
    assert found["chords_under_melody"]["chords"]["past_only"]["nats_per_change"] == pytest.approx(
        plain.chord_nats / plain.changes, rel=1e-4
    )
    assert found["melody_over_chords"]["melody"]["past_only"]["pitch_nats"] == pytest.approx(
        plain.pitch_nats / plain.notes, rel=1e-4
    )


def test_figures_are_told_of_the_voices_that_are_written() -> None:
    found = sums(random_song(0, 16)).figures()
    assert {task: list(voices) for task, voices in found.items()} == {
        "fill": ["melody", "chords"],
        "chords_under_melody": ["chords"],
        "melody_over_chords": ["melody"],
    }
    assert found["fill"]["melody"].keys() == {"nats_per_note", "pitch_accuracy", "pitch_nats", "past_only"}
