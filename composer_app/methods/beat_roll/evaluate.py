"""Held-out figures over whole songs, teacher-forced."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from composer_app.learning.sums import Sums
from composer_app.methods.beat_roll.batches import Batch, low_of, one, planes
from composer_app.methods.beat_roll.network import Network, Prediction, nats_of
from composer_app.methods.beat_roll.roll import WORDS, Config, Rows, struck_in

TOP = 4  # notes that the published method predicts of the next beat
MIX = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0x27D4EB2F165667C5], np.uint64)


@dataclass(frozen=True, slots=True)
class SongSums(Sums):
    """Sums over songs. A hit is a beat of which every note is right; cells are notes of the roll, beats times rows."""

    beats: int = 0
    beat_hits: int = 0
    beat_changes: int = 0
    beat_change_hits: int = 0
    beat_nats: float = 0.0
    sounding: int = 0
    top_hits: int = 0
    cells: int = 0
    cell_nats: float = 0.0
    loss_sum: float = 0.0
    loss_count: int = 0
    notes: int = 0
    note_hits: int = 0

    @property
    def loss(self) -> float:
        """Nats a beat, sounding and struck; as published the binary cross-entropy."""
        return self.loss_sum / max(1, self.loss_count)

    def figures(self) -> dict[str, float]:
        """The published measures first: the exact next beat, the four likeliest notes, binary cross-entropy."""
        return {
            "beat_accuracy": self.beat_hits / max(1, self.beats),
            "top_4_precision": self.top_hits / max(1, TOP * self.beats),
            "top_4_recall": self.top_hits / max(1, self.sounding),
            "bce": self.cell_nats / max(1, self.cells),
            "beat_accuracy_on_changes": self.beat_change_hits / max(1, self.beat_changes),
            "beat_nats": self.beat_nats / max(1, self.beats),
            "next_note_accuracy": self.note_hits / max(1, self.notes),
        }


def evaluate_song(network: Network, song: Rows) -> SongSums:
    """The sums of one song (beats, 12), each beat predicted from its past."""
    network.eval()
    config = network.config
    device = next(network.parameters()).device
    batch = one(song, config).to(device)
    with torch.no_grad():
        predicted, _ = network(batch)
        sounding, struck = (float(nats.sum()) for nats in nats_of(predicted, batch))
        share = marginal(predicted)[0].clamp(1e-7, 1 - 1e-7)
        guess = likeliest(predicted)[0]
        tops = likeliest_top(predicted, batch)[0].cpu().numpy() + low_of(song, config)
    target = batch.target[0, :, 0]
    hit = (guess == (target > 0.5)).all(1).cpu().numpy()
    change = (batch.previous[0, :, 0] != target).any(1).cpu().numpy()
    begins, highest = top_struck(song)
    beats, cells = len(song), target.numel()
    cell_nats = -float(torch.where(target > 0.5, share, 1 - share).log().sum())
    return SongSums(
        beats, int(hit.sum()), int(change.sum()), int((hit & change).sum()), sounding,
        int(target.sum()), _top_hits(share, target), cells, cell_nats,
        sounding + struck, cells if config.published else beats,
        int(begins.sum()), int((tops == highest)[begins].sum()),
    )  # fmt: skip


def marginal(predicted: Prediction) -> Tensor:
    """The probability that each note sounds, over all choices, (songs, beats, rows)."""
    return (predicted.choice.float().softmax(-1)[..., None] * predicted.sounds.float().sigmoid()).sum(2)


def likeliest(predicted: Prediction) -> Tensor:
    """The notes of the choice that makes the likeliest beat, (songs, beats, rows) of bool."""
    best = (
        predicted.choice.float().log_softmax(-1) - functional.softplus(-predicted.sounds.float().abs()).sum(-1)
    ).argmax(-1)
    at = best[..., None, None].expand(*best.shape, 1, predicted.sounds.shape[-1])
    return predicted.sounds.gather(2, at)[:, :, 0] > 0


def likeliest_top(predicted: Prediction, batch: Batch) -> Tensor:
    """The row that is most likely the highest one struck, (songs, beats)."""
    before = batch.previous[:, :, 0]
    again = predicted.struck.float().sigmoid() if predicted.struck is not None else torch.zeros_like(predicted.sounds)
    struck = predicted.sounds.float().sigmoid() * torch.where(before[:, :, None] > 0, again, 1.0)
    silent = (1 - struck).clamp(min=1e-9).log()
    above = silent.flip(-1).cumsum(-1).flip(-1) - silent
    highest = (predicted.choice.float().softmax(-1)[..., None] * struck * above.exp()).sum(2)
    return highest.argmax(-1)


def _top_hits(share: Tensor, target: Tensor) -> int:
    return int(target.gather(1, share.topk(TOP, 1).indices).sum())


def top_struck(song: Rows) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
    """At which beats of a song (beats, 12) a note is struck, and the highest one, 127 for none; (beats,) each."""
    struck = struck_in(song)
    begins: NDArray[np.bool_] = np.logical_or.reduce(struck, 1)
    return begins, 127 - struck[:, ::-1].argmax(1)


def streams(song: Rows, config: Config) -> dict[str, NDArray[np.int64]]:
    """Of a song (beats, 12) a hash of each beat's sounding notes (beats,), and each onset's highest pitch (onsets,)."""
    words = song[:, :WORDS].astype(np.int64).astype(np.uint64) & np.uint64(0xFFFFFFFF)
    beats = np.bitwise_xor.reduce((words + np.uint64(1)) * MIX, 1)
    begins, highest = top_struck(song)
    return {"beat": beats.view(np.int64), "next_note": highest[begins]}


def more_baselines(
    groups: Sequence[Sequence[Rows]], counted: Sequence[Rows], config: Config
) -> dict[str, dict[str, float]]:
    """Copy-last for single notes of songs (beats, 12): those of the beat before rank first, then the most frequent.

    For cross-entropy a note goes on, or comes in, as often as it does in the songs `counted`; where there are none,
    in all groups of copies but the one that is scored.
    """
    own = [_counts(group, config) for group in groups]
    known = _counts(counted, config) if counted else np.sum(own, 0)
    hits = sounding = beats = 0
    nats = 0.0
    for group, counts in zip(groups, own, strict=True):
        sounded, possible = np.split(known if counted else known - counts, 2)
        share = (1 + sounded) / (2 + possible)
        for song in group:
            now, before = _now_and_before(song, config)
            expected = np.where(before > 0, share[1], share[0])
            ranked = torch.from_numpy(before + expected * 0.5)
            hits += _top_hits(ranked, torch.from_numpy(now))
            nats -= float(np.log(np.where(now > 0, expected, 1 - expected)).sum())
            sounding, beats = sounding + int(now.sum()), beats + len(now)
    return {
        "copy_last": {
            "top_4_precision": hits / max(1, TOP * beats),
            "top_4_recall": hits / max(1, sounding),
            "bce": nats / max(1, beats * config.rows),
        }
    }


def _counts(songs: Sequence[Rows], config: Config) -> NDArray[np.float64]:
    """How often each note sounds after silence and after sounding, and how often either came before, (4, rows)."""
    found = np.zeros((4, config.rows))
    for song in songs:
        now, before = _now_and_before(song, config)
        for state in (0, 1):
            found[state] += (now * (before == state)).sum(0)
            found[2 + state] += (before == state).sum(0)
    return found


def _now_and_before(song: Rows, config: Config) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    now = planes(song, low_of(song, config), config)[:, 0]
    return now, np.concatenate([np.zeros_like(now[:1]), now[:-1]])
