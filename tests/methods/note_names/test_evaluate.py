from dataclasses import replace

import pytest
import torch

from composer_app.methods.note_names.elements import CHORD, PRESETS, fit
from composer_app.methods.note_names.evaluate import evaluate_song, streams
from composer_app.methods.note_names.network import Network
from tests.methods.note_names.songs import SMALL, network, song, trained


def test_figures_add_up_over_songs() -> None:
    net, _ = trained()
    total = evaluate_song(net, song(16)) + evaluate_song(net, song(8))
    figures = total.figures()
    assert total.names == 64 + 32
    assert figures["name_accuracy"] > 0.5
    assert figures["next_note_accuracy"] > 0.5
    assert next(iter(figures)) == "name_accuracy"


@pytest.mark.parametrize("preset", list(PRESETS))
def test_half_precision_measures_nearly_the_same(preset: str) -> None:
    config = replace(PRESETS[preset], window=8, hidden=32)
    rows = song()
    net = network(config)
    whole = evaluate_song(net, rows).figures()["name_nats"]
    with torch.autocast("cpu", dtype=torch.bfloat16):
        half = evaluate_song(net, rows).figures()["name_nats"]
    assert half == pytest.approx(whole, rel=0.02)


def test_name_never_met_is_no_hit_and_costs_nats() -> None:
    net, _ = trained()
    strange = song(8)
    strange[:, 1] = 0b1111
    measured = evaluate_song(net, strange)
    assert measured.name_hits == 0
    assert measured.name_nats / measured.names > 6


def test_published_measure_needs_a_window_before_it() -> None:
    config = fit(replace(PRESETS["as-published"], window=8, hidden=8, dense=8), [song(8)])
    net = Network(config)
    assert evaluate_song(net, song(1)).names == 0
    assert evaluate_song(net, song(8)).names == 24


def test_streams_name_every_element_and_the_highest_note_of_every_onset() -> None:
    found = streams(song(2), SMALL)
    assert found["next_note"].tolist() == [72, 74, 78, 73, 75, 79]
    assert [name >= CHORD for name in found["name"].tolist()] == [False, True, False, False] * 2
