from dataclasses import replace

import numpy as np
import pytest
import torch

from composer_app.methods.note_names.batches import NAME, Windows, one
from composer_app.methods.note_names.elements import PRESETS, fit
from composer_app.methods.note_names.network import Network, batch_loss, optimizer
from tests.methods.note_names.songs import network, song, trained


def test_loss_falls_on_one_song() -> None:
    _, losses = trained()
    assert losses[-1] < 0.4 * losses[0]


def test_published_network_has_the_published_size() -> None:
    net = Network(replace(PRESETS["as-published"], names=tuple(range(329))))
    sizes = sum(p.numel() for p in net.parameters())
    means = sum(b.numel() for name, b in net.named_buffers() if "running" in name)
    assert sizes + means == 5_470_025


def test_published_network_learns() -> None:
    config = replace(PRESETS["as-published"], window=8, hidden=16, dense=16, batch=32, rate=1e-2)
    songs = [song(16)]
    config = fit(config, songs)
    torch.manual_seed(0)
    net = Network(config)
    trained_by = optimizer(net, config)
    losses = []
    for batch, _ in zip(Windows(songs, config).stream(0), range(40), strict=False):
        loss = batch_loss(net, batch).loss
        trained_by.zero_grad()
        loss.backward()
        trained_by.step()
        losses.append(float(loss.detach()))
    assert np.mean(losses[-5:]) < 0.8 * np.mean(losses[:5])


def test_published_network_goes_on_with_songs_that_hold_names_it_never_met() -> None:
    config = fit(replace(PRESETS["as-published"], window=8, hidden=8, dense=8, batch=8), [song(8)])
    net, batch = Network(config).eval(), next(Windows([song(8)], config).stream(0))
    names = batch.target[..., NAME]
    names[:4] = len(config.names)
    found = batch_loss(net, batch)
    assert int(found.elements) == 4
    assert float(found.loss.detach()) > 0


def test_future_does_not_change_the_likelihood_of_the_past() -> None:
    net = network()
    rows = song(8)
    changed = rows.copy()
    changed[20:, 0] += 1
    with torch.no_grad():
        before, after = (net.eval().nats(one(found, net.config))[:, 0, :20] for found in (rows, changed))
    assert torch.equal(before, after)


def test_state_carried_over_says_what_the_whole_song_says() -> None:
    net = network().eval()
    batch = one(song(8), net.config)
    with torch.no_grad():
        whole, _ = net(batch)
        _, state = net(type(batch)(*(getattr(batch, name)[:, :10] for name in batch.__slots__)))
        rest, _ = net(type(batch)(*(getattr(batch, name)[:, 10:] for name in batch.__slots__)), state)
    assert torch.allclose(whole[:, 10:], rest, atol=1e-5)


@pytest.mark.parametrize("preset", list(PRESETS))
def test_every_preset_says_how_it_learns(preset: str) -> None:
    config = PRESETS[preset]
    assert config.rate > 0
    assert config.schedule in ("cosine", "constant")
