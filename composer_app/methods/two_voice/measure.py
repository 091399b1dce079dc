"""Held-out figures of the two-voice network: whole songs, teacher-forced, nothing told."""

from __future__ import annotations

from dataclasses import dataclass, fields

import torch
from torch import Tensor
from torch.nn import functional

from composer_app.methods.two_voice.batches import together
from composer_app.methods.two_voice.grid import FIRST, HOLD, Song
from composer_app.methods.two_voice.network import TwoVoice


@dataclass(frozen=True, slots=True)
class Measured:
    """Sums over songs; add them and divide by the counts. Nats are natural logarithms.

    A note is a melody onset, a change any chord event (a new chord or silence), a chord a new chord.
    """

    steps: int = 0
    notes: int = 0
    changes: int = 0
    chords: int = 0
    melody_nats: float = 0.0
    pitch_nats: float = 0.0
    pitch_hits: int = 0
    chord_nats: float = 0.0
    chord_hits: int = 0

    def __add__(self, other: Measured) -> Measured:
        return Measured(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))

    @property
    def loss(self) -> float:
        """Nats a grid step, both voices together."""
        return (self.melody_nats + self.chord_nats) / max(1, self.steps)


def measure(network: TwoVoice, song: Song) -> Measured:
    """Score one song as it stands, key untold, every step from its past alone."""
    batch = together([Song(song.melody, song.chords, song.bar)])
    device = next(network.parameters()).device
    network.eval()
    with torch.no_grad():
        chord_logits, melody_logits = network(batch.to(device))
    chord_logits, melody_logits = chord_logits[0].float().cpu(), melody_logits[0].float().cpu()
    melody, chords = batch.melody[0], batch.chords[0]
    onsets, starts = melody >= FIRST, chords >= FIRST
    pitch_logits, shape_logits = melody_logits[onsets][:, FIRST:], chord_logits[starts][:, FIRST:]
    pitches, shapes = melody[onsets] - FIRST, chords[starts] - FIRST
    return Measured(
        steps=len(song),
        notes=int(onsets.sum()),
        changes=int((chords != HOLD).sum()),
        chords=int(starts.sum()),
        melody_nats=_nats(melody_logits, melody),
        pitch_nats=_nats(pitch_logits, pitches),
        pitch_hits=_hits(pitch_logits, pitches),
        chord_nats=_nats(chord_logits, chords),
        chord_hits=_hits(shape_logits, shapes),
    )


def _nats(logits: Tensor, target: Tensor) -> float:
    return float(functional.cross_entropy(logits, target, reduction="sum")) if len(target) else 0.0


def _hits(logits: Tensor, target: Tensor) -> int:
    return int((logits.argmax(1) == target).sum()) if len(target) else 0
