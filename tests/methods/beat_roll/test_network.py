from dataclasses import replace

import pytest
import torch

from composer_app.methods.beat_roll.batches import Batch, one
from composer_app.methods.beat_roll.network import Network, batch_loss, nats_of
from composer_app.methods.beat_roll.roll import PRESETS, Config
from tests.methods.beat_roll.songs import SMALL, network, song, trained

PUBLISHED = PRESETS["as-published"]


def test_published_network_has_the_published_size() -> None:
    assert sum(p.numel() for p in Network(PUBLISHED).parameters()) == 99_251


@pytest.mark.parametrize("config", [SMALL, replace(PUBLISHED, hidden=32)], ids=list(PRESETS))
def test_loss_falls_on_one_song(config: Config) -> None:
    _, losses = trained(config)
    assert losses[-1] < 0.3 * losses[0]


def test_published_loss_is_the_binary_cross_entropy_of_every_note() -> None:
    net = network(PUBLISHED)
    batch = one(song(config=PUBLISHED), net.config)
    predicted, _ = net(batch)
    expected = torch.nn.functional.binary_cross_entropy_with_logits(predicted.sounds[:, :, 0], batch.target[:, :, 0])
    assert torch.allclose(batch_loss(net, batch).loss, expected)


def test_future_does_not_change_the_likelihood_of_the_past() -> None:
    net = network()
    rows = song()
    changed = rows.copy()
    changed[20:, 1] ^= 0b1111
    with torch.no_grad():
        before, after = (nats_of(net(batch)[0], batch)[0][:, :20] for batch in (one(rows, SMALL), one(changed, SMALL)))
    assert torch.equal(before, after)


def test_state_carried_over_says_what_the_whole_song_says() -> None:
    net = network()
    batch = one(song(), SMALL)

    def part(begin: int, end: int) -> Batch:
        return Batch(*(getattr(batch, name)[:, begin:end] for name in Batch.__slots__))

    with torch.no_grad():
        whole, _ = net(batch)
        _, state = net(part(0, 10))
        rest, _ = net(part(10, 64), state)
    assert torch.allclose(whole.sounds[:, 10:], rest.sounds, atol=1e-5)
