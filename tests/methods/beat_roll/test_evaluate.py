from dataclasses import replace

import pytest
import torch

from composer_app.methods.beat_roll.batches import one
from composer_app.methods.beat_roll.evaluate import (
    evaluate_song,
    likeliest,
    likeliest_top,
    marginal,
    more_baselines,
    streams,
)
from composer_app.methods.beat_roll.network import Prediction
from composer_app.methods.beat_roll.roll import PRESETS
from tests.methods.beat_roll.songs import SMALL, network, song, trained


def predicted(*shares: tuple[float, ...]) -> Prediction:
    """A beat of two rows: the chances of two choices, then of each row's sounding in either."""
    choice, one_row, other = (torch.tensor(pair).logit() for pair in shares)
    return Prediction(
        torch.tensor(shares[0]).log()[None, None], torch.stack([one_row, other])[None, None], choice[None, None]
    )


def test_likeliest_beat_is_that_of_one_choice_not_a_mean_of_all() -> None:
    beat = predicted((0.6, 0.4), (0.95, 0.05), (0.05, 0.95))
    assert likeliest(beat).flatten().tolist() == [True, False]
    assert marginal(beat).flatten().tolist() == pytest.approx([0.59, 0.41], abs=1e-5)


def test_figures_of_a_song_learnt_by_heart_are_good() -> None:
    net, _ = trained()
    figures = (evaluate_song(net, song(16)) + evaluate_song(net, song(8))).figures()
    assert next(iter(figures)) == "beat_accuracy"
    assert figures["beat_accuracy"] > 0.8
    assert figures["next_note_accuracy"] > 0.8
    assert figures["bce"] < 0.02


@pytest.mark.parametrize("preset", list(PRESETS))
def test_half_precision_measures_nearly_the_same(preset: str) -> None:
    config = replace(PRESETS[preset], window=8, hidden=32)
    rows = song(config=config)
    net = network(config)
    whole = evaluate_song(net, rows).figures()["bce"]
    with torch.autocast("cpu", dtype=torch.bfloat16):
        half = evaluate_song(net, rows).figures()["bce"]
    assert half == pytest.approx(whole, rel=0.02)


def test_highest_struck_is_none_that_only_sounds_on() -> None:
    net, _ = trained()
    rows = song(16)
    batch = one(rows, net.config)
    with torch.no_grad():
        tops = likeliest_top(net(batch)[0], batch)[0] + net.config.lowest
    assert tops[64:68].tolist()[0:4:2] == [72, 74]


def test_streams_tell_beats_apart_and_name_the_highest_notes_struck() -> None:
    found = streams(song(8), SMALL)
    beats = found["beat"].tolist()
    assert beats[:32] == beats[32:]
    assert len(set(beats)) == 16
    assert found["next_note"].tolist()[:4] == [72, 74, 55, 78]


def test_copy_last_knows_the_notes_before() -> None:
    found = more_baselines([[song(4)]], [song(8)], SMALL)["copy_last"]
    assert 0.5 < found["top_4_precision"] <= found["top_4_recall"] + 0.5
    assert 0 < found["bce"] < 0.1


def test_copy_last_counts_no_song_that_it_scores() -> None:
    others = more_baselines([[song(8)], [song(4)]], [], SMALL)["copy_last"]
    own, other = more_baselines([[song(8)]], [song(4)], SMALL), more_baselines([[song(4)]], [song(8)], SMALL)
    mean = (own["copy_last"]["bce"] * len(song(8)) + other["copy_last"]["bce"] * len(song(4))) / (
        len(song(8)) + len(song(4))
    )
    assert others["bce"] == pytest.approx(mean)
