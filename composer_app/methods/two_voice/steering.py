"""Keeping an idea to what was asked and to its form while it is written.

The network is told both (conditions.py) and leans that way. Of what was asked, it is measured what has been
written lately, and where that is less or more the next choices are made likelier or less likely in
proportion: a proportional controller on the logits. What was drawn as a plan and not asked for is leant on
once and for all (manner.py): holding ideas to it in the same way narrowed their variety. Where a section
comes back, what stood at the same place of the section before is made likelier, least so in its last bars,
which songs like to vary.
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
    INSTRUMENTAL,
    LEFT,
    LETTER,
    SINCE,
    share_of,
)
from composer_app.methods.two_voice.manner import (
    LEAP,
    Leanings,
    Manner,
    among,
    off_the_beat,
    planned_shares,
    towards_silence,
)
from composer_app.methods.two_voice.pen import Pen
from composer_app.methods.two_voice.tokens import FIRST, HOLD, REST, STEPS_A_QUARTER

GAIN = 6.0  # in logits for the whole way from least to most
OPENING = 1.5  # in logits towards what is asked, from the first step on
TRUST = 4.0  # quarters, or intervals, before what was measured counts half
MEMORY = 4  # bars after which what was measured counts half
RETURN, RETURN_AT_THE_END, VARIED_BARS = 1.0, 0.3, 2
ECHO = 0.35  # logits towards the rhythm of the section before, which songs keep now and then though the letter changes

Counts = NDArray[np.float64]


class Steering:
    """Counts what was written of each idea lately and leans on what comes next."""

    def __init__(self, pen: Pen, asked: Collection[str] = (), leanings: Leanings | None = None) -> None:
        self.pen, self.asked = pen, set(asked)
        self.manner = Manner(pen, leanings or {}, self.asked)
        songs = len(pen.moved)
        names = ("steps", "silent", "onsets", "off_beat", "intervals", "leaps", "bars", "changes", "coloured")
        self.counts: dict[str, Counts] = {name: np.zeros(songs) for name in names}
        self.last = np.full(songs, -1)
        self.shares = planned_shares(pen)
        self.beside = None if pen.batch.form is None else bars_beside(pen.batch.form)

    @property
    def has_aims(self) -> bool:
        """Whether anything was asked that can be measured."""
        return self.pen.batch.plan is not None and bool(self.asked)

    def heard(self, chord: Tensor, melody: Tensor) -> None:
        """Count what this step brings, where it was written."""
        self.manner.heard(melody)
        if not self.has_aims:
            return
        pen, count, step = self.pen, self.counts, self.pen.step
        for name in count:
            count[name] *= 0.5 ** (1 / (MEMORY * pen.bar))
        tokens, chords = melody.cpu().numpy(), chord.cpu().numpy()
        is_open = pen.melody_open[:, step].cpu().numpy()
        onset = is_open & (tokens >= FIRST)
        count["steps"] += is_open
        count["onsets"] += onset
        count["off_beat"] += onset & (step % STEPS_A_QUARTER != 0)
        moves = onset & (self.last >= 0)
        count["intervals"] += moves
        count["leaps"] += moves & (np.abs(tokens - self.last) > LEAP)
        self.last = np.where(tokens >= FIRST, tokens, self.last)
        sounding = np.where(tokens == HOLD, pen.sounding["melody"].cpu().numpy(), tokens)
        count["silent"] += is_open & (sounding == REST)
        is_open = pen.chords_open[:, step].cpu().numpy()
        starts = is_open & (chords >= FIRST)
        count["bars"] += is_open / pen.bar
        count["changes"] += starts
        count["coloured"] += starts & self.manner.is_coloured.cpu().numpy()[chords]

    def lean(self, name: str, part: str, whole: str, scale: float = 1.0, trust: float = TRUST) -> Tensor:
        """By how many logits (songs, 1) to lean, from what share `part` has of `whole` lately."""
        aim = self.shares[FEATURES.index(name), :, self.pen.step // self.pen.bar]
        counted = self.counts[whole]
        lately = (scale * self.counts[part] / np.maximum(counted, 1e-9)).astype(np.float32)
        known = counted / (counted + trust)
        lean = OPENING * (aim - 0.5) + GAIN * known * (aim - share_of(name, lately))
        return torch.from_numpy(np.nan_to_num(lean)).float().to(self.pen.melody.device)[:, None]

    def chords(self, logits: Tensor) -> Tensor:
        """Lean on how often chords change and how many tones they have."""
        pen = self.pen
        logits = self.manner.chords(logits)
        if self.has_aims and "chord_rate" in self.asked:
            lean = self.lean("chord_rate", "changes", "bars", trust=1)
            # More changes are wanted on beats; fewer, anywhere.
            logits[:, FIRST:] += lean if pen.step % STEPS_A_QUARTER == 0 else lean.clamp(max=0)
        if self.has_aims and "chord_colour" in self.asked:
            colour = self.lean("chord_colour", "coloured", "changes", trust=2)
            logits += colour * self.manner.is_coloured
        return self._returning(logits, pen.chords)

    def melody(self, logits: Tensor, chord: Tensor) -> Tensor:
        """Lean on how many notes there are and where they begin, on silence, and on their pitches over the `chord`."""
        logits = self.manner.melody(logits, chord)
        asked, pen, quarters = self.asked if self.has_aims else set(), self.pen, STEPS_A_QUARTER * TRUST
        if "density" in asked:
            logits[:, FIRST:] += self.lean("density", "onsets", "steps", STEPS_A_QUARTER, quarters)
        if "syncopation" in asked:
            logits[:, FIRST:] += off_the_beat(self.lean("syncopation", "off_beat", "onsets"), pen)
        if "rests" in asked:
            logits = towards_silence(logits, self.lean("rests", "silent", "steps", trust=quarters), pen)
        if "leaps" in asked:
            logits = self._leaping(logits)
        return self._returning(self._echoing(logits), pen.melody)

    def _leaping(self, logits: Tensor) -> Tensor:
        """Lean on which pitch; whether a note begins is not for the intervals to say."""
        last = torch.from_numpy(self.last).to(logits.device)[:, None] - FIRST
        away = (torch.arange(logits.shape[1] - FIRST, device=logits.device) - last).abs()
        return among(logits, self.lean("leaps", "leaps", "intervals") * ((away > LEAP) & (last >= 0)))

    def _echoing(self, logits: Tensor) -> Tensor:
        """Lean towards the rhythm that stood at the same place of the section of another letter before."""
        pen = self.pen
        if self.beside is None:
            return logits
        beside = self.beside[:, pen.step // pen.bar]
        there = (beside.clamp(min=0) * pen.bar + pen.step % pen.bar)[:, None]
        begins = pen.melody.gather(1, there) >= FIRST
        logits[:, FIRST:] += ECHO * torch.where(begins, 1.0, -1.0) * (beside >= 0)[:, None]
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


def bars_beside(form: Tensor) -> Tensor:
    """For each bar (songs, bars) the one at its place in the sung section before, where that has another letter.

    -1 where there is none, where the section has been before or where letters are not told.
    """
    beside = torch.full(form.shape[:2], -1)
    for song, bars in enumerate(form.cpu().tolist()):
        begin, before = 0, range(0)
        for bar, row in enumerate(bars):
            letter, since = row[LETTER], row[SINCE]
            if since == 1:
                if bar and 0 < bars[begin][LETTER] < INSTRUMENTAL:
                    before = range(begin, bar)
                begin = bar
            place = bar - begin
            is_other = place < len(before) and 0 < letter < INSTRUMENTAL and bars[before[0]][LETTER] != letter
            if is_other and not bars[begin][AGAIN]:
                beside[song, bar] = before[place]
    return beside.to(form.device)
