import dataclasses
from itertools import islice

import numpy as np
import torch
from torch import nn

from composer_app.methods.melody_grid import (
    PRESETS,
    Config,
    Network,
    Windows,
    likelihood,
    measure,
    nothing,
    optimizer,
    streams,
    write,
)  # fmt: skip
from composer_app.methods.melody_grid.batches import known
from tests.methods.melody_grid.tunes import PATTERN, TINY, pattern

PUBLISHED = dataclasses.replace(PRESETS["as-published"], hidden=16, rate=0.01)


def taught(config: Config, steps: int) -> tuple[nn.Module, list[float]]:
    torch.manual_seed(0)
    network = Network(config)
    learning = optimizer(network, config)
    losses = []
    for batch in islice(Windows([pattern(200, config)], config).stream(0), steps):
        learning.zero_grad()
        loss = likelihood(network, batch).loss
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


def test_published_target_stands_one_step_late() -> None:
    rising = pattern(64, PUBLISHED)
    rising[:, 0] = np.arange(64)
    batch = next(Windows([rising], PUBLISHED).stream(0))
    assert set((batch.target[:, 0] - batch.last[:, -1]).tolist()) == {2}


def test_batch_of_a_number_is_always_the_same() -> None:
    windows = Windows([pattern(200)], TINY)
    third = list(islice(windows.stream(3), 3))[2]
    again = next(windows.stream(3, 2))
    assert torch.equal(third.target, again.target)


def test_future_does_not_change_the_past() -> None:
    torch.manual_seed(0)
    network = Network(TINY).eval()
    song = pattern(64)
    other = song.copy()
    other[40:, 0] = 50
    with torch.no_grad():
        here, there = (network(known(rows[None].astype(int), 64))[0][0, :40] for rows in (song, other))
    assert torch.allclose(here, there)


def test_idea_depends_on_its_own_seed_alone() -> None:
    torch.manual_seed(0)
    network = Network(TINY)
    alone = [rows[0, 0] for rows, _ in islice(write(network, nothing(TINY), [5], 1.0, 1.0), 40)]
    among = [rows[1, 0] for rows, _ in islice(write(network, nothing(TINY), [4, 5, 6], 1.0, 1.0), 40)]
    assert alone == among


def test_step_by_step_is_as_likely_as_the_whole_at_once() -> None:
    torch.manual_seed(0)
    network = Network(TINY)
    rows, nats = zip(*islice(write(network, pattern(16), [1], 1.0, 1.0), 24), strict=True)
    from composer_app.methods.melody_grid.grid import echoed

    written = np.concatenate([pattern(16)[:, :3], np.concatenate(rows)[:, :3]])
    whole, first = (measure(network, echoed(part, TINY)).nats for part in (written, written[:16]))
    assert abs(whole - first - float(np.sum(nats))) < 0.01


def test_figures_and_streams_share_their_names() -> None:
    figures = measure(Network(TINY), pattern(40)).figures()
    assert next(iter(figures)) == "step_accuracy"
    assert {f"{name}_accuracy" for name in streams(pattern(40), TINY)} <= set(figures)
