import torch

from composer_app.methods.two_voice.network import Batch, likelihood
from tests.methods.two_voice.songs import random_batch, small_network


def test_no_step_sees_what_comes_later() -> None:
    network = small_network()
    batch = random_batch(network, 2, 64)
    chords, melody = network(batch)
    for step in (0, 5, 16, 37, 62):
        changed = Batch(batch.melody.clone(), batch.chords.clone(), batch.key, batch.mode, 16)
        changed.melody[:, step] = (changed.melody[:, step] + 7) % 130
        changed.chords[:, step + 1 :] = 1
        changed.melody[:, step + 1 :] = 1
        later_chords, later_melody = network(changed)
        assert torch.allclose(chords[:, : step + 1], later_chords[:, : step + 1], atol=1e-5)
        assert torch.allclose(melody[:, : step + 1], later_melody[:, : step + 1], atol=1e-5)


def test_melody_hears_the_chord_of_its_own_step() -> None:
    network = small_network()
    batch = random_batch(network, 1, 16)
    other = Batch(batch.melody, (batch.chords + 1) % 50, batch.key, batch.mode, 16)
    assert not torch.allclose(network(batch)[1][:, 0], network(other)[1][:, 0])


def test_same_place_in_an_earlier_bar_is_remembered() -> None:
    network = small_network()
    batch = random_batch(network, 1, 20 * 16)
    changed = Batch(batch.melody.clone(), batch.chords, batch.key, batch.mode, 16)
    changed.melody[0, 3] = 99
    network.lstm.flatten_parameters()
    values = [
        network.remembered(network.features(b.melody, b.chords, 16), b.melody, b.chords) for b in (batch, changed)
    ]
    outputs = torch.ones(1, 20 * 16, network.config.hidden)
    differs = [
        not torch.equal(*(network.looked_back(outputs, v, 16)[0, s] for v in values))
        for s in (19 * 16 + 3, 19 * 16 + 2)
    ]
    assert differs == [True, False]


def test_padding_costs_no_nats() -> None:
    network = small_network()
    batch = random_batch(network, 1, 32)
    padded = Batch(
        torch.nn.functional.pad(batch.melody, (0, 16), value=-1),
        torch.nn.functional.pad(batch.chords, (0, 16), value=-1),
        batch.key, batch.mode, 16,
    )  # fmt: skip
    short, long = likelihood(network, batch), likelihood(network, padded)
    assert torch.allclose(short.melody, long.melody, rtol=1e-4)
    assert int(short.steps) == int(long.steps)
