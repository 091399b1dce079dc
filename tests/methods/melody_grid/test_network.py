import dataclasses
from itertools import islice

import torch
from torch import nn

from composer_app.methods.melody_grid.batches import Windows, known
from composer_app.methods.melody_grid.grid import PRESETS, Config
from composer_app.methods.melody_grid.network import Network, batch_loss, optimizer
from composer_app.methods.melody_grid.sampling import write
from tests.methods.melody_grid.tunes import PATTERN, TINY, pattern

PUBLISHED = dataclasses.replace(PRESETS["as-published"], hidden=16, rate=0.01)


def taught(config: Config, steps: int) -> tuple[nn.Module, list[float]]:
    torch.manual_seed(0)
    network = Network(config)
    learning = optimizer(network, config)
    losses = []
    for batch in islice(Windows([pattern(200, config)], config).stream(0), steps):
        learning.zero_grad()
        loss = batch_loss(network, batch).loss
        loss.backward()
        learning.step()
        losses.append(float(loss.detach()))
    return network, losses


def test_repeated_pattern_is_learnt_and_continued() -> None:
    network, losses = taught(dataclasses.replace(TINY, rate=0.02), 60)
    assert losses[-1] < 0.2 * losses[0]
    rows = [row[0, 0] for row, _ in islice(write(network, pattern(48), [0], 1.0, 0.9), 12)]  # type: ignore[arg-type]
    expected = [PATTERN[(48 + place) % len(PATTERN)] for place in range(12)]
    assert sum(a == b for a, b in zip(rows, expected, strict=True)) >= 10


def test_published_network_learns_from_windows() -> None:
    losses = taught(PUBLISHED, 60)[1]
    assert losses[-1] < 0.5 * losses[0]


def test_future_does_not_change_the_past() -> None:
    torch.manual_seed(0)
    network = Network(TINY).eval()
    song = pattern(64)
    other = song.copy()
    other[40:, 0] = 50
    with torch.no_grad():
        here, there = (network(known(rows[None].astype(int), 64))[0][0, :40] for rows in (song, other))
    assert torch.allclose(here, there)
