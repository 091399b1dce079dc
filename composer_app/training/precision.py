"""Whether a network is trained in bfloat16 or in float32."""

from __future__ import annotations

import time
from contextlib import AbstractContextManager

import torch

from composer_app.learning.training_set import TrainingSet
from composer_app.methods.method import BatchT, ConfigT, EvaluatedT, Learning, NetworkT, SongT


def precision(device: torch.device, half: bool) -> AbstractContextManager[object]:
    """A context in which a network computes in bfloat16 where it is safe, or in float32."""
    return torch.autocast(device.type, dtype=torch.bfloat16, enabled=half)


def half_is_faster(
    learning: Learning[ConfigT, NetworkT, BatchT, SongT, EvaluatedT],
    network: NetworkT,
    songs: TrainingSet[ConfigT, BatchT, SongT],
    seed: int,
    device: torch.device,
) -> bool:
    """bfloat16 is several times faster on some processors and slower on others: time both."""
    if device.type != "cpu":
        return device.type == "cuda"
    batch = next(songs.batches.stream(seed))
    took = {}
    for half in (False, True, False, True):
        start = time.perf_counter()
        with precision(device, half):
            torch.autograd.backward(learning.loss(network, batch).loss)
        took[half] = time.perf_counter() - start
    network.zero_grad(set_to_none=True)
    return took[True] < 0.9 * took[False]


def device_name(device: torch.device, half: bool) -> str:
    """The device and the precision in words."""
    name = torch.cuda.get_device_name() if device.type == "cuda" else "Apple GPU" if device.type == "mps" else "CPU"
    return f"{name}, {'bfloat16' if half else 'float32'}"
