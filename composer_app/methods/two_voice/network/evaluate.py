"""Held-out figures of the two-voice networks, teacher-forced, without form, plan and phrasing."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import torch
from torch import Tensor

from composer_app.learning.sums import Sums
from composer_app.methods.two_voice.encoding.batch import Batch, VoiceEvents, collate
from composer_app.methods.two_voice.encoding.events import steps_of_slots
from composer_app.methods.two_voice.encoding.grid import Song
from composer_app.methods.two_voice.encoding.masks import Steps
from composer_app.methods.two_voice.encoding.tokens import FIRST, UNKNOWN_MODE
from composer_app.methods.two_voice.network.backoff import BackOff, chords_under, past_of
from composer_app.methods.two_voice.network.loss import Scores, chord_scores, melody_scores
from composer_app.methods.two_voice.network.two_voice import TwoVoice


@dataclass(frozen=True, slots=True)
class SongSums(Sums):
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


def evaluate_song(
    network: TwoVoice,
    song: Song,
    masks: tuple[Steps, Steps] | None = None,
    scored: Steps | tuple[Steps, Steps] | None = None,
) -> SongSums:
    """Score one song, each event from the ones before it and, with `masks` (steps,) of melody and chords, the context.

    A song in C is conditioned on its key, as ideas are, but on no form, plan or phrasing. With `masks` the melody sees
    all chords, as where ideas are written. `scored` (steps,) narrows the score to some steps, or as a pair to some of
    the melody and some of the chords.
    """
    batch = collate([unconditioned(song)], masks=None if masks is None else [masks])
    batch = batch.to(next(network.parameters()).device)
    network.eval()
    with torch.no_grad():
        chords, chords_mask, _ = chord_scores(network, batch)
        melody, melody_mask, _ = melody_scores(network, batch)
        if network.counts is not None:
            chords, melody = _with_counts(network.counts, batch, chords, melody)
    if scored is not None:
        of_melody, of_chords = scored if isinstance(scored, tuple) else (scored, scored)
        melody_mask = melody_mask & _within(of_melody, song, batch.melody_events)
        chords_mask = chords_mask & _within(of_chords, song, batch.chord_events)
    notes, pitch_hits, pitch_nats = _hits(melody, batch.melody_events, melody_mask)
    found, chord_hits, _ = _hits(chords, batch.chord_events, chords_mask)
    return SongSums(
        steps=len(song),
        notes=notes,
        changes=int(chords_mask.sum()),
        chords=found,
        melody_nats=float(((melody.token_nats + melody.length_nats) * melody_mask).sum()),
        pitch_nats=pitch_nats,
        pitch_hits=pitch_hits,
        chord_nats=float(((chords.token_nats + chords.length_nats) * chords_mask).sum()),
        chord_hits=chord_hits,
    )


def unconditioned(song: Song) -> Song:
    """The song without conditions but its key, where it is in C."""
    bare = replace(song, form=None, plan=None, phrasing=None, expression=None)
    return bare if song.in_c else replace(bare, mode=UNKNOWN_MODE)


def _with_counts(counts: BackOff, batch: Batch, chords: Scores, melody: Scores) -> tuple[Scores, Scores]:
    """Both voices' scores, interpolated with the counts of a few songs."""
    row = batch.chord_events
    chords = _rescored(chords, row, counts.mix_chords(batch, chords.logits, past_of(row.token)))
    row = batch.melody_events
    logits = counts.mix_melody(batch, melody.logits, past_of(row.token), chords_under(batch, row))
    return chords, _rescored(melody, row, logits)


def _rescored(scores: Scores, row: VoiceEvents, logits: Tensor) -> Scores:
    nats = torch.nn.functional.cross_entropy(logits.flatten(0, 1), row.token.flatten(), reduction="none")
    return replace(scores, token_nats=nats.view_as(row.token), logits=logits)


def _within(steps: Steps, song: Song, row: VoiceEvents) -> Tensor:
    """Which events begin in these steps, (1, events)."""
    triplets = song.triplets if song.triplets is not None else np.zeros(len(song), np.int16)
    slots = torch.from_numpy(steps[steps_of_slots(triplets)]).to(row.onset.device)
    return slots[row.onset]


def _hits(scores: Scores, row: VoiceEvents, mask: Tensor) -> tuple[int, int, float]:
    """How many masked events sound, how many of them have the highest logit of those that do, and their nats so."""
    sounds = mask & (row.token >= FIRST)
    logits, token = scores.logits[sounds][:, FIRST:], row.token[sounds] - FIRST
    if not len(token):
        return 0, 0, 0.0
    nats = torch.nn.functional.cross_entropy(logits, token, reduction="sum")
    return len(token), int((logits.argmax(1) == token).sum()), float(nats)
