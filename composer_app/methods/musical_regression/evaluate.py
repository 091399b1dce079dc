"""Held-out figures over whole songs, teacher-forced."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from composer_app.learning.sums import NamedSums, count_hits
from composer_app.methods.musical_regression.batches import collate, cut
from composer_app.methods.musical_regression.loss import expected, musical_cost
from composer_app.methods.musical_regression.network import (
    VELOCITIES,
    WAITS,
    Mended,
    Published,
    mended_loss,
    published_loss,
    published_numbers,
)
from composer_app.methods.musical_regression.notes import PITCH, VELOCITY, WAIT, Config, Rows
from composer_app.music.note import TICKS_PER_QUARTER

Line = NDArray[np.int64]
MANY = 1024  # windows at a time


@dataclass(frozen=True, slots=True)
class SongSums(NamedSums):
    """Sums over songs."""

    @property
    def loss(self) -> float:
        """The loss a note or message."""
        return self.sums["loss"] / max(1, self.sums["notes"])

    def figures(self) -> dict[str, float]:
        """Note accuracy, mean musical cost, errors of velocity and of time, and nats a note.

        The time's error is in quarters, of the published preset in seconds; both errors are mean absolute ones.
        """
        sums, found = self.sums, {}
        notes = max(1, sums["notes"])
        for name in ("note", "next_note"):
            found[f"{name}_accuracy"] = sums[f"{name}.hits"] / max(1, sums[f"{name}.events"])
            found[f"{name}_accuracy_on_changes"] = sums[f"{name}.hits_on_changes"] / max(1, sums[f"{name}.changes"])
        found |= {name: sums[name] / notes for name in ("musical_cost", "velocity_error", "wait_error")}
        if "nats" in sums:
            found |= {"note_nats": sums["note.nats"] / notes, "event_nats": sums["nats"] / notes}
        return found


def streams(song: Rows, config: Config) -> dict[str, Line]:
    """Of a song (rows, 6) the pitch of every row (rows,), and the highest pitch of each onset (onsets,)."""
    starts = onsets(song)
    struck = np.where(song[:, VELOCITY] > 0, song[:, PITCH], -1)
    highest = np.maximum.reduceat(struck, starts) if len(starts) else struck[:0]
    return {"note": song[:, PITCH].astype(np.int64), "next_note": highest.astype(np.int64)}


def onsets(song: Rows) -> Line:
    """The rows (onsets,) of a song (rows, 6) at which a note is struck, not together with one in the row before."""
    strikes = song[:, VELOCITY] > 0
    goes_with = np.concatenate([[False], strikes[:-1]]) & (song[:, WAIT] == 0)
    return np.flatnonzero(strikes & ~goes_with)


@torch.inference_mode()
def evaluate_song(network: nn.Module, song: Rows) -> SongSums:
    """The sums of one song (rows, 6); the published network does not predict the first message."""
    network.eval()
    device = next(network.parameters()).device
    if isinstance(network, Published):
        return _published(network, song, torch.from_numpy(song.astype(np.int64)).to(device))
    assert isinstance(network, Mended)
    batch = collate([cut(song, 0, len(song))]).to(device)
    hidden, target = network(batch)[0], batch.target[0]
    predicted = mended_loss(network, hidden, target)
    share = network.unaware(hidden)
    sums: defaultdict[str, float] = defaultdict(float)
    sums["nats"] = float((predicted.note + predicted.wait + predicted.velocity + predicted.lasts).cpu().double().sum())
    sums["note.nats"] = float(-share.gather(-1, target[:, PITCH, None]).clamp(min=1e-12).log().cpu().double().sum())
    wait = expected(network.wait(hidden), WAITS)
    unit = network.config.grid / TICKS_PER_QUARTER
    sums["wait_error"] = float((wait - target[:, WAIT]).abs().cpu().double().sum()) * unit
    loudness, _ = network.expression(hidden, target[:, WAIT] == 0, target[:, PITCH])
    velocity = expected(loudness, VELOCITIES)
    sums["velocity_error"] = float((velocity - target[:, VELOCITY]).abs().cpu().double().sum())
    starting = network.pitches(hidden, torch.zeros(len(hidden), device=device)).argmax(-1)
    return _summed(sums, song, 0, predicted.losses, share.argmax(-1), starting)


def _published(network: Published, song: Rows, rows: Tensor) -> SongSums:
    """Every message but the first, each from a window and a state of zeros."""
    size, length = network.config.window, len(rows)
    predicted = [network(rows[None, :size])[0, : length - 1]]
    if length > size + 1:
        windows = rows[1:-1].unfold(0, size, 1).transpose(1, 2)
        predicted += [network(part)[:, -1] for part in torch.split(windows, MANY)]
    numbers = torch.cat(predicted)
    off = (numbers - published_numbers(rows[1:])).abs().cpu().double().sum(0).tolist()
    guessed = numbers[:, 0].round().clamp(0, 127).long()
    losses = published_loss(network.config, numbers, rows[1:]).losses
    return _summed(defaultdict(float, velocity_error=off[1], wait_error=off[2]), song, 1, losses, guessed, guessed)


def _summed(
    sums: defaultdict[str, float], song: Rows, first: int, losses: Tensor, guessed: Tensor, starting: Tensor
) -> SongSums:
    """The sums with the hits over rows from `first` on, and over onsets, predicted as such by `starting`."""
    lines = streams(song, Config())
    true = torch.from_numpy(lines["note"][first:]).to(guessed.device)
    sums["notes"], sums["loss"] = len(true), float(losses.cpu().double().sum())
    sums["musical_cost"] = float(musical_cost().to(guessed.device)[guessed, true].cpu().double().sum())
    count_hits(sums, "note", guessed.cpu().numpy(), lines["note"], first)
    struck = onsets(song)
    late = int((struck < first).sum())
    count_hits(sums, "next_note", starting.cpu().numpy()[struck[late:] - first], lines["next_note"], late)
    return SongSums(sums)
