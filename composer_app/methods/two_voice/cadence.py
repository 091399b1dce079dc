"""The end of an idea: in its last bar the harmony comes home to the tonic, and the melody rests on its chord.

How it gets there is the network's; what may be drawn is narrowed only where it would not arrive. By the
middle of the last bar the tonic chord sounds, and from there on to the end.
"""

from __future__ import annotations

from functools import cache

import torch
from torch import Tensor

from composer_app.methods.two_voice.conditions import classes_of
from composer_app.methods.two_voice.pen import Pen
from composer_app.methods.two_voice.tokens import FIRST, HOLD, MELODY_TOKENS, REST, STEPS_A_QUARTER, Shape

MAJOR, MINOR = (0, 4, 7), (9, 0, 4)  # the tonic chords after the move to C: C major, A minor


def place_in_last_bar(pen: Pen) -> int:
    """The step in the idea's last bar, negative before it."""
    return pen.step - (pen.steps - pen.bar)


def arrival(pen: Pen) -> int:
    """The step of the last bar at which the tonic sounds at the latest: its middle, on a beat."""
    half = pen.bar // 2
    return half if pen.batch.compound else half // STEPS_A_QUARTER * STEPS_A_QUARTER


def close_chords(logits: Tensor, pen: Pen) -> Tensor:
    """In the last bar: once home the chord stays, and by the middle it is home."""
    place = place_in_last_bar(pen)
    if place < 0:
        return logits
    home = tonic_tokens(pen.network.config.shapes).to(logits.device)[(pen.batch.mode == 1).long()]
    is_home = home.gather(1, pen.sounding["chords"][:, None])[:, 0]
    if place > 0:
        logits[is_home] = _only(logits[is_home], HOLD)
    if place == arrival(pen):
        away = ~is_home
        logits[away] = logits[away].masked_fill(~home[away], -torch.inf)
    return logits


def close_melody(logits: Tensor, pen: Pen) -> Tensor:
    """In the last bar: on the tonic chord from its middle on, and in the last quarter no more than held."""
    place = place_in_last_bar(pen)
    if place < arrival(pen):
        return logits
    triads = torch.zeros(2, MELODY_TOKENS, dtype=torch.bool, device=logits.device)
    for row, triad in enumerate((MAJOR, MINOR)):
        triads[row, [FIRST + pitch for pitch in range(128) if pitch % 12 in triad]] = True
    rests = triads[(pen.batch.mode == 1).long()]
    foreign = ~rests
    foreign[:, :FIRST] = False
    logits = logits.masked_fill(foreign, -torch.inf)
    sounding = pen.sounding["melody"]
    at_rest = rests.gather(1, sounding[:, None])[:, 0] | (sounding == REST)
    if place >= pen.bar - STEPS_A_QUARTER:
        logits[at_rest] = _only(logits[at_rest], HOLD)
        logits[~at_rest, :FIRST] = -torch.inf
    return logits


def _only(logits: Tensor, token: int) -> Tensor:
    """Nothing but one token."""
    only = torch.full_like(logits, -torch.inf)
    only[:, token] = 0.0
    return only


@cache
def tonic_tokens(shapes: tuple[Shape, ...]) -> Tensor:
    """Which chord tokens (2, tokens) stand on the tonic and hold its triad: in major, in minor."""
    classes = torch.from_numpy(classes_of(shapes).copy())
    bass = (torch.arange(len(classes)) - FIRST) % 12
    home = torch.stack([classes[:, list(triad)].all(1) & (bass == triad[0]) for triad in (MAJOR, MINOR)])
    home[:, :FIRST] = False
    return home
