"""Held-out figures over whole songs, teacher-forced."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from composer_app.learning.sums import Sums
from composer_app.methods.note_names.batches import NAME, TIME, Batch, one, vocabulary
from composer_app.methods.note_names.elements import (
    CHORD,
    GAP,
    INTERVALS,
    MIDDLE_C,
    PITCH,
    Config,
    Rows,
    charge_for_unknown,
    name_of,
    top_of,
)
from composer_app.methods.note_names.network import Mended, Published

WINDOWS = 48  # of a song that the published network predicts from: each takes some 40 milliseconds


@dataclass(frozen=True, slots=True)
class SongSums(Sums):
    """Sums over songs. Names are predicted without the element's time; a change is one unlike the name before."""

    names: int = 0
    name_hits: int = 0
    name_changes: int = 0
    name_change_hits: int = 0
    name_nats: float = 0.0
    elements: int = 0
    element_nats: float = 0.0
    notes: int = 0
    note_hits: int = 0

    @property
    def loss(self) -> float:
        """Nats an element: of all its columns where mended, of its name as published."""
        return self.element_nats / max(1, self.elements)

    def figures(self) -> dict[str, float]:
        """The published measure, accuracy and nats of the name that follows, first."""
        return {
            "name_accuracy": self.name_hits / max(1, self.names),
            "name_accuracy_on_changes": self.name_change_hits / max(1, self.name_changes),
            "name_nats": self.name_nats / max(1, self.names),
            "element_nats": self.loss,
            "next_note_accuracy": self.note_hits / max(1, self.notes),
        }


def evaluate_song(network: Mended | Published, song: Rows) -> SongSums:
    """The sums of one song (elements, 8); the published network predicts from some windows, evenly spaced."""
    network.eval()
    device = next(network.parameters()).device
    with torch.no_grad():
        batch = one(song, network.config)
        if isinstance(network, Mended):
            return _mended(network, batch.to(device), song)
        return _published(network, batch, song, device)


def _mended(network: Mended, batch: Batch, song: Rows) -> SongSums:
    """The sums of names, marginal over their times, and of the highest notes, given their times."""
    past, _ = network(batch)
    target = batch.target
    nats = network.nats_after(past, batch)
    share = torch.zeros((), device=past.device)
    for time, chance in enumerate(network.times(past, batch).float().softmax(-1).unbind(-1)):
        names = network.names(past, batch, torch.full_like(target[..., TIME], time))
        share = share + chance[..., None] * names.float().softmax(-1)
    at_time = network.names(past, batch, target[..., TIME])[..., :-1].argmax(-1)
    tops = _tops(network, past, batch, target[..., TIME], at_time)
    steps = np.arange(len(song))
    return _scored(share[0].log().cpu(), song, steps, tops[0].cpu().numpy(), network.config, float(nats.sum()))


def _tops(network: Mended, past: Tensor, batch: Batch, time: Tensor, name: Tensor) -> Tensor:
    """The highest pitch of the likeliest element of each name, (songs, elements) as `time` and `name`."""
    masks = torch.from_numpy(vocabulary(network.config).voicings).to(past.device)
    voicings, hidden = network.played(past, batch, time, name)
    # The mask of a note comes first and is no chord's.
    voicing = voicings[..., 1:-1].argmax(-1) + 1 if len(masks) > 1 else torch.zeros_like(name)
    low, _, _ = network.details(past, batch, hidden, voicing)
    highest = torch.from_numpy(top_of(np.zeros(len(masks), np.int64), masks.cpu().numpy())).to(past.device)
    return torch.where(name < CHORD, name, low.argmax(-1) + highest[voicing])


def _published(network: Published, batch: Batch, song: Rows, device: torch.device) -> SongSums:
    """The sums of the names after some windows; the first elements, which have no window, are not predicted."""
    size, config = network.config.window, network.config
    if len(song) <= size:
        return SongSums()
    steps = np.unique(np.linspace(size, len(song) - 1, WINDOWS).astype(int))
    names = batch.target[0, :, NAME]
    nats = network(torch.stack([names[step - size : step] for step in steps]).to(device)).float().log_softmax(-1).cpu()
    best = np.array(config.names)[nats.argmax(-1).numpy()]
    tops = np.where(best < CHORD, best, MIDDLE_C + np.log2(np.maximum(1, best - CHORD)).astype(int))
    # An unknown name is as likely as the least likely one.
    worst = nats.min(-1, keepdim=True).values
    return _scored(torch.cat([nats, worst], -1), song, steps, tops, config, None)


def _scored(
    nats: Tensor, song: Rows, steps: NDArray[np.int64], tops: NDArray[np.int64], config: Config, whole: float | None
) -> SongSums:
    """Sums from the log-likelihoods of names (steps, names + 1), the last of which is the unknown one."""
    names = name_of(song[:, PITCH], song[:, INTERVALS])
    known = len(config.names)
    target = torch.from_numpy(vocabulary(config).name_ids[names[steps]])
    hit = ((nats.argmax(-1) == target) & (target < known)).numpy()
    change = np.diff(names, prepend=-1)[steps] != 0
    name_nats = float(-nats.gather(1, target[:, None]).sum())
    unknown = int((target == known).sum()) * charge_for_unknown(known)
    begins, highest = onsets(song)
    struck = begins[steps]
    right = struck & (tops == highest[steps])
    return SongSums(
        len(steps), int(hit.sum()), int(change.sum()), int((hit & change).sum()), name_nats + unknown,
        len(steps), name_nats + unknown if whole is None else whole + unknown,
        int(struck.sum()), int(right.sum()),
    )  # fmt: skip


def onsets(song: Rows) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
    """Which elements of a song (elements, 8) begin an onset, and the highest pitch of each one's onset, (elements,)."""
    begins = song[:, GAP] > 0
    begins[0] = True
    group = begins.cumsum() - 1
    highest = np.zeros(int(begins.sum()), np.int64)
    np.maximum.at(highest, group, top_of(song[:, PITCH], song[:, INTERVALS]))
    return begins, highest[group]


def streams(song: Rows, config: Config) -> dict[str, NDArray[np.int64]]:
    """The names (elements,) of a song (elements, 8), and the highest pitch of each onset (onsets,)."""
    begins, highest = onsets(song)
    return {"name": name_of(song[:, PITCH], song[:, INTERVALS]), "next_note": highest[begins]}
