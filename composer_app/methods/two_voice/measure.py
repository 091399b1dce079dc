"""Held-out figures of the two-voice network: whole songs, teacher-forced, told the key alone."""

from __future__ import annotations

from dataclasses import dataclass, replace

import torch
from torch import Tensor
from torch.nn import functional

from composer_app.learning.sums import Sums
from composer_app.methods.two_voice.batches import together
from composer_app.methods.two_voice.grid import Song
from composer_app.methods.two_voice.holes import Steps
from composer_app.methods.two_voice.likelihood import division_targets, targets
from composer_app.methods.two_voice.network import TwoVoice
from composer_app.methods.two_voice.tokens import FIRST, HOLD, STEPS_A_QUARTER


@dataclass(frozen=True, slots=True)
class Measured(Sums):
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

    @property
    def loss(self) -> float:
        """Nats a grid step, both voices together."""
        return (self.melody_nats + self.chord_nats) / max(1, self.steps)


def measure(
    network: TwoVoice,
    song: Song,
    holes: tuple[Steps, Steps] | None = None,
    scored: Steps | tuple[Steps, Steps] | None = None,
) -> Measured:
    """Score one song as it stands, every step from its past and, with `holes`, from what is given.

    A song moved to C is heard in its key, as ideas are written; of form and plan nothing is told.
    `scored` (steps,) narrows the score to some steps, or to some of the melody and some of the chords.
    """
    plain = Song(song.melody, song.chords, song.bar, compound=song.compound, thirds=song.thirds)
    if song.in_c:
        plain = replace(plain, key=song.key, mode=song.mode, in_c=True)
    batch = together([plain], holes=None if holes is None else [holes])
    device = next(network.parameters()).device
    network.eval()
    with torch.no_grad():
        outputs = [logits[0].float().cpu() for logits in network(batch.to(device))[:3]]
    division_logits, chord_logits, melody_logits = outputs
    melody, chords = (tokens[0] for tokens in targets(batch))
    division = division_targets(batch)[0]
    if scored is not None:
        both = scored if isinstance(scored, tuple) else (scored, scored)
        of_melody, of_chords = (torch.from_numpy(steps) for steps in both)
        melody, chords = melody.masked_fill(~of_melody, -1), chords.masked_fill(~of_chords, -1)
        division = division.masked_fill(~whole_quarters(of_melody & of_chords), -1)
    onsets, starts = melody >= FIRST, chords >= FIRST
    pitch_logits, shape_logits = melody_logits[onsets][:, FIRST:], chord_logits[starts][:, FIRST:]
    pitches, shapes = melody[onsets] - FIRST, chords[starts] - FIRST
    return Measured(
        steps=len(song),
        notes=int(onsets.sum()),
        changes=int(((chords != HOLD) & (chords >= 0)).sum()),
        chords=int(starts.sum()),
        melody_nats=_nats(melody_logits, melody) + _nats(division_logits, division),
        pitch_nats=_nats(pitch_logits, pitches),
        pitch_hits=_hits(pitch_logits, pitches),
        chord_nats=_nats(chord_logits, chords),
        chord_hits=_hits(shape_logits, shapes),
    )


def whole_quarters(steps: Tensor) -> Tensor:
    """The steps (steps,) of quarters that are all there."""
    if len(steps) % STEPS_A_QUARTER:
        return torch.zeros_like(steps)  # bars that are no whole quarters are not divided
    return steps.reshape(-1, STEPS_A_QUARTER).all(1).repeat_interleave(STEPS_A_QUARTER)


def _nats(logits: Tensor, target: Tensor) -> float:
    summed = functional.cross_entropy(logits, target, reduction="sum", ignore_index=-1)
    return float(summed) if bool((target >= 0).any()) else 0.0


def _hits(logits: Tensor, target: Tensor) -> int:
    return int((logits.argmax(1) == target).sum()) if len(target) else 0
