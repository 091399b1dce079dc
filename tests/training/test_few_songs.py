import contextlib
from pathlib import Path

import numpy as np
import pytest
import torch

from composer_app.learning.training_set import TrainingSet
from composer_app.methods import two_voice
from composer_app.models.file import describe, load_model, read_card, save_model
from composer_app.protocol.progress import EpochEnded
from composer_app.protocol.training_settings import TrainingSettings
from composer_app.training import clips, few_songs
from composer_app.training.loop import train
from tests.training.songs import song, songs_in

SMALL = two_voice.Config(
    hidden=16, harmony=16, layers=1, embedding=8, memory=4, value=4, encoder=4, inputs=16, critic=8, dropout=0.0
)


def small_network() -> two_voice.Network:
    torch.manual_seed(0)
    return two_voice.Network(SMALL)


def training_set(songs: int = 4) -> TrainingSet:
    """Songs to learn from and one to check with."""
    learnt = [two_voice.encode(song(seed))[0] for seed in range(songs)]
    whole = [two_voice.transpose_to_c(two_voice.encode(song(99))[0])]
    return TrainingSet(two_voice.Crops(learnt), whole, [], songs, 1, 0, SMALL, {}, whole=whole)


def weighed(songs: TrainingSet) -> two_voice.Network:
    network = small_network()
    few_songs.weigh(few_songs.counted(network, two_voice, songs), network, two_voice, songs)
    return network


def test_few_songs_are_counted_beside_the_network() -> None:
    network = weighed(training_set())
    assert network.counts is not None
    told = few_songs.told(network)["counted"]
    assert told["songs"] == 4
    assert max(told["chords"]) == pytest.approx(network.counts.chords.gates.max(), abs=1e-3)


def test_many_songs_are_not_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(few_songs, "MOST_SONGS", 3)
    network = weighed(training_set())
    assert network.counts is None
    assert few_songs.told(network) == {}


def test_network_forgets_the_counts_of_the_songs_before() -> None:
    network = weighed(training_set())
    learnt = training_set(2)
    counts = few_songs.counted(network, two_voice, learnt)
    assert counts is not None
    assert counts.songs == 2
    assert network.counts is None


def test_counts_are_saved_and_loaded_unchanged(tmp_path: Path) -> None:
    network = weighed(training_set())
    save_model(tmp_path / "a.safetensors", network, describe(network, "two_voice"))
    loaded, card, _ = load_model(tmp_path / "a.safetensors")
    assert isinstance(loaded, two_voice.Network)
    assert loaded.counts is not None
    assert network.counts is not None
    for name, array in network.counts.arrays.items():
        assert np.array_equal(loaded.counts.arrays[name], array)
    save_model(tmp_path / "b.safetensors", loaded, card)
    assert (tmp_path / "b.safetensors").read_bytes() == (tmp_path / "a.safetensors").read_bytes()


def test_run_on_few_songs_leaves_a_model_that_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("FEWEST_STEPS", "IDEAS", "LESSONS_AN_EPOCH"):
        monkeypatch.setattr(clips, name, 2)
    start, out = tmp_path / "small.safetensors", tmp_path / "mine.safetensors"
    save_model(start, small_network(), describe(small_network(), "two_voice"))
    settings = TrainingSettings(songs_in(tmp_path / "songs"), out, start=str(start), device="cpu")
    with contextlib.closing(train(settings)) as run:
        next(said for said in run if isinstance(said, EpochEnded))
    network, _, _ = load_model(out)
    assert isinstance(network, two_voice.Network)
    assert network.counts is not None
    assert read_card(out).habits["counted"]["songs"] == network.counts.songs
