"""What may not be sampled: pitches out of range or scale, lengths off the grid, a second silence, copies of songs."""

from __future__ import annotations

from functools import cache

import torch
from torch import Tensor

from composer_app.methods.two_voice.encoding.batch import Batch
from composer_app.methods.two_voice.encoding.events import LONGEST, SLOTS_PER_QUARTER, SLOTS_PER_STEP, SLOTS_PER_TRIPLET
from composer_app.methods.two_voice.encoding.tokens import (
    FIRST,
    HOLD,
    MELODY_TOKENS,
    REST,
    STEPS_PER_QUARTER,
    Shape,
    chord_classes,
)
from composer_app.methods.two_voice.sampling.decoder_state import DecoderState
from composer_app.methods.two_voice.sampling.options import Forbidden, Sampling

FREE, STRAIGHT, TRIPLETS = range(3)


class Subdivisions:
    """Where events may end: a quarter is divided in 16ths or triplets, as the first voice does that divides it."""

    def __init__(self, batch: Batch) -> None:
        ideas, slots = batch.melody.shape
        device = batch.melody.device
        place = torch.arange(slots + 1, device=device) % SLOTS_PER_QUARTER
        self.straight, self.triplet = place % SLOTS_PER_STEP == 0, place % SLOTS_PER_TRIPLET == 0
        if batch.bar % SLOTS_PER_QUARTER:
            self.triplet = self.straight
        quarters = slots // SLOTS_PER_QUARTER + 1
        self.kind = torch.zeros(ideas, quarters, dtype=torch.long, device=device)

    def add(self, onset: Tensor) -> None:
        """Note that an event begins at slot `onset` (ideas,) of each idea."""
        quarter, place = (onset // SLOTS_PER_QUARTER)[:, None], onset % SLOTS_PER_QUARTER
        now = torch.where(place == 0, FREE, torch.where(place % SLOTS_PER_STEP == 0, STRAIGHT, TRIPLETS))
        before = self.kind.gather(1, quarter)[:, 0]
        self.kind.scatter_(1, quarter, torch.where(now == FREE, before, now)[:, None])

    def add_context(self, tokens: Tensor, mask: Tensor) -> None:
        """Note the onsets of a voice's context, and the edges of its mask; `tokens` and `mask` are (ideas, slots)."""
        edge = torch.cat([torch.zeros_like(mask[:, :1]), mask[:, 1:] != mask[:, :-1]], 1)
        for idea, slot in (((tokens != HOLD) & ~mask) | edge).nonzero().tolist():
            place = slot % SLOTS_PER_QUARTER
            if place:
                self.kind[idea, slot // SLOTS_PER_QUARTER] = STRAIGHT if place % SLOTS_PER_STEP == 0 else TRIPLETS

    def allowed(self, onset: Tensor, room: Tensor) -> Tensor:
        """Which lengths from 1 slot to `room` (ideas,) are allowed at `onset` (ideas,), (ideas, LONGEST)."""
        lengths = torch.arange(1, LONGEST + 1, device=onset.device)
        end = (onset[:, None] + lengths).clamp(max=len(self.straight) - 1)
        kind = self.kind.gather(1, end // SLOTS_PER_QUARTER)
        on_grid = (self.straight[end] & (kind != TRIPLETS)) | (self.triplet[end] & (kind != STRAIGHT))
        on_grid |= end % SLOTS_PER_QUARTER == 0
        return (on_grid & (lengths < room[:, None])) | (lengths == room[:, None])


def limit_lengths(logits: Tensor, shortest: Tensor | int, longest: Tensor, allowed: Tensor) -> Tensor:
    """Length logits (ideas, lengths) from `shortest` to `longest` (ideas,) slots and `allowed` (ideas, lengths).

    Where nothing is left, all allowed ones.
    """
    lengths = torch.arange(1, LONGEST + 1, device=logits.device)
    least = shortest if isinstance(shortest, int) else shortest[:, None]
    narrow = allowed & (lengths <= longest[:, None]) & (lengths >= least)
    kept = torch.where(narrow.any(1, keepdim=True), narrow, allowed)
    return logits.masked_fill(~kept, -torch.inf)


def excluded_pitches(transposition: Tensor, sampling: Sampling) -> Tensor:
    """Which pitches lie outside the melody's range or scale, (ideas, 128).

    The range holds for the idea as it sounds: `transposition` (ideas,) semitones lower.
    """
    pitches = torch.arange(MELODY_TOKENS - FIRST, device=transposition.device)
    sounding = pitches - transposition[:, None]
    foreign = (sounding < sampling.low) | (sounding > sampling.high)
    if sampling.scale:
        inside = torch.tensor([pitch % 12 in sampling.scale for pitch in pitches.tolist()], device=pitches.device)
        foreign = foreign | ~inside
    return foreign


def limit_chord_logits(
    logits: Tensor, state: DecoderState, sampling: Sampling, shapes: tuple[Shape, ...], no_onsets: Tensor | None
) -> Tensor:
    """Chord logits (ideas, tokens) within scale and limits: an idea begins with a chord, and none is struck again.

    `no_onsets` (ideas, slots) are true where no chord may begin. In place.
    """
    logits[:, 0] = -torch.inf
    if sampling.scale:
        logits[:, outside(sampling.scale, shapes).to(logits.device)] = -torch.inf
    fresh = state.mask_begins
    may_rest = ((state.token >= FIRST) | fresh) & (state.at > 0)
    if no_onsets is not None:
        logits[no_onsets.gather(1, state.here[:, None])[:, 0], FIRST:] = -torch.inf
    same = state.token.clamp(max=logits.shape[1] - 1)[:, None]
    may_repeat = (state.token >= logits.shape[1]) | (fresh & (state.token >= FIRST))
    again = torch.where(may_repeat[:, None], logits.gather(1, same), -torch.inf)
    logits.scatter_(1, same, again)
    logits[~may_rest, REST] = -torch.inf
    return or_silence(logits)


def limit_melody_logits(
    logits: Tensor, state: DecoderState, sampling: Sampling, excluded: Tensor, no_onsets: Tensor | None
) -> Tensor:
    """Melody logits (ideas, tokens) without `excluded` pitches (ideas, 128), a second silence, and copies of songs.

    The pickup begins with a note; `no_onsets` (ideas, slots) are true where no note may begin. In place.
    """
    logits[:, 0] = -torch.inf
    logits[:, FIRST:].masked_fill_(excluded, -torch.inf)
    if no_onsets is not None:
        logits[no_onsets.gather(1, state.here[:, None])[:, 0], FIRST:] = -torch.inf
    if sampling.forbidden is not None:
        _forbid(logits, state, sampling.forbidden)
    logits[(state.token == REST) & ~state.mask_begins, REST] = -torch.inf
    if sampling.pickup:
        logits[state.at == sampling.pickup * SLOTS_PER_STEP, REST] = -torch.inf
    return or_silence(logits)


def or_silence(logits: Tensor) -> Tensor:
    """Logits (ideas, tokens) in which a row with nothing left allows silence."""
    stuck = torch.isinf(logits).all(1)
    logits[stuck, REST] = 0.0
    return logits


def _forbid(logits: Tensor, state: DecoderState, forbidden: Forbidden) -> None:
    """Exclude the pitches that would lengthen a run of a training song to a copy."""
    tokens, at = state.voice.token.cpu(), state.here.tolist()
    for idea, here in enumerate(at):
        slots = (tokens[idea, :here] >= FIRST).nonzero()[:, 0].tolist()
        if not slots:
            continue
        pitches = [int(tokens[idea, slot]) - FIRST for slot in slots]
        *onsets, now = (_sixteenth(slot) for slot in (*slots, here))
        for interval, gap in forbidden(pitches, onsets):
            if gap == min(255, now - onsets[-1]) and 0 <= pitches[-1] + interval < MELODY_TOKENS - FIRST:
                logits[idea, FIRST + pitches[-1] + interval] = -torch.inf


def _sixteenth(slot: int) -> int:
    """The 16th nearest to a slot, as melodies are compared."""
    quarter, place = divmod(slot, SLOTS_PER_QUARTER)
    return STEPS_PER_QUARTER * quarter + round(place / SLOTS_PER_STEP)


@cache
def outside(scale: tuple[int, ...], shapes: tuple[Shape, ...]) -> Tensor:
    """Which chord tokens hold a pitch class outside a scale, (tokens,)."""
    foreign = torch.from_numpy(chord_classes(shapes).copy())
    foreign[:, list(scale)] = False
    return foreign.any(1)
