import contextlib
from pathlib import Path

import numpy as np
import pytest
import torch

from composer_app.learning.training_set import TrainingSet
from composer_app.methods import load
from composer_app.methods.two_voice.encoding.crops import Crops
from composer_app.methods.two_voice.encoding.grid import encode
from composer_app.methods.two_voice.encoding.transposition import transpose_to_c
from composer_app.methods.two_voice.network.config import TwoVoiceConfig
from composer_app.methods.two_voice.network.two_voice import TwoVoice
from composer_app.methods.two_voice.training import few_songs, learning
from composer_app.models.card_json import card_for
from composer_app.models.file import load_model, read_card, save_model
from composer_app.protocol.progress import EpochEnded
from composer_app.protocol.training_settings import TrainingSettings
from composer_app.training.loop import train
from tests.training.conftest import settled_at_once  # noqa: F401 - a fixture for every test here
from tests.training.songs import song, songs_in

SMALL = TwoVoiceConfig(
    hidden=16, harmony=16, layers=1, embedding=8, memory=4, value=4, encoder=4, inputs=16, critic=8, dropout=0.0
)


def small_network() -> TwoVoice:
    torch.manual_seed(0)
    return TwoVoice(SMALL)


def training_set(songs: int = 4) -> TrainingSet:
    """Songs to learn from and one to check with."""
    learnt = [encode(song(seed))[0] for seed in range(songs)]
    whole = [transpose_to_c(encode(song(99))[0])]
    return TrainingSet(Crops(learnt), whole, [], songs, 1, 0, SMALL, {}, 1, 1, whole=whole)


def weighed(songs: TrainingSet) -> TwoVoice:
    network = small_network()
    few_songs.count_few_songs(network, songs)()
    return network


def test_few_songs_are_counted_beside_the_network() -> None:
    network = weighed(training_set())
    assert network.counts is not None
    told = few_songs.statistics(network)["counted"]
    assert told["songs"] == 4
    assert max(told["chords"]) == pytest.approx(network.counts.chords.gates.max(), abs=1e-3)


def test_many_songs_are_not_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(few_songs, "MOST_SONGS", 3)
    network = weighed(training_set())
    assert network.counts is None
    assert few_songs.statistics(network) == {}


def test_network_forgets_the_counts_of_the_songs_before() -> None:
    network = weighed(training_set())
    learnt = training_set(2)
    counts = few_songs.counted(network, learnt)
    few_songs.count_few_songs(network, learnt)
    assert counts is not None
    assert counts.songs == 2
    assert network.counts is None


def test_counts_are_saved_and_loaded_unchanged(tmp_path: Path) -> None:
    network = weighed(training_set())
    save_model(tmp_path / "a.safetensors", network, card_for(load("two_voice"), network.config))
    model = load_model(tmp_path / "a.safetensors")
    loaded, card = model.network, model.card
    assert isinstance(loaded, TwoVoice)
    assert loaded.counts is not None
    assert network.counts is not None
    for name, array in network.counts.arrays.items():
        assert np.array_equal(loaded.counts.arrays[name], array)
    save_model(tmp_path / "b.safetensors", loaded, card)
    assert (tmp_path / "b.safetensors").read_bytes() == (tmp_path / "a.safetensors").read_bytes()


def test_run_on_few_songs_leaves_a_model_that_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("FEWEST_STEPS", "IDEAS", "LESSONS_AN_EPOCH"):
        monkeypatch.setattr(learning, name, 2)
    start, out = tmp_path / "small.safetensors", tmp_path / "mine.safetensors"
    save_model(start, small_network(), card_for(load("two_voice"), small_network().config))
    settings = TrainingSettings(songs_in(tmp_path / "songs"), out, start=str(start), device="cpu")
    with contextlib.closing(train(settings)) as run:
        next(said for said in run if isinstance(said, EpochEnded))
    network = load_model(out).network
    assert isinstance(network, TwoVoice)
    assert network.counts is not None
    assert read_card(out).corpus_statistics["counted"]["songs"] == network.counts.songs
