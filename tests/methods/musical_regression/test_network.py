from dataclasses import replace

import numpy as np
import torch

from composer_app.methods.musical_regression.batches import Windows, collate, cut
from composer_app.methods.musical_regression.network import batch_loss
from composer_app.methods.musical_regression.notes import PITCH
from composer_app.methods.musical_regression.sampling import write
from tests.methods.musical_regression.songs import AS_PUBLISHED, SMALL, fresh, mended, song, taught, walk


def test_published_network_has_the_published_size() -> None:
    assert sum(parameter.numel() for parameter in fresh(AS_PUBLISHED).parameters()) == 11_235


def test_loss_falls_and_a_repeated_pattern_is_continued() -> None:
    some = song(SMALL, 12)
    network, losses = taught(replace(SMALL, rate=1e-2), [some, some], 80)
    assert losses[-1] < 0.4 * losses[0]
    wrote = write(network, some[:60], [1], 0.2, 0.9)
    assert [int(next(wrote)[0][0, PITCH]) for _ in range(20)] == some[60:80, PITCH].tolist()


def test_published_loss_falls() -> None:
    config = replace(AS_PUBLISHED, note_loss="squared")
    _, losses = taught(config, [song(config, 16)], 60)
    assert losses[-1] < 0.9 * losses[0]


def test_published_loss_weighs_velocity_and_time_a_fifth() -> None:
    network, batch = fresh(AS_PUBLISHED), next(Windows([song(AS_PUBLISHED)], AS_PUBLISHED).stream(0))
    found = batch_loss(network, batch)
    assert torch.allclose(found.losses, found.note + 0.2 * (found.velocity + found.wait))


def test_future_of_a_song_does_not_change_the_losses_of_its_past() -> None:
    network, some = mended(), song()
    changed = np.concatenate([some[:40], walk(40)])
    losses = [batch_loss(network, collate([cut(rows, 0, len(rows))])).losses[:40] for rows in (some, changed)]
    assert torch.allclose(*losses, atol=1e-5)


def test_note_is_told_by_nothing_of_its_own() -> None:
    network, some, changed = mended(), walk(40), walk(40)
    changed[20, :4] = (71, 11, 7, 3)
    outputs = [network(collate([cut(rows, 0, 40)]))[0, :21] for rows in (some, changed)]
    assert torch.allclose(*outputs, atol=1e-6)


def test_expected_musical_cost_is_paid_beside_the_nats() -> None:
    batch = collate([cut(song(), 0, 40)])
    plain, musical = (fresh(replace(SMALL, musical=weight)) for weight in (0.0, 1.0))
    paid = batch_loss(musical, batch).losses - batch_loss(plain, batch).losses.detach()
    assert float(paid.detach().min()) > 0
    assert float(paid.detach().max()) <= 1
