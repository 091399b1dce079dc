"""Held-out figures over whole songs, teacher-forced."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from composer_app.learning.sums import Sums
from composer_app.methods.melody_grid.batches import Batch, known, window_batch
from composer_app.methods.melody_grid.grid import HOLD, REST, Config, Rows, parts_of
from composer_app.methods.melody_grid.network import Mended, Published, logits_of

STRUCK = 256  # added to a pitch at the step that strikes it
AT_ONCE = 4096


@dataclass(frozen=True, slots=True)
class SongSums(Sums):
    """Sums over songs; steps count what sounds, events also whether it is struck, notes only onsets."""

    steps: int = 0
    step_hits: int = 0
    step_changes: int = 0
    step_change_hits: int = 0
    events: int = 0
    event_hits: int = 0
    event_changes: int = 0
    event_change_hits: int = 0
    notes: int = 0
    note_hits: int = 0
    nats: float = 0.0

    @property
    def loss(self) -> float:
        """Nats a step."""
        return self.nats / max(1, self.steps)

    def figures(self) -> dict[str, float]:
        """The published measure first: the accuracy of what sounds at the next step."""
        return {
            "step_accuracy": self.step_hits / max(1, self.steps),
            "step_accuracy_on_changes": self.step_change_hits / max(1, self.step_changes),
            "event_accuracy": self.event_hits / max(1, self.events),
            "event_accuracy_on_changes": self.event_change_hits / max(1, self.event_changes),
            "event_nats": self.nats / max(1, self.events),
            "nats_per_note": self.nats / max(1, self.notes),
            "next_note_accuracy": self.note_hits / max(1, self.notes),
        }


def evaluate_song(network: Mended | Published, song: Rows) -> SongSums:
    """The sums of one song (steps, 5), part by part; the published network predicts from windows only."""
    device = next(network.parameters()).device
    network.eval()
    total = SongSums()
    with torch.no_grad():
        for part, batch in _batches(song, network.config):
            logits = logits_of(network, batch.to(device)).float().cpu().flatten(0, 1)
            total += _scored(logits, batch.target.flatten(), part, network.config)
    return total


def _batches(song: Rows, config: Config) -> Iterator[tuple[Rows, Batch]]:
    """Of each part the tokens to predict (n,), and the batch that predicts them."""
    for begin, end in parts_of(song):
        rows = song[begin:end].astype(int)
        if not config.published:
            yield rows[:, 0], known(rows[None], len(rows))
            continue
        size = config.window + 1 + config.late
        for at in range(0, len(rows) - size + 1, AT_ONCE):
            tokens = rows[at : at + AT_ONCE + size - 1, 0]
            windows = np.lib.stride_tricks.sliding_window_view(tokens, size)
            yield tokens[size - 1 :], window_batch(windows, config.window)


def _scored(logits: Tensor, target: Tensor, tokens: Rows, config: Config) -> SongSums:
    """The sums of tokens (n,) from logits (n, classes): hits of the likeliest token, sound and pitch."""
    events, sounds = symbols(tokens, config), sounding(tokens)
    change, moved = _changes(events), np.diff(sounds, prepend=REST) != 0
    best = logits.argmax(1).numpy()
    hit = best == target.numpy()
    sound_hit = hit if not config.hold else _likeliest_sound(logits, sounds) == sounds
    struck = events >= STRUCK
    note_hits = (logits[:, :REST].argmax(1).numpy() == tokens) & struck
    return SongSums(
        len(tokens), int(sound_hit.sum()), int(moved.sum()), int((sound_hit & moved).sum()),
        len(tokens), int(hit.sum()), int(change.sum()), int((hit & change).sum()),
        int(struck.sum()), int(note_hits.sum()),
        float(functional.cross_entropy(logits, target, reduction="sum")),
    )  # fmt: skip


def _likeliest_sound(logits: Tensor, sounds: NDArray[np.int64]) -> NDArray[np.int64]:
    """The pitch, or rest, that most likely sounds: held or struck again makes no difference to it."""
    share = logits.softmax(1)
    before = torch.from_numpy(np.concatenate([[REST], sounds[:-1]]))
    held = share[:, : REST + 1].scatter_add(1, before[:, None], share[:, HOLD:])
    return held.argmax(1).numpy()


def sounding(tokens: Rows) -> NDArray[np.int64]:
    """The pitch that sounds at each step, or REST, (steps,), from tokens (steps,)."""
    index = np.maximum.accumulate(np.where(tokens != HOLD, np.arange(len(tokens)), -1))
    return np.where(index >= 0, tokens[index.clip(0)], REST).astype(np.int64)


def symbols(tokens: Rows, config: Config) -> NDArray[np.int64]:
    """What sounds at each step, plus STRUCK where a note begins, (steps,), from tokens (steps,); for baselines."""
    pitch = sounding(tokens)
    begins = tokens < REST if config.hold else (np.diff(pitch, prepend=REST) != 0) & (pitch < REST)
    return np.where(begins, pitch + STRUCK, pitch)


def _changes(events: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Where something begins, a note or silence."""
    falls_silent = (events == REST) & (np.concatenate([[REST], events[:-1]]) != REST)
    return np.asarray((events >= STRUCK) | falls_silent)


def streams(song: Rows, config: Config) -> dict[str, NDArray[np.int64]]:
    """Of a song (steps, 5) what sounds, the same with onsets marked, (n,) each, and the pitches of notes (notes,).

    n leaves out the rows between parts.
    """
    parts = [song[begin:end, 0] for begin, end in parts_of(song)]
    events = np.concatenate([symbols(part, config) for part in parts])
    return {
        "step": np.concatenate([sounding(part) for part in parts]),
        "event": events,
        "next_note": events[events >= STRUCK] - STRUCK,
    }


def changes(song: Rows, config: Config) -> dict[str, NDArray[np.bool_]]:
    """At which events of a song (steps, 5) a note or silence begins, (n,) as in `streams`."""
    parts = [song[begin:end, 0] for begin, end in parts_of(song)]
    return {"event": np.concatenate([_changes(symbols(part, config)) for part in parts])}


def more_baselines(groups: Sequence[Sequence[Rows]], _: Sequence[Rows], config: Config) -> dict[str, dict[str, float]]:
    """Copy-last on events of songs (steps, 5), improved: what sounds goes on and is not struck again."""
    hits = steps = 0
    for song in (song for group in groups for song in group):
        events = streams(song, config)["event"]
        hits += int((events[1:] == events[:-1] % STRUCK).sum())
        steps += len(events)
    return {"copy_last": {"event_accuracy": hits / max(1, steps)}} if config.hold else {}
