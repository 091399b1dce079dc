"""How likely the songs of a batch are: what training makes less and evaluation measures."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from composer_app.methods.two_voice.batch import Batch
from composer_app.methods.two_voice.network import TwoVoice, thirds_of
from composer_app.methods.two_voice.tokens import (
    CHORD_TIMING,
    CHORD_VELOCITY,
    MELODY_TIMING,
    MELODY_VELOCITY,
    STEPS_A_QUARTER,
)


@dataclass(frozen=True, slots=True)
class Likelihood:
    """Summed nats of what was to be written, by voice, and the steps to divide them by; tensors while training.

    `is_whole` says that nothing was given, so that the loss may stand beside that of whole songs.
    """

    chords: Tensor
    melody: Tensor
    touch: Tensor
    steps: Tensor
    is_whole: bool = True

    @property
    def loss(self) -> Tensor:
        """Nats a grid step, both voices together."""
        return (self.chords + self.melody + self.touch) / self.steps.clamp(min=1)


def likelihood(network: TwoVoice, batch: Batch) -> Likelihood:
    """The negative log-likelihood of a batch's open steps; a quarter's division counts with the melody."""
    division, chord_logits, melody_logits, context = network(batch)
    melody, chords = targets(batch)
    divisions = division_targets(batch)
    nats = _nats(melody_logits, melody) + _nats(division, divisions)
    steps = ((melody >= 0).sum() + (chords >= 0).sum()) / 2
    touch = _touch(network, batch, context)
    return Likelihood(_nats(chord_logits, chords), nats, touch, steps, batch.melody_open is None)


def targets(batch: Batch) -> tuple[Tensor, Tensor]:
    """Melody and chord tokens where they are to be written, -1 elsewhere.

    The fourth step of a quarter in three is no step: nothing can happen there.
    """
    skipped = torch.zeros_like(batch.melody, dtype=torch.bool)
    if batch.thirds is not None:
        slot = torch.arange(batch.melody.shape[1], device=batch.melody.device) % STEPS_A_QUARTER
        skipped = (batch.thirds == 1) & (slot == STEPS_A_QUARTER - 1)
    melody = batch.melody.masked_fill(skipped, -1)
    chords = batch.chords.masked_fill(skipped, -1)
    if batch.melody_open is not None and batch.chords_open is not None:
        melody = melody.masked_fill(~batch.melody_open, -1)
        chords = chords.masked_fill(~batch.chords_open, -1)
    return melody, chords


def division_targets(batch: Batch) -> Tensor:
    """0 or 1 at the first step of every quarter that nothing given has divided already, -1 elsewhere."""
    none = torch.full_like(batch.melody, -1)
    if batch.bar % STEPS_A_QUARTER:
        return none
    is_open = batch.melody >= 0
    if batch.melody_open is not None and batch.chords_open is not None:
        is_open = is_open & batch.melody_open & batch.chords_open
    free = is_open.reshape(len(is_open), -1, STEPS_A_QUARTER).all(2).repeat_interleave(STEPS_A_QUARTER, 1)
    first = torch.arange(none.shape[1], device=none.device) % STEPS_A_QUARTER == 0
    return torch.where(free & first, thirds_of(batch), none)


def _nats(logits: Tensor, target: Tensor) -> Tensor:
    return functional.cross_entropy(logits.float().flatten(0, 1), target.flatten(), ignore_index=-1, reduction="sum")


def _touch(network: TwoVoice, batch: Batch, context: Tensor) -> Tensor:
    if batch.touch is None:
        return context.new_zeros(())
    rows = batch.touch.unbind(1)
    melody = network.melody_embedding(batch.melody.clamp(min=0))
    chords = network.chord_embedding(batch.chords.clamp(min=0))
    return network.melody_touch.nats(context, melody, rows[MELODY_VELOCITY], rows[MELODY_TIMING]) + (
        network.chord_touch.nats(context, chords, rows[CHORD_VELOCITY], rows[CHORD_TIMING])
    )
