"""Held-out figures of the two-voice networks, teacher-forced; of form and plan nothing is told."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import torch
from torch import Tensor

from composer_app.learning.sums import Sums
from composer_app.methods.two_voice.encoding.batch import Batch, Row, collate
from composer_app.methods.two_voice.encoding.events import steps_of_slots
from composer_app.methods.two_voice.encoding.grid import Song
from composer_app.methods.two_voice.encoding.masks import Steps
from composer_app.methods.two_voice.encoding.tokens import FIRST, UNKNOWN_MODE
from composer_app.methods.two_voice.network.backoff import BackOff, past_of, under
from composer_app.methods.two_voice.network.loss import Scores, chord_scores, melody_scores
from composer_app.methods.two_voice.network.two_voice import TwoVoice


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
    """Score one song as it stands, every event from its past and, with `holes`, from what is given.

    A song moved to C is heard in its key, as ideas are written; of form and plan nothing is told. With `holes` the
    melody knows all chords, as where ideas are written. `scored` (steps,) narrows the score to some steps, or to some
    of the melody and some of the chords.
    """
    batch = collate([plain(song)], holes=None if holes is None else [holes])
    batch = batch.to(next(network.parameters()).device)
    network.eval()
    with torch.no_grad():
        chords, chords_open, _ = chord_scores(network, batch)
        melody, melody_open, _ = melody_scores(network, batch)
        if network.counts is not None:
            chords, melody = _with_counts(network.counts, batch, chords, melody)
    if scored is not None:
        of_melody, of_chords = scored if isinstance(scored, tuple) else (scored, scored)
        melody_open = melody_open & _within(of_melody, song, batch.melody_row)
        chords_open = chords_open & _within(of_chords, song, batch.chord_row)
    notes, pitch_hits, pitch_nats = _hits(melody, batch.melody_row, melody_open)
    found, chord_hits, _ = _hits(chords, batch.chord_row, chords_open)
    return Measured(
        steps=len(song),
        notes=notes,
        changes=int(chords_open.sum()),
        chords=found,
        melody_nats=float(((melody.token_nats + melody.length_nats) * melody_open).sum()),
        pitch_nats=pitch_nats,
        pitch_hits=pitch_hits,
        chord_nats=float(((chords.token_nats + chords.length_nats) * chords_open).sum()),
        chord_hits=chord_hits,
    )


def plain(song: Song) -> Song:
    """A song of which nothing is told but its key, where it stands in C."""
    told = replace(song, form=None, plan=None, phrasing=None, touch=None)
    return told if song.in_c else replace(told, mode=UNKNOWN_MODE)


def _with_counts(counts: BackOff, batch: Batch, chords: Scores, melody: Scores) -> tuple[Scores, Scores]:
    """Both voices' scores as the counts of a few songs change them."""
    row = batch.chord_row
    chords = _rescored(chords, row, counts.mix_chords(batch, chords.logits, past_of(row.token)))
    row = batch.melody_row
    logits = counts.mix_melody(batch, melody.logits, past_of(row.token), under(batch, row))
    return chords, _rescored(melody, row, logits)


def _rescored(scores: Scores, row: Row, logits: Tensor) -> Scores:
    nats = torch.nn.functional.cross_entropy(logits.flatten(0, 1), row.token.flatten(), reduction="none")
    return replace(scores, token_nats=nats.view_as(row.token), logits=logits)


def _within(steps: Steps, song: Song, row: Row) -> Tensor:
    """Which events begin in these steps, (1, events)."""
    thirds = song.thirds if song.thirds is not None else np.zeros(len(song), np.int16)
    slots = torch.from_numpy(steps[steps_of_slots(thirds)]).to(row.onset.device)
    return slots[row.onset]


def _hits(scores: Scores, row: Row, is_open: Tensor) -> tuple[int, int, float]:
    """How many open events sound, how many of them are what is likeliest among what sounds, and their nats so."""
    sounds = is_open & (row.token >= FIRST)
    logits, token = scores.logits[sounds][:, FIRST:], row.token[sounds] - FIRST
    if not len(token):
        return 0, 0, 0.0
    nats = torch.nn.functional.cross_entropy(logits, token, reduction="sum")
    return len(token), int((logits.argmax(1) == token).sum()), float(nats)
