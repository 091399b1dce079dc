"""Held-out figures over whole songs, teacher-forced."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from composer_app.learning.sums import NamedSums, count_hits
from composer_app.methods.pitch_duration.batches import collate, cut, windowed
from composer_app.methods.pitch_duration.events import (
    ABOVE,
    GAP,
    LOWEST,
    MIDDLE_C,
    ROOT,
    Config,
    Rows,
    classes,
    symbols,
)
from composer_app.methods.pitch_duration.network import Network

Line = NDArray[np.int64]
MANY = 1024  # windows at a time
ORDER = ("pitch_class", "duration", "finer_duration", "next_note")


@dataclass(frozen=True, slots=True)
class SongSums(NamedSums):
    """Sums over songs: nats, events, and of every stream its events, hits, changes and hits there."""

    @property
    def loss(self) -> float:
        """Nats an event, all heads together."""
        return self.sums["nats"] / max(1, self.sums["events"])

    def figures(self) -> dict[str, float]:
        """The two published accuracies, then every stream's, then nats an event."""
        sums, found = self.sums, {}
        streams = [name.removesuffix(".events") for name in sums if name.endswith(".events")]
        for name in sorted(streams, key=ORDER.index):
            found[f"{name}_accuracy"] = sums[f"{name}.hits"] / max(1, sums[f"{name}.events"])
            found[f"{name}_accuracy_on_changes"] = sums[f"{name}.hits_on_changes"] / max(1, sums[f"{name}.changes"])
            if f"{name}.nats" in sums:
                found[f"{name}_nats"] = sums[f"{name}.nats"] / max(1, sums[f"{name}.events"])
        return {**found, "event_nats": self.loss}


def streams(song: Rows, config: Config) -> dict[str, Line]:
    """Of a song (events, 8) pitch classes, published and finer durations (events,), and highest pitches (onsets,)."""
    _, coarse = classes(config.durations)
    root = song[:, ROOT].astype(np.int64)
    finer = symbols(song, config)[:, config.heads.index("duration")]
    found = {"pitch_class": root % 12, "duration": coarse[finer]}
    if config.every_step:
        found["finer_duration"] = finer
    return {**found, "next_note": highest(song)[onsets(song)]}


def onsets(song: Rows) -> Line:
    """The rows (onsets,) of a song (events, 8) that begin later than the row before."""
    return np.flatnonzero((song[:, GAP] > 0) | (np.arange(len(song)) == 0))


def highest(song: Rows) -> Line:
    """For each row of a song (events, 8) the highest pitch of all rows at its onset, (events,)."""
    top = song[:, ROOT] + song[:, LOWEST] + np.log2(song[:, ABOVE]).astype(np.int64)
    starts = onsets(song)
    return np.repeat(np.maximum.reduceat(top, starts), np.diff([*starts, len(song)])).astype(np.int64)


@torch.inference_mode()
def evaluate_song(network: Network, song: Rows) -> SongSums:
    """The sums of one song (events, 8); the published network does not predict the first event."""
    network.eval()
    config = network.config
    device = next(network.parameters()).device
    if config.every_step:
        batch = collate([cut(song, 0, len(song))], config).to(device)
        hidden, target, first = network(batch)[0], batch.target[0], 0
    else:
        found = torch.from_numpy(symbols(song, config)).to(device)
        hidden, target, first = through_windows(network, found), found[1:], 1
    nats = network.nats(hidden, target).cpu().double().sum(0).tolist()
    sums: defaultdict[str, float] = defaultdict(float, {"nats": sum(nats), "events": len(target)})
    marginals = {name: network.unaware(name, hidden) for name in ("pitch_class", "duration")}
    lines = streams(song, config)
    coarse = torch.from_numpy(classes(config.durations)[1]).to(device)
    shares = {
        "pitch_class": marginals["pitch_class"],
        "duration": torch.zeros(len(target), 5, device=device).index_add(1, coarse, marginals["duration"]),
        "finer_duration": marginals["duration"],
    }
    for name in lines.keys() & shares.keys():
        count_hits(sums, name, shares[name].argmax(-1).cpu().numpy(), lines[name], first)
        share = shares[name].gather(-1, torch.from_numpy(lines[name][first:]).to(device)[:, None])
        sums[f"{name}.nats"] = float(-share.clamp(min=1e-12).log().cpu().double().sum())
    struck = onsets(song)
    at = struck[struck >= first]
    guessed = likeliest_pitch(network, hidden[torch.from_numpy(at - first).to(device)])
    count_hits(sums, "next_note", guessed.cpu().numpy(), lines["next_note"], len(struck) - len(at))
    return SongSums(sums)


def likeliest_pitch(network: Network, hidden: Tensor) -> Tensor:
    """The highest pitches (events,) of the likeliest events that begin a new onset, from outputs (events, hidden)."""
    share = network.logits("pitch_class", hidden)[:, 0].log_softmax(-1)
    if "octave" not in network.config.heads:
        return MIDDLE_C + share.argmax(-1)
    both = share[..., None] + network.logits("octave", hidden)[:, 0].log_softmax(-1)
    best = both.flatten(1).argmax(-1)
    root = best % both.shape[-1] * 12 + best // both.shape[-1]
    tops = [low + above.bit_length() - 1 for low, above in network.config.chords]
    return root + torch.tensor(tops, device=root.device)[network.logits("chord", hidden)[:, 0].argmax(-1)]


def through_windows(network: Network, found: Tensor) -> Tensor:
    """The published network's outputs (events - 1, hidden), which predict all events but the first.

    Each is from a window of symbols `found` (events, heads) and a state of zeros.
    """
    size = network.config.window
    begun = network(windowed(found[None, :size]))[0][: len(found) - 1]
    windows = found[1:-1].unfold(0, size, 1).transpose(1, 2) if len(found) > size + 1 else found[None, :0]
    later = [network(windowed(part))[:, -1] for part in torch.split(windows, MANY) if part.shape[1]]
    return torch.cat([begun, *later])
