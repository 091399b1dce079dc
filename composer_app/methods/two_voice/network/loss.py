"""The loss of a batch: the negative log-likelihood of the events to be written, which training minimises."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from composer_app.methods.two_voice.encoding.batch import Batch, VoiceEvents
from composer_app.methods.two_voice.encoding.events import LONGEST
from composer_app.methods.two_voice.encoding.tokens import HOLD
from composer_app.methods.two_voice.network.embeddings import gather_at
from composer_app.methods.two_voice.network.two_voice import TwoVoice


@dataclass(frozen=True, slots=True)
class BatchLoss:
    """Summed nats of the events to be written, by voice, and their number; scalar tensors."""

    chords: Tensor
    melody: Tensor
    expression: Tensor
    events: Tensor

    @property
    def loss(self) -> Tensor:
        """Nats an event, both voices together; a scalar tensor."""
        return (self.chords + self.melody + self.expression) / self.events.clamp(min=1)


@dataclass(frozen=True, slots=True)
class Scores:
    """Of every event of a voice the nats of its token and of its length (songs, events).

    `logits` (songs, events, tokens) are those of the token.
    """

    token_nats: Tensor
    length_nats: Tensor
    logits: Tensor


def batch_loss(network: TwoVoice, batch: Batch) -> BatchLoss:
    """The negative log-likelihood of a batch's masked events, summed, in nats."""
    chords, of_chords, chord_context = chord_scores(network, batch)
    melody, of_melody, melody_context = melody_scores(network, batch)
    expression = chords.token_nats.new_zeros(())
    for row, context, head, embedding in (
        (batch.chord_events, chord_context, network.chord_expression, network.harmony.chord),
        (batch.melody_events, melody_context, network.melody.expression, network.melody.pitch),
    ):
        if row.expression is not None:
            expression = expression + head.nats(context, embedding(row.token), *row.expression.unbind(1))
    return BatchLoss(
        ((chords.token_nats + chords.length_nats) * of_chords).sum(),
        ((melody.token_nats + melody.length_nats) * of_melody).sum(),
        expression,
        of_chords.sum() + of_melody.sum(),
    )


def chord_scores(network: TwoVoice, batch: Batch) -> tuple[Scores, Tensor, Tensor]:
    """The harmony's scores, which of its events are masked (songs, events), and their context (songs, events, size)."""
    row, harmony = batch.chord_events, network.harmony
    attended = harmony.attended(batch)
    logits = harmony.token_logits(attended)
    lengths = harmony.length_logits(attended, row.token, row.onset % batch.bar, batch.bar)
    return _scored(batch, row, logits, lengths), masked_events(row, batch.chords_mask), attended.context


def melody_scores(network: TwoVoice, batch: Batch) -> tuple[Scores, Tensor, Tensor]:
    """The melody's scores, which of its events are masked (songs, events), and their context (songs, events, size)."""
    row, melody = batch.melody_events, network.melody
    attended, chords = melody.attended(batch)
    logits = melody.token_logits(attended, chords)
    lengths = melody.length_logits(attended, row.token, row.onset % batch.bar, batch.bar)
    return _scored(batch, row, logits, lengths), masked_events(row, batch.melody_mask), attended.context


def masked_events(row: VoiceEvents, mask: Tensor) -> Tensor:
    """Which events begin in slots of `mask` (songs, slots), (songs, events)."""
    return row.is_event & gather_at(mask, row.onset)


def _scored(batch: Batch, row: VoiceEvents, logits: Tensor, lengths: Tensor) -> Scores:
    logits = logits.float()
    # No event is a HOLD: how long it lasts is a length.
    logits = logits.index_fill(-1, torch.tensor([HOLD], device=logits.device), -torch.inf)
    token_nats = functional.cross_entropy(logits.flatten(0, 1), row.token.flatten(), reduction="none")
    lengths = lengths.float()
    length_nats = functional.cross_entropy(lengths.flatten(0, 1), row.length.flatten() - 1, reduction="none")
    length_nats = length_nats.view_as(row.length)
    # The event at the end of an excerpt lasts as long or longer.
    is_cut = row.is_event & (row.onset + row.length >= batch.ends[:, None])
    chance = lengths[is_cut].log_softmax(-1)
    shorter = torch.arange(1, LONGEST + 1, device=chance.device) < row.length[is_cut][:, None]
    at_least = -chance.masked_fill(shorter, -torch.inf).logsumexp(-1)
    return Scores(token_nats.view_as(row.token), length_nats.masked_scatter(is_cut, at_least), logits)
