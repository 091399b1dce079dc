"""How likely the songs of a batch are: what training makes less and evaluation measures."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from composer_app.methods.two_voice.encoding.batch import Batch, Row
from composer_app.methods.two_voice.encoding.events import LONGEST
from composer_app.methods.two_voice.encoding.tokens import HOLD
from composer_app.methods.two_voice.network.embeddings import by_slot
from composer_app.methods.two_voice.network.two_voice import TwoVoice


@dataclass(frozen=True, slots=True)
class Likelihood:
    """Summed nats of what was to be written, by voice, and the events to divide them by; tensors while training."""

    chords: Tensor
    melody: Tensor
    touch: Tensor
    events: Tensor

    @property
    def loss(self) -> Tensor:
        """Nats an event, both voices together."""
        return (self.chords + self.melody + self.touch) / self.events.clamp(min=1)


@dataclass(frozen=True, slots=True)
class Scores:
    """Of every event of a voice (songs, events): nats of what it is and of how long it lasts, and the logits."""

    token_nats: Tensor
    length_nats: Tensor
    logits: Tensor


def likelihood(network: TwoVoice, batch: Batch) -> Likelihood:
    """The negative log-likelihood of a batch's open events."""
    chords, of_chords, chord_context = chord_scores(network, batch)
    melody, of_melody, melody_context = melody_scores(network, batch)
    touch = chords.token_nats.new_zeros(())
    for row, context, head, embedding in (
        (batch.chord_row, chord_context, network.chord_touch, network.harmony.chord),
        (batch.melody_row, melody_context, network.melody.touch, network.melody.pitch),
    ):
        if row.touch is not None:
            touch = touch + head.nats(context, embedding(row.token), *row.touch.unbind(1))
    return Likelihood(
        ((chords.token_nats + chords.length_nats) * of_chords).sum(),
        ((melody.token_nats + melody.length_nats) * of_melody).sum(),
        touch,
        of_chords.sum() + of_melody.sum(),
    )


def chord_scores(network: TwoVoice, batch: Batch) -> tuple[Scores, Tensor, Tensor]:
    """The harmony's scores, which of its events are open (songs, events), and the context they come from."""
    row, harmony = batch.chord_row, network.harmony
    recalled = harmony.recalled(batch)
    logits = harmony.token_logits(recalled)
    lengths = harmony.length_logits(recalled, row.token, row.onset % batch.bar, batch.bar)
    return _scored(batch, row, logits, lengths), open_events(row, batch.chords_open), recalled.context


def melody_scores(network: TwoVoice, batch: Batch) -> tuple[Scores, Tensor, Tensor]:
    """The same of the melody."""
    row, melody = batch.melody_row, network.melody
    recalled, over = melody.recalled(batch)
    logits = melody.token_logits(recalled, over)
    lengths = melody.length_logits(recalled, row.token, row.onset % batch.bar, batch.bar)
    return _scored(batch, row, logits, lengths), open_events(row, batch.melody_open), recalled.context


def open_events(row: Row, is_open: Tensor) -> Tensor:
    """Which events (songs, events) begin in open slots."""
    return row.is_event & by_slot(is_open, row.onset)


def _scored(batch: Batch, row: Row, logits: Tensor, lengths: Tensor) -> Scores:
    logits = logits.float()
    # No event is a hold: what goes on is a length.
    logits = logits.index_fill(-1, torch.tensor([HOLD], device=logits.device), -torch.inf)
    token_nats = functional.cross_entropy(logits.flatten(0, 1), row.token.flatten(), reduction="none")
    lengths = lengths.float()
    length_nats = functional.cross_entropy(lengths.flatten(0, 1), row.length.flatten() - 1, reduction="none")
    length_nats = length_nats.view_as(row.length)
    # Where the piece is cut, the event lasts so long at least.
    is_cut = row.is_event & (row.onset + row.length >= batch.ends[:, None])
    chance = lengths[is_cut].log_softmax(-1)
    shorter = torch.arange(1, LONGEST + 1, device=chance.device) < row.length[is_cut][:, None]
    at_least = -chance.masked_fill(shorter, -torch.inf).logsumexp(-1)
    return Scores(token_nats.view_as(row.token), length_nats.masked_scatter(is_cut, at_least), logits)
