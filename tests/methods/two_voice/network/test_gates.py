from dataclasses import replace

import numpy as np
import pytest

from composer_app.methods.two_voice.network.backoff import ORDER
from composer_app.methods.two_voice.network.evaluate import evaluate_song
from composer_app.methods.two_voice.network.gates import excerpts, fit_gate, fit_gates
from tests.methods.two_voice.counted import C_CHORD, F_CHORD, G_CHORD, C, D, E, G, counts, network, song

LIKE = song([C, D, E, G] * 16, [C_CHORD, F_CHORD, G_CHORD, C_CHORD] * 8)
UNLIKE = song([C + 6, C + 1, C + 3, C + 10] * 16, [C_CHORD + 13, C_CHORD + 30, C_CHORD + 49] * 10)


def test_gate_is_the_share_under_which_events_are_likeliest() -> None:
    rng = np.random.default_rng(0)
    by_counts = rng.random(20_000) < 0.3
    own, counted = np.where(by_counts, 0.1, 0.6), np.where(by_counts, 0.8, 0.2)
    grid = np.linspace(0.01, 0.99, 99)
    best = grid[np.argmax([np.log((1 - g) * own + g * counted).sum() for g in grid])]
    assert fit_gate(own, counted) == pytest.approx(best, abs=0.01)


def test_gate_is_closed_where_counts_are_no_better_anywhere() -> None:
    assert fit_gate(np.full(100, 0.5), np.full(100, 0.1)) == 0


def test_gate_is_closed_where_nothing_was_counted() -> None:
    assert fit_gate(np.zeros(0), np.zeros(0)) == 0


def test_one_event_alone_opens_no_gate_far() -> None:
    assert fit_gate(np.array([0.01]), np.array([0.9])) < 0.1


def test_gates_rise_where_the_counts_predict_new_songs() -> None:
    found = counts()
    fit_gates(found, network(), [LIKE])
    assert found.chords.gates[ORDER] > 0.3
    assert found.melody.gates[ORDER] > 0.3


def test_gates_stay_closed_where_the_counts_know_nothing() -> None:
    found, writer = counts(), network()
    writer.melody.pitch_head.bias.data[[C + 6, C + 1, C + 3, C + 10]] = 8.0
    fit_gates(found, writer, [UNLIKE])
    assert not found.melody.gates.any()


def test_new_song_is_predicted_no_worse_with_the_gates() -> None:
    plain, counted = network(), network()
    counted.counts = counts()
    fit_gates(counted.counts, counted, [LIKE])
    assert evaluate_song(counted, LIKE).loss < evaluate_song(plain, LIKE).loss


def test_song_of_unknown_key_fits_no_gate() -> None:
    found = counts()
    fit_gates(found, network(), [replace(LIKE, in_c=False)])
    assert not found.has_gates


def test_excerpts_begin_where_the_melody_does() -> None:
    late = replace(LIKE, melody=np.concatenate([np.zeros(48, np.int16), LIKE.melody])[: len(LIKE)])
    assert [len(excerpt) // 16 for excerpt in excerpts(LIKE)] == [16]
    assert [len(excerpt) // 16 for excerpt in excerpts(late)] == [13]
    assert excerpts(replace(LIKE, melody=np.zeros_like(LIKE.melody))) == []
