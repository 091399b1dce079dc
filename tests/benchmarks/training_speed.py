"""Training positions a CPU-second: the program's step beside a bare loop over the same two nn.LSTM, turn by turn."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from composer_app.methods.two_voice.encoding.crops import Crops
from composer_app.methods.two_voice.encoding.events import SLOTS_PER_STEP
from composer_app.methods.two_voice.encoding.grid import Song
from composer_app.methods.two_voice.encoding.tokens import MELODY_TOKENS
from composer_app.methods.two_voice.network.config import TwoVoiceConfig
from composer_app.methods.two_voice.network.loss import batch_loss
from composer_app.methods.two_voice.network.two_voice import TwoVoice
from tests.benchmarks.machine import median, print_table

ROUNDS, WARM_UP = 12, 2
STEPS, BAR = 1024, 16


def song(seed: int) -> Song:
    """Tokens at random, as dense as songs are."""
    rng = np.random.default_rng(seed)

    def tokens(high: int, share: float) -> np.ndarray:
        return np.where(rng.random(STEPS) < share, rng.integers(1, high, STEPS), 0).astype(np.int16)

    return Song(tokens(130, 0.35), tokens(200, 0.08), BAR, int(rng.integers(12)), 0)


def programs_step(crops: Crops) -> Callable[[], int]:
    """A batch drawn, the network's loss, backward, clipped, stepped; gives the positions of the batch."""
    network = TwoVoice(TwoVoiceConfig())
    optimizer = torch.optim.AdamW(network.parameters(), lr=2e-3)
    batches = crops.stream(0)

    def step() -> int:
        batch = next(batches)
        optimizer.zero_grad(set_to_none=True)
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=True):
            loss = batch_loss(network, batch).loss
        loss.backward()
        nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimizer.step()
        return batch.melody.numel() // SLOTS_PER_STEP

    return step


def bare_step(crops: Crops) -> Callable[[], int]:
    """The same two nn.LSTM on ready-made inputs with one linear head for each voice."""
    network, batch = TwoVoice(TwoVoiceConfig()), next(crops.stream(0))
    voices = []
    for decoder, row, tokens in (
        (network.harmony.decoder, batch.chord_row, network.config.chord_tokens),
        (network.melody.decoder, batch.melody_row, MELODY_TOKENS),
    ):
        inputs = torch.randn(*row.token.shape, decoder.lstm.input_size)
        voices.append((decoder.lstm, nn.Linear(decoder.hidden, tokens), inputs, row.token))
    parameters = [weight for lstm, head, *_ in voices for weight in (*lstm.parameters(), *head.parameters())]
    optimizer = torch.optim.AdamW(parameters, lr=2e-3)

    def step() -> int:
        optimizer.zero_grad(set_to_none=True)
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=True):
            losses = [
                functional.cross_entropy(head(lstm(inputs)[0]).float().flatten(0, 1), target.flatten())
                for lstm, head, inputs, target in voices
            ]
        torch.stack(losses).sum().backward()
        nn.utils.clip_grad_norm_(parameters, 1.0)
        optimizer.step()
        return batch.melody.numel() // SLOTS_PER_STEP

    return step


def main() -> None:
    """Print both speeds and their ratio."""
    torch.set_num_threads(1)
    crops = Crops([song(seed) for seed in range(64)])
    steps = {"inkling": programs_step(crops), "bare": bare_step(crops)}
    speeds: dict[str, list[float]] = {name: [] for name in steps}
    for turn in range(WARM_UP + ROUNDS):
        for name, step in steps.items():
            begun = time.process_time()
            positions = step()
            if turn >= WARM_UP:
                speeds[name].append(positions / (time.process_time() - begun))
    ratio = median([a / b for a, b in zip(speeds["inkling"], speeds["bare"], strict=True)])
    print_table(
        f"Training, 16th positions a CPU-second (one thread, bfloat16, median of {ROUNDS})",
        [
            ("two_voice, as trained", f"{median(speeds['inkling']):,.0f}"),
            ("bare loop over the same two nn.LSTM", f"{median(speeds['bare']):,.0f}"),
            ("ratio", f"{ratio:.2f}"),
        ],
    )


if __name__ == "__main__":
    main()
