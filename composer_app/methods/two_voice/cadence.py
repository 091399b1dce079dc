"""The end of an idea: in its last bar the harmony comes home to the tonic, and the melody rests on its chord.

How it gets there is the network's; what may be drawn is narrowed only where it would not arrive. By the
middle of the last bar the tonic chord sounds, and from there on to the end.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import torch
from torch import Tensor

from composer_app.methods.two_voice.conditions import carried, classes_of
from composer_app.methods.two_voice.grid import Song
from composer_app.methods.two_voice.holes import Steps
from composer_app.methods.two_voice.pen import Pen
from composer_app.methods.two_voice.tokens import FIRST, HOLD, MELODY_TOKENS, REST, STEPS_A_QUARTER, Shape

MAJOR, MINOR = (0, 4, 7), (9, 0, 4)  # the tonic chords after the move to C: C major, A minor


def place_in_last_bar(pen: Pen) -> int:
    """The step in the idea's last bar, negative before it."""
    return pen.step - (pen.steps - pen.bar)


def arrival(bar: int, compound: bool) -> int:
    """The step of the last bar at which the tonic sounds at the latest: its middle, on a beat."""
    half = bar // 2
    return half if compound else half // STEPS_A_QUARTER * STEPS_A_QUARTER


def at_home(song: Song, shapes: tuple[Shape, ...]) -> Song:
    """The song in the mode on whose tonic it ends so far; of a key and its relative both may be heard before."""
    if not song.in_c:
        return song
    stands = tonic_tokens(shapes)[:, int(carried(song.chords)[-1])].tolist()
    return replace(song, mode=stands.index(True)) if any(stands) else song


def may_close(song: Song, melody: Steps, chords: Steps, shapes: tuple[Shape, ...]) -> bool:
    """Whether a song, written in these steps of its melody and chords, may end on a cadence.

    From its arrival on the melody is written, and the chords are too or, as they are given, have come home.
    """
    here = slice(len(song) - song.bar + arrival(song.bar, song.compound), None)
    if not (song.in_c and melody[here].all()):
        return False
    home = tonic_tokens(shapes)[int(song.mode == 1)]
    given_at_home = not chords[here].any() and all(
        token == REST or home[token] for token in carried(song.chords)[here].tolist()
    )
    return bool(chords[here].all()) or given_at_home


def close_chords(logits: Tensor, pen: Pen) -> Tensor:
    """In the last bar: once home the chord stays, and by the middle it is home."""
    place = place_in_last_bar(pen)
    if place < 0:
        return logits
    home = tonic_tokens(pen.network.config.shapes).to(logits.device)[(pen.batch.mode == 1).long()]
    is_home = home.gather(1, pen.sounding["chords"][:, None])[:, 0] & ~pen.just_opened("chords")
    if place > 0:
        logits[is_home] = _only(logits[is_home], HOLD)
    if place == arrival(pen.bar, pen.batch.compound):
        away = ~is_home
        logits[away] = logits[away].masked_fill(~home[away], -torch.inf)
    return logits


def close_melody(logits: Tensor, pen: Pen) -> Tensor:
    """In the last bar: on the tonic chord from its middle on, and in the last quarter no more than held."""
    place = place_in_last_bar(pen)
    if place < arrival(pen.bar, pen.batch.compound):
        return logits
    triads = torch.zeros(2, MELODY_TOKENS, dtype=torch.bool, device=logits.device)
    for row, triad in enumerate((MAJOR, MINOR)):
        triads[row, [FIRST + pitch for pitch in range(128) if pitch % 12 in triad]] = True
    rests = triads[(pen.batch.mode == 1).long()]
    foreign = ~rests
    foreign[:, :FIRST] = False
    logits = logits.masked_fill(foreign, -torch.inf)
    sounding = pen.sounding["melody"]
    at_rest = (rests.gather(1, sounding[:, None])[:, 0] | (sounding == REST)) & ~pen.just_opened("melody")
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
