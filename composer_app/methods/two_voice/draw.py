"""How an event is drawn from the network's logits, and what may not be drawn."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

import torch
from torch import Tensor

from composer_app.learning.nucleus import by_chance, nucleus
from composer_app.methods.two_voice.cadence import close_chords, close_melody
from composer_app.methods.two_voice.conditions import classes_of
from composer_app.methods.two_voice.pen import Pen
from composer_app.methods.two_voice.tokens import FIRST, HOLD, MELODY_TOKENS, REST, STEPS_A_QUARTER, Shape

LONGEST_CHORD = 4  # bars

# From the pitches and onsets (in 16ths) of a melody so far, the (interval, gap) steps that may not follow.
Forbidden = Callable[[Sequence[int], Sequence[int]], Sequence[tuple[int, int]]]


@dataclass(frozen=True, slots=True)
class Draw:
    """How to draw: temperature and top-p of pitches and chords, the melody's lowest and highest pitch.

    `rhythm` is the temperature of whether something happens; a little below 1 lets rhythms come back as
    often as in songs. `scale` holds the pitch classes that either voice keeps to, as they are after the
    move to C. `forbidden` keeps the melody from what it may not copy. `silence` is how many bars the
    melody may be silent; `cadence` has the last bar come home, `contrast` the melody of a new letter leave
    the ones before. `asked` names the features of the plan that were asked for; `leanings` keep the rest
    to the manner of songs (manner.py).
    """

    temperature: float = 1.0
    top_p: float = 0.97
    low: int = 55
    high: int = 96
    rhythm: float = 0.95
    scale: tuple[int, ...] = ()
    forbidden: Forbidden | None = None
    silence: float = 1.5
    cadence: bool = False
    contrast: bool = False
    asked: tuple[str, ...] = ()
    leanings: Mapping[str, Sequence[float]] = field(default_factory=dict)


def barred(pen: Pen, draw: Draw) -> Tensor:
    """The pitches (songs, 128) outside the melody's range, which holds where an idea is heard, or its scale."""
    pitches = torch.arange(MELODY_TOKENS - FIRST, device=pen.moved.device)
    heard = pitches - pen.moved[:, None]
    foreign = (heard < draw.low) | (heard > draw.high)
    if draw.scale:
        within = torch.tensor([pitch % 12 in draw.scale for pitch in pitches.tolist()], device=pitches.device)
        foreign = foreign | ~within
    return foreign


def guarded_chords(logits: Tensor, pen: Pen, draw: Draw) -> Tensor:
    """An idea begins with a chord; one that sounds is not begun again, and none lasts for ever."""
    sounding = pen.sounding["chords"]
    silent = sounding == REST
    logits[silent, REST] = -torch.inf
    foreign = outside(draw.scale, pen.network.config.shapes).to(logits.device) if draw.scale else None
    if foreign is not None:
        logits[:, foreign] = -torch.inf
    _end_tails(logits, pen, "chords")
    songs = torch.arange(len(logits), device=logits.device)
    logits[songs, sounding] = torch.where(silent, logits[:, REST], -torch.inf)
    held = torch.zeros_like(silent)
    if pen.step == 0:
        held = ~held
    elif pen.step % pen.bar == 0:
        held = ~silent & (pen.step - pen.since["chords"] >= LONGEST_CHORD * pen.bar)
    if foreign is not None:
        held = held | foreign[sounding]  # of what was given before
    logits = _unless_nothing_is_left(logits, held | pen.just_opened("chords"), pen)
    return close_chords(logits, pen) if draw.cadence else logits


def guarded_melody(logits: Tensor, pen: Pen, draw: Draw) -> Tensor:
    """Keep range and scale; no silence beyond a bar and a half, no note beyond two bars, nothing forbidden."""
    logits[:, FIRST:].masked_fill_(pen.barred, -torch.inf)
    _end_tails(logits, pen, "melody")
    if draw.forbidden is not None:
        _forbid(logits, pen, draw.forbidden)
    silent = pen.sounding["melody"] == REST
    age = pen.step - pen.since["melody"].clamp(min=0)
    logits[silent, REST] = -torch.inf
    held = pen.just_opened("melody")
    if pen.step % STEPS_A_QUARTER == 0:
        held = held | (silent & (age >= pen.bar * draw.silence)) | (~silent & (age >= pen.bar * 2))
    logits = _unless_nothing_is_left(logits, held, pen)
    return close_melody(logits, pen) if draw.cadence else logits


def _unless_nothing_is_left(logits: Tensor, held: Tensor, pen: Pen) -> Tensor:
    """HOLD taken away where `held`, and all but HOLD at the fourth step of a quarter divided in three."""
    logits[held, HOLD] = -torch.inf
    fourth = pen.is_no_step
    if bool(fourth.any()):
        logits[fourth] = -torch.inf
        logits[fourth, HOLD] = 0.0
    stuck = torch.isinf(logits).all(1)
    logits[stuck, REST] = 0.0
    return logits


def _end_tails(logits: Tensor, pen: Pen, voice: str) -> None:
    """Where a note taken out of the bars before sounded on, what is written there may do so, or fall silent."""
    if voice in pen.tails:
        logits[pen.tails[voice][:, pen.step], FIRST:] = -torch.inf


def _forbid(logits: Tensor, pen: Pen, forbidden: Forbidden) -> None:
    """Take away the pitches that would lengthen a run of a training song to a copy."""
    thirds = pen.thirds.cpu().numpy()
    for row, tokens in enumerate(pen.melody[:, : pen.step].cpu().numpy()):
        steps = (tokens >= FIRST).nonzero()[0].tolist()
        pitches = [int(tokens[step]) - FIRST for step in steps]
        *onsets, here = (_sixteenth(step, bool(thirds[row, step])) for step in (*steps, pen.step))
        for interval, gap in forbidden(pitches, onsets):
            if gap == min(255, here - onsets[-1]) and 0 <= pitches[-1] + interval < MELODY_TOKENS - FIRST:
                logits[row, FIRST + pitches[-1] + interval] = -torch.inf


def _sixteenth(step: int, is_third: bool) -> int:
    """The 16th nearest to a step, as melodies are compared: in triplets steps lie a third of a quarter apart."""
    quarter, slot = divmod(step, STEPS_A_QUARTER)
    return STEPS_A_QUARTER * quarter + (round(slot * STEPS_A_QUARTER / 3) if is_third else slot)


@cache
def outside(scale: tuple[int, ...], shapes: tuple[Shape, ...]) -> Tensor:
    """Which chord tokens hold a pitch class outside a scale."""
    foreign = torch.from_numpy(classes_of(shapes).copy())
    foreign[:, list(scale)] = False
    return foreign.any(1)


def choose(logits: Tensor, happens: Tensor, which: Tensor, draw: Draw) -> Tensor:
    """Draw an event for each song (songs, tokens) by two chances in 0..1: whether, then what."""
    kinds = torch.stack([logits[:, HOLD], logits[:, REST], logits[:, FIRST:].logsumexp(1)], 1)
    kind = by_chance((kinds / draw.rhythm).softmax(1), happens)
    rows = (kind == 2).nonzero()[:, 0]
    if not len(rows):
        return kind
    drawn = nucleus(logits[rows, FIRST:], which[rows], draw.temperature, draw.top_p)
    return kind.index_copy(0, rows, FIRST + drawn)
