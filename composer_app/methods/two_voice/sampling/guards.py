"""What may not be sampled: what is out of range or scale, lasts too long, falls off the grid or copies a song."""

from __future__ import annotations

from functools import cache

import torch
from torch import Tensor

from composer_app.methods.two_voice.encoding.batch import Batch
from composer_app.methods.two_voice.encoding.conditions import classes_of
from composer_app.methods.two_voice.encoding.events import LONGEST, SLOTS_A_QUARTER, SLOTS_A_STEP, SLOTS_A_THIRD
from composer_app.methods.two_voice.encoding.tokens import FIRST, HOLD, MELODY_TOKENS, REST, STEPS_A_QUARTER, Shape
from composer_app.methods.two_voice.sampling.decoder_state import VoiceState
from composer_app.methods.two_voice.sampling.options import Forbidden, Sampling

FREE, STRAIGHT, IN_THREE = range(3)


class Divisions:
    """Which slots an event may end on: a quarter is divided in four or in three, as either voice first does."""

    def __init__(self, batch: Batch) -> None:
        ideas, slots = batch.melody.shape
        device = batch.melody.device
        place = torch.arange(slots + 1, device=device) % SLOTS_A_QUARTER
        self.straight, self.third = place % SLOTS_A_STEP == 0, place % SLOTS_A_THIRD == 0
        if batch.bar % SLOTS_A_QUARTER:
            self.third = self.straight
        quarters = slots // SLOTS_A_QUARTER + 1
        self.kind = torch.zeros(ideas, quarters, dtype=torch.long, device=device)

    def note(self, onset: Tensor) -> None:
        """An event begins at `onset` (ideas,)."""
        quarter, place = (onset // SLOTS_A_QUARTER)[:, None], onset % SLOTS_A_QUARTER
        now = torch.where(place == 0, FREE, torch.where(place % SLOTS_A_STEP == 0, STRAIGHT, IN_THREE))
        before = self.kind.gather(1, quarter)[:, 0]
        self.kind.scatter_(1, quarter, torch.where(now == FREE, before, now)[:, None])

    def note_given(self, tokens: Tensor, is_open: Tensor) -> None:
        """All that is given of a voice (ideas, slots) begins where it does, and so does what lies in its holes."""
        edge = torch.cat([torch.zeros_like(is_open[:, :1]), is_open[:, 1:] != is_open[:, :-1]], 1)
        for idea, slot in (((tokens != HOLD) & ~is_open) | edge).nonzero().tolist():
            place = slot % SLOTS_A_QUARTER
            if place:
                self.kind[idea, slot // SLOTS_A_QUARTER] = STRAIGHT if place % SLOTS_A_STEP == 0 else IN_THREE

    def allowed(self, onset: Tensor, room: Tensor) -> Tensor:
        """Which lengths (ideas, LONGEST) from 1 slot on may follow at `onset`, none beyond `room`."""
        lengths = torch.arange(1, LONGEST + 1, device=onset.device)
        end = (onset[:, None] + lengths).clamp(max=len(self.straight) - 1)
        kind = self.kind.gather(1, end // SLOTS_A_QUARTER)
        on_grid = (self.straight[end] & (kind != IN_THREE)) | (self.third[end] & (kind != STRAIGHT))
        on_grid |= end % SLOTS_A_QUARTER == 0
        return (on_grid & (lengths < room[:, None])) | (lengths == room[:, None])


def within(logits: Tensor, shortest: Tensor | int, longest: Tensor, allowed: Tensor) -> Tensor:
    """Length logits (ideas, lengths) without what is not allowed; where nothing is left, as long as there is room."""
    lengths = torch.arange(1, LONGEST + 1, device=logits.device)
    least = shortest if isinstance(shortest, int) else shortest[:, None]
    narrow = allowed & (lengths <= longest[:, None]) & (lengths >= least)
    kept = torch.where(narrow.any(1, keepdim=True), narrow, allowed)
    return logits.masked_fill(~kept, -torch.inf)


def out_of_reach(moved: Tensor, sampling: Sampling) -> Tensor:
    """The pitches (ideas, 128) outside the melody's range, which holds where an idea is heard, or outside its scale."""
    pitches = torch.arange(MELODY_TOKENS - FIRST, device=moved.device)
    heard = pitches - moved[:, None]
    foreign = (heard < sampling.low) | (heard > sampling.high)
    if sampling.scale:
        inside = torch.tensor([pitch % 12 in sampling.scale for pitch in pitches.tolist()], device=pitches.device)
        foreign = foreign | ~inside
    return foreign


def guard_chords(
    logits: Tensor, state: VoiceState, sampling: Sampling, shapes: tuple[Shape, ...], tails: Tensor | None
) -> Tensor:
    """An idea begins with a chord; what sounds or is silent is not begun again."""
    logits[:, 0] = -torch.inf
    if sampling.scale:
        logits[:, outside(sampling.scale, shapes).to(logits.device)] = -torch.inf
    fresh = state.just_opened
    may_rest = ((state.token >= FIRST) | fresh) & (state.at > 0)
    if tails is not None:
        logits[tails.gather(1, state.here[:, None])[:, 0], FIRST:] = -torch.inf
    same = state.token.clamp(max=logits.shape[1] - 1)[:, None]
    may_repeat = (state.token >= logits.shape[1]) | (fresh & (state.token >= FIRST))
    again = torch.where(may_repeat[:, None], logits.gather(1, same), -torch.inf)
    logits.scatter_(1, same, again)
    logits[~may_rest, REST] = -torch.inf
    return or_silence(logits)


def guard_melody(logits: Tensor, state: VoiceState, sampling: Sampling, barred: Tensor, tails: Tensor | None) -> Tensor:
    """Keep range and scale; silence is not begun again, a pickup sounds, and nothing forbidden is written."""
    logits[:, 0] = -torch.inf
    logits[:, FIRST:].masked_fill_(barred, -torch.inf)
    if tails is not None:
        logits[tails.gather(1, state.here[:, None])[:, 0], FIRST:] = -torch.inf
    if sampling.forbidden is not None:
        _forbid(logits, state, sampling.forbidden)
    logits[(state.token == REST) & ~state.just_opened, REST] = -torch.inf
    if sampling.pickup:
        logits[state.at == sampling.pickup * SLOTS_A_STEP, REST] = -torch.inf
    return or_silence(logits)


def or_silence(logits: Tensor) -> Tensor:
    """Where nothing is left, silence is."""
    stuck = torch.isinf(logits).all(1)
    logits[stuck, REST] = 0.0
    return logits


def _forbid(logits: Tensor, state: VoiceState, forbidden: Forbidden) -> None:
    """Take away the pitches that would lengthen a run of a training song to a copy."""
    tokens, at = state.lane.token.cpu(), state.here.tolist()
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
    quarter, place = divmod(slot, SLOTS_A_QUARTER)
    return STEPS_A_QUARTER * quarter + round(place / SLOTS_A_STEP)


@cache
def outside(scale: tuple[int, ...], shapes: tuple[Shape, ...]) -> Tensor:
    """Which chord tokens hold a pitch class outside a scale."""
    foreign = torch.from_numpy(classes_of(shapes).copy())
    foreign[:, list(scale)] = False
    return foreign.any(1)
