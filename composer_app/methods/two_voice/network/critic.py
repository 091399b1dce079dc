"""The critic: a bidirectional LSTM over a finished passage that says whether people wrote it.

It is trained on passages of songs and on the network's own. One LSTM reads the notes, another the chord changes; each
then attends over the whole passage, so that bars are compared with each other. Its output is the log-odds that a
passage is a song's: of many drafts, those that it takes for songs are shown (a classifier as an estimate of the
density ratio, Sugiyama et al. 2012).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from composer_app.learning.locked_dropout import LockedDropout
from composer_app.methods.two_voice.encoding.batch import Batch, VoiceEvents, collate, next_event, sounding_at
from composer_app.methods.two_voice.encoding.events import INTERVALS, LONGEST
from composer_app.methods.two_voice.encoding.grid import Song
from composer_app.methods.two_voice.encoding.tokens import FIRST, MELODY_TOKENS, REST
from composer_app.methods.two_voice.network.config import TwoVoiceConfig
from composer_app.methods.two_voice.network.context import PLACES
from composer_app.methods.two_voice.network.embeddings import ChordEmbedding, gather_at

FARTHEST = 33  # bars
HEADS = 4
BARS = 8  # of a passage


class EventEncoder(nn.Module):
    """One voice's events, read by a bidirectional LSTM and attention over all of them."""

    def __init__(self, inputs: int, units: int, dropout: float) -> None:
        super().__init__()
        self.lstm = nn.LSTM(inputs, units, batch_first=True, bidirectional=True)
        self.mix = nn.MultiheadAttention(2 * units, HEADS, batch_first=True)
        self.distance = nn.Embedding(2 * FARTHEST + 1, HEADS)
        self.same_place = nn.Parameter(torch.zeros(HEADS))
        self.norm = nn.LayerNorm(2 * units)
        self.dropout = LockedDropout(dropout)
        self.size = 4 * units

    def forward(self, inputs: Tensor, onset: Tensor, is_event: Tensor, bar: int) -> Tensor:
        """A vector of each passage (passages, size), from events (passages, events, inputs).

        `onset` and `is_event` are (passages, events), `bar` is the slots in a bar.
        """
        # Packed, so that the way back begins with each passage's last event and not with the batch's padding.
        packed = pack_padded_sequence(self.dropout(inputs), is_event.sum(1).cpu(), True, enforce_sorted=False)
        outputs, _ = pad_packed_sequence(self.lstm(packed)[0], True, total_length=inputs.shape[1])
        number, place = onset // bar, onset % bar
        apart = (number[:, :, None] - number[:, None]).clamp(-FARTHEST, FARTHEST) + FARTHEST
        bias = self.distance(apart).permute(0, 3, 1, 2)
        bias = bias + self.same_place[:, None, None] * (place[:, :, None] == place[:, None])[:, None]
        bias = bias.masked_fill(~is_event[:, None, None], -torch.inf).flatten(0, 1)
        mixed, _ = self.mix(outputs, outputs, outputs, attn_mask=bias.to(outputs.dtype), need_weights=False)
        found = self.norm(outputs + mixed).masked_fill(~is_event[..., None], 0.0)
        mean = found.sum(1) / is_event.sum(1, keepdim=True).clamp(min=1)
        highest = found.masked_fill(~is_event[..., None], -1e4).amax(1)
        return torch.cat([mean, highest], -1)


