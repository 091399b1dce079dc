"""Keeping an idea to its plan, to what was asked and to its form while it is written.

The network is told all of that (conditions.py) and leans that way. What it has written lately is measured,
and where that is less or more than planned the next choices are made likelier or less likely in proportion:
a proportional controller on the logits, firm for what was asked, gentle for what was only drawn as a plan.
Where a section comes back, what stood at the same place of the section before is made likelier, least so
in its last bars, which songs like to vary.
"""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from composer_app.methods.two_voice.conditions import (
    AGAIN,
    FEATURES,
    LEFT,
    STEPS_A_QUARTER,
    classes_of,
    share_of,
)
from composer_app.methods.two_voice.pen import Pen
from composer_app.methods.two_voice.tokens import FIRST, HOLD, REST

ASKED, PLANNED = 6.0, 6.0  # in logits for the whole way from least to most
OPENING = 1.5  # in logits towards what is asked, from the first step on
TRUST = 4.0  # quarters, or intervals, before what was measured counts half
MEMORY = 4  # bars after which what was measured counts half
LEAP, STEP = 4, 2  # semitones
RETURN, RETURN_AT_THE_END, VARIED_BARS = 1.2, 0.4, 2

Counts = NDArray[np.float64]


class Steering:
    """Counts what was written of each idea lately and leans on what comes next."""

    def __init__(self, pen: Pen, asked: Collection[str] = ()) -> None:
        self.pen, self.asked = pen, set(asked)
        songs = len(pen.moved)
        names = ("steps", "silent", "onsets", "off_beat", "over", "fitting", "intervals", "same", "near", "wide")
        self.counts: dict[str, Counts] = {
            name: np.zeros(songs) for name in (*names, "bars", "changes", "coloured", "on_bar")
        }
        self.last = np.full(songs, -1)
        self.shares: Counts | None = None
        if pen.batch.plan is not None:
            told = pen.batch.plan.cpu().double().numpy().transpose(2, 0, 1)
            values, known = told[: len(FEATURES)], told[len(FEATURES) :]
            self.shares = np.where(known > 0, (values + 1) / 2, np.nan)  # (features, songs, bars)
        shapes = pen.network.config.shapes
        self.classes = torch.from_numpy(classes_of(shapes).copy())
        self.is_coloured = self.classes.sum(1) > 3

    @property
    def has_aims(self) -> bool:
        """Whether anything is planned."""
        return self.shares is not None

    def heard(self, chord: Tensor, melody: Tensor) -> None:
        """Count what this step brings, where it was written."""
        pen, count, step = self.pen, self.counts, self.pen.step
        for name in count:
            count[name] *= 0.5 ** (1 / (MEMORY * pen.bar))
        tokens, chords = melody.cpu().numpy(), chord.cpu().numpy()
        is_open = pen.melody_open[:, step].cpu().numpy()
        onset = is_open & (tokens >= FIRST)
        count["steps"] += is_open
        count["onsets"] += onset
        count["off_beat"] += onset & (step % STEPS_A_QUARTER != 0)
        under = np.where(chords == HOLD, pen.sounding["chords"].cpu().numpy(), chords)
        count["over"] += onset & (under >= FIRST)
        count["fitting"] += onset & self.classes.numpy()[under, (tokens - FIRST) % 12]
        moves = onset & (self.last >= 0)
        size = np.abs(tokens - self.last)
        count["intervals"] += moves
        count["same"] += moves & (size == 0)
        count["near"] += moves & (size > 0) & (size <= STEP)
        count["wide"] += moves & (size > LEAP)
        self.last = np.where(tokens >= FIRST, tokens, self.last)
        sounding = np.where(tokens == HOLD, pen.sounding["melody"].cpu().numpy(), tokens)
        count["silent"] += is_open & (sounding == REST)
        is_open = pen.chords_open[:, step].cpu().numpy()
        starts = is_open & (chords >= FIRST)
        count["bars"] += is_open / pen.bar
        count["changes"] += starts
        count["coloured"] += starts & self.is_coloured.numpy()[chords]
        count["on_bar"] += starts & (step % pen.bar == 0)

    def lean(self, name: str, part: str, whole: str, scale: float = 1.0, trust: float = TRUST) -> Tensor:
        """By how many logits (songs, 1) to lean, from what share `part` has of `whole` lately."""
        assert self.shares is not None
        aim = self.shares[FEATURES.index(name), :, self.pen.step // self.pen.bar]
        counted = self.counts[whole]
        lately = (scale * self.counts[part] / np.maximum(counted, 1e-9)).astype(np.float32)
        known = counted / (counted + trust)
        missing = known * (aim - share_of(name, lately))
        lean = OPENING * (aim - 0.5) + ASKED * missing if name in self.asked else PLANNED * missing
        return torch.from_numpy(np.nan_to_num(lean)).float().to(self.pen.melody.device)[:, None]

    def chords(self, logits: Tensor) -> Tensor:
        """Lean on how often chords change, where, and how many tones they have."""
        pen = self.pen
        if self.shares is not None:
            lean = self.lean("chord_rate", "changes", "bars", trust=1)
            on_bar = self.lean("chords_on_bar", "on_bar", "changes", trust=2)
            # More changes are wanted on beats; fewer, anywhere.
            lean = lean if pen.step % STEPS_A_QUARTER == 0 else lean.clamp(max=0)
            logits[:, FIRST:] += lean + (on_bar if pen.step % pen.bar == 0 else -on_bar / 2)
            colour = self.lean("chord_colour", "coloured", "changes", trust=2)
            logits += colour * self.is_coloured.to(logits.device)
        return self._returning(logits, pen.chords)

    def melody(self, logits: Tensor, under: Tensor) -> Tensor:
        """Lean on how many notes there are and where, on silence, on intervals, and on tones of the chord `under`."""
        if self.shares is not None:
            pen, quarters = self.pen, STEPS_A_QUARTER * TRUST
            begins = self.lean("density", "onsets", "steps", STEPS_A_QUARTER, quarters)
            off_beat = self.lean("syncopation", "off_beat", "onsets")
            logits[:, FIRST:] += begins + (off_beat if pen.step % STEPS_A_QUARTER else -off_beat / 2)
            quiet = self.lean("rests", "silent", "steps", trust=quarters)
            silent = (pen.sounding["melody"] == REST)[:, None]
            logits[:, HOLD : HOLD + 1] += quiet * silent
            logits[:, REST : REST + 1] += quiet * ~silent
            logits = self._pitches(logits, under)
        return self._returning(logits, self.pen.melody)

    def _pitches(self, logits: Tensor, under: Tensor) -> Tensor:
        """Lean on which pitch; whether a note begins is not for the intervals to say."""
        pitches = logits[:, FIRST:]
        mass = pitches.logsumexp(1, keepdim=True)
        last = torch.from_numpy(self.last).to(logits.device)[:, None] - FIRST
        away = (torch.arange(pitches.shape[1], device=logits.device) - last).abs()
        before = last >= 0
        leaning = torch.zeros_like(pitches)
        for name, part, is_so in (
            ("repeated_notes", "same", away == 0),
            ("steps", "near", (away > 0) & (away <= STEP)),
            ("leaps", "wide", away > LEAP),
        ):
            leaning += self.lean(name, part, "intervals") * (is_so & before)
        fits = self.classes.to(logits.device)[under].repeat(1, 11)[:, : pitches.shape[1]]
        leaning += self.lean("chord_tones", "fitting", "over") * fits
        leant = pitches + leaning
        logits[:, FIRST:] = leant + mass - leant.logsumexp(1, keepdim=True)
        return logits

    def _returning(self, logits: Tensor, written: Tensor) -> Tensor:
        """Lean towards what stood at the same place of the section of the same letter before."""
        pen = self.pen
        if pen.batch.form is None:
            return logits
        form = pen.batch.form[:, pen.step // pen.bar]
        back = pen.step - form[:, AGAIN] * pen.bar
        returns = (form[:, AGAIN] > 0) & (back >= 0)
        if bool(returns.any()):
            ends = (form[:, LEFT] > 0) & (form[:, LEFT] <= VARIED_BARS)
            lean = torch.where(ends, RETURN_AT_THE_END, RETURN) * returns
            before = written.gather(1, back.clamp(min=0)[:, None])
            logits = logits.scatter_add(1, before, lean[:, None].to(logits.dtype))
        return logits
