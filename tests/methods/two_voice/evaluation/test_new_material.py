from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from composer_app.methods.two_voice.encoding.tokens import FIRST
from composer_app.methods.two_voice.evaluation.events import melody_row
from composer_app.methods.two_voice.evaluation.new_material import NOT_REPEATING, WHOLE, NewMaterial, baseline_figures
from composer_app.methods.two_voice.evaluation.openings import new_bars, opening
from composer_app.methods.two_voice.network.evaluate import evaluate_song
from tests.methods.two_voice.songs import random_song, small_network

NETWORK = small_network()
SONGS = [[random_song(seed, bars)] for seed, bars in ((0, 20), (2, 12))]


def figures(songs: list[list[Any]] = SONGS) -> dict[str, Any]:
    found = NewMaterial()
    for stretches in songs:
        found.add(NETWORK, stretches)
    return found.figures(baseline_figures(songs))


def test_every_block_stands_beside_its_baselines() -> None:
    for block in figures().values():
        for row in (block, block["baselines"]["markov_2"], block["baselines"]["ppm"]):
            assert row["melody"]["nats_per_note"] > 0
            assert row["chords"]["nats_per_change"] > 0


def test_openings_are_counted_and_short_songs_told() -> None:
    told = [{name: block[name] for name in ("songs", "bars", "shorter")} for block in list(figures().values())[:2]]
    assert told == [{"songs": 2, "bars": 16, "shorter": 0}, {"songs": 2, "bars": 28, "shorter": 1}]


def test_opening_is_scored_as_a_song_of_its_own() -> None:
    cut = opening(SONGS[0], 8)
    measured = evaluate_song(NETWORK, cut)
    found = figures(SONGS[:1])["first_8"]
    assert found["notes"] == measured.notes == len(melody_row(cut.melody))
    assert found["melody"]["nats_per_note"] == pytest.approx(measured.melody_nats / measured.notes)


def test_what_follows_an_opening_changes_nothing() -> None:
    song = SONGS[0][0]
    later = np.arange(len(song)) >= 128
    other = replace(song, melody=np.where(later, FIRST + 70, song.melody).astype(np.int16))
    assert figures([[other]])["first_8"]["melody"] == figures([[song]])["first_8"]["melody"]


def test_bars_that_repeat_none_are_scored_in_their_song() -> None:
    steps = new_bars(SONGS[0])[0]
    found = figures(SONGS[:1])[NOT_REPEATING]
    assert found["notes"] == evaluate_song(NETWORK, SONGS[0][0], scored=steps).notes
    assert found["bars"] == steps.sum() // 16


def test_saving_by_known_chords_is_of_the_same_choices() -> None:
    found = figures()["first_8"]
    over = found["melody_over_chords"]
    assert found["known_chords_save"] == pytest.approx(over["past_only"]["nats_per_note"] - over["nats_per_note"])


def test_song_in_two_stretches_is_one_song() -> None:
    found = figures([[random_song(0, 4), random_song(1, 6)]])
    assert (found["first_8"]["songs"], found["first_8"]["bars"], found[NOT_REPEATING]["songs"]) == (1, 4, 1)


def test_baselines_know_the_whole_of_the_other_songs() -> None:
    twice = baseline_figures([SONGS[0], SONGS[0]])
    assert twice["first_8"]["ppm"]["melody"]["pitch_accuracy"] > 0.7
    assert twice[WHOLE]["ppm"]["melody"]["pitch_accuracy"] > 0.7
