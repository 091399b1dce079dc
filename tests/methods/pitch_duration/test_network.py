from dataclasses import replace

import numpy as np
import torch

from composer_app.methods.pitch_duration.batches import collate, cut
from composer_app.methods.pitch_duration.events import (
    PRESETS,
    ROOT,
)
from composer_app.methods.pitch_duration.sampling import write
from tests.methods.pitch_duration.songs import fitted, fresh, song, taught, walk

AS_PUBLISHED = PRESETS["as-published"]


def test_loss_falls_and_a_repeated_pattern_is_continued() -> None:
    config = fitted()
    songs = [song(config, 12), song(config, 12)]
    network, losses = taught(replace(config, rate=1e-2), songs, 80)
    assert losses[-1] < 0.3 * losses[0]
    wrote = write(network, songs[0][:60], [1], 0.5, 0.9)
    roots = [int(next(wrote)[0][0, ROOT]) for _ in range(20)]
    assert roots == songs[0][60:80, ROOT].tolist()


def test_published_network_learns_too() -> None:
    songs = [song(AS_PUBLISHED, 16)]
    _, losses = taught(AS_PUBLISHED, songs, 40)
    assert losses[-1] < 0.7 * losses[0]


def test_future_of_a_song_does_not_change_the_nats_of_its_past() -> None:
    network, some = fresh(), song()
    changed = np.concatenate([some[:40], walk(40)])

    def nats(rows: np.ndarray) -> torch.Tensor:
        batch = collate([cut(rows, 0, len(rows))], network.config)
        return network.nats(network(batch), batch.target)[0, :40]

    assert torch.allclose(nats(some), nats(changed), atol=1e-5)