class Critic(nn.Module):
    """The log-odds that passages are songs'."""

    examples_seen: Tensor

    def __init__(self, config: TwoVoiceConfig) -> None:
        super().__init__()
        units = config.critic
        self.pitch = nn.Embedding(MELODY_TOKENS, 24)
        self.interval, self.length = nn.Embedding(INTERVALS, 16), nn.Embedding(LONGEST + 1, 16)
        self.place = nn.Embedding(PLACES, 16)
        self.chord = ChordEmbedding(config.shapes, 32)
        self.degree = nn.Embedding(13, 8)
        self.notes = EventEncoder(24 + 16 + 16 + 16 + 2 * 32 + 8 + 24, units, config.dropout)
        self.changes = EventEncoder(3 * 32 + 16 + 16 + 12, units // 2, config.dropout)
        self.hidden = nn.Linear(self.notes.size + self.changes.size, units)
        self.verdict = nn.Linear(units, 1)
        self.dropout = nn.Dropout(config.dropout)
        # How many passages it has been trained on.
        self.register_buffer("examples_seen", torch.zeros(()))

    @property
    def is_trained(self) -> bool:
        """Whether it has been trained at all."""
        return bool(self.examples_seen > 0)

    def forward(self, batch: Batch) -> Tensor:
        """The log-odds of each passage, (passages,)."""
        vectors = torch.cat([self._melody(batch, batch.melody_events), self._harmony(batch, batch.chord_events)], -1)
        found: Tensor = self.verdict(self.dropout(functional.gelu(self.hidden(vectors))))[:, 0]
        return found

    def _melody(self, batch: Batch, row: VoiceEvents) -> Tensor:
        now, coming = sounding_at(batch.chords), next_event(batch.chords)[0]
        chord, after = gather_at(now, row.onset), gather_at(coming, row.onset)
        # Of a long note the chord that it ends over counts, too.
        last = (row.onset + row.length - 1).clamp(max=now.shape[1] - 1)
        end = gather_at(now, last)
        bass = self.chord.bass_of[chord]
        sounds = (row.token >= FIRST) & (bass < 12)
        degree = torch.where(sounds, (row.token - FIRST - bass) % 12, 12)
        tone = (row.token - FIRST).clamp(min=0) % 12
        held = [self.chord.classes[c].gather(-1, tone[..., None]) * sounds[..., None] for c in (chord, after, end)]
        parts = [
            self.pitch(row.token), self.interval(row.interval), self.length(row.length),
            self.place(row.onset % batch.bar), self.chord(chord), self.chord(end), self.degree(degree),
            torch.cat(held, -1).repeat(1, 1, 8),
        ]  # fmt: skip
        found: Tensor = self.notes(torch.cat(parts, -1), row.onset, row.is_event, batch.bar)
        return found

    def _harmony(self, batch: Batch, row: VoiceEvents) -> Tensor:
        before = torch.cat([torch.full_like(row.token[:, :1], REST), row.token[:, :-1]], 1)
        after = torch.cat([row.token[:, 1:], torch.full_like(row.token[:, :1], REST)], 1)
        parts = [
            self.chord(row.token), self.chord(before), self.chord(after), self.length(row.length),
            self.place(row.onset % batch.bar), self.chord.classes[row.token],
        ]  # fmt: skip
        found: Tensor = self.changes(torch.cat(parts, -1), row.onset, row.is_event, batch.bar)
        return found


def critic_score(critic: Critic, songs: Sequence[Song]) -> NDArray[np.float64]:
    """The log-odds that ideas of one length and meter, in C, are songs', (ideas,): the mean over their passages."""
    critic.eval()
    device = next(critic.parameters()).device
    passages = [passage for song in songs for passage in passages_of(song)]
    with torch.inference_mode():
        odds = critic(collate(passages).to(device)).double().cpu().numpy()
    found: NDArray[np.float64] = odds.reshape(len(songs), -1).mean(1)
    return found


def passages_of(song: Song) -> list[Song]:
    """A song in passages of eight bars from bar 1 on, the last ending with it: its notes without conditions."""
    size, first = BARS * song.bar, song.pickup_steps
    begins = [*range(first, max(first + 1, len(song) - size + 1), size)]
    if len(song) - first > size and (len(song) - first) % size:
        begins.append(len(song) - size)
    return [notes_only(song, begin, begin + size) for begin in begins]


def notes_only(song: Song, begin: int, end: int) -> Song:
    """The notes of some steps of a song, without conditions."""
    triplets = None if song.triplets is None else song.triplets[begin:end]
    return Song(
        song.melody[begin:end], song.chords[begin:end], song.bar, song.key, song.mode,
        in_c=song.in_c, compound=song.compound, triplets=triplets,
    )  # fmt: skip
