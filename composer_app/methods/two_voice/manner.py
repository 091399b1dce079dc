"""An idea's manner: leans that keep what is written from nothing to the ways of the songs learnt from.

Told what came before in a song, the network is right about how often notes repeat, turn back or leave the
key. Going on from its own notes, its errors add up: melodies repeat and turn more than songs do, and ideas
differ less from each other. So after every epoch of training the ideas it writes are measured beside the
plans that they were told (`leant`), and from the difference two numbers are learnt for each feature: a lean
in logits for all ideas, and one in proportion to what is planned for a section.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from composer_app.methods.two_voice.batches import in_c
from composer_app.methods.two_voice.conditions import FEATURES, Plan, classes_of, measure_plan, share_of
from composer_app.methods.two_voice.grid import Song
from composer_app.methods.two_voice.pen import Pen
from composer_app.methods.two_voice.tokens import FIRST, HOLD, IN_C, MELODY_TOKENS, REST, STEPS_A_QUARTER, Tokens

# For each feature a lean for all ideas and one for the whole way from least to most planned, in logits.
Leanings = Mapping[str, Sequence[float]]

# What the network follows when it is told is only set right as a whole; what it follows less is leant on by plan.
FOLLOWED = ("density", "rests", "chord_rate", "chords_on_bar")
PLANNED = ("leaps", "steps", "repeated_notes", "turns", "chord_tones", "syncopation", "chord_colour")
IN_KEY, NEW_CHORDS = "in_key", "new_chords"
LEAP = 4  # semitones; wider intervals are leaps
# Logits an epoch for a difference of the whole way; for what plans do not tell, by name.
PACE, FLAT = 0.7, {IN_KEY: 14.0, NEW_CHORDS: 2.5}
WINDOW, SUNG = 8, 6  # bars in which a chord is new once; of them with singing, where it counts
MOST = 0.6  # logits by plan; more makes caricatures
FEWEST = 8  # ideas in which a feature can be measured
IN_MAJOR = (0, 2, 4, 5, 7, 9, 11)
RAISED_SEVENTH = 8  # of the relative minor of C


class Manner:
    """Leans on the logits of ideas as they are written; what was `asked` is for the steering to keep."""

    def __init__(self, pen: Pen, leanings: Leanings, asked: Collection[str] = ()) -> None:
        self.pen = pen
        device = pen.melody.device
        shares = planned_shares(pen)
        self.leans: dict[str, Tensor] = {}
        for name, (always, by_plan) in leanings.items():
            if name in asked:
                continue
            lean = np.full(shares.shape[1:], always)
            if by_plan:
                lean += by_plan * np.nan_to_num(shares[FEATURES.index(name)] - 0.5)
            self.leans[name] = torch.from_numpy(lean).float().to(device)
        shapes = pen.network.config.shapes
        self.classes = torch.from_numpy(classes_of(shapes)).to(device)
        self.is_coloured = self.classes.sum(1) > 3
        self.pitches = torch.arange(MELODY_TOKENS - FIRST, device=device)
        scale = torch.tensor(IN_MAJOR, device=device)
        foreign = ~torch.isin(self.pitches % 12, scale)
        in_minor = foreign & (self.pitches % 12 != RAISED_SEVENTH)
        is_told = (pen.batch.key == IN_C)[:, None]
        self.foreign = torch.where((pen.batch.mode == 1)[:, None], in_minor, foreign) & is_told
        songs = len(pen.moved)
        self.last = torch.full((songs,), -1, device=device)
        self.way = torch.zeros(songs, device=device, dtype=torch.long)
        if self.leans:
            for step in range(pen.step):
                self.heard(pen.melody[:, step])

    def heard(self, melody: Tensor) -> None:
        """Remember each melody's last pitch and which way it went, (songs,) tokens of one step."""
        begins, pitch = melody >= FIRST, melody - FIRST
        way = torch.sign(pitch - self.last)
        self.way = torch.where(begins & (self.last >= 0) & (way != 0), way, self.way)
        self.last = torch.where(begins, pitch, self.last)

    def chords(self, logits: Tensor) -> Tensor:
        """Lean on how often and where chords change, and on how many tones they have."""
        if not self.leans:
            return logits
        is_bar_line = self.pen.step % self.pen.bar == 0
        on_bar = self._lean("chords_on_bar")
        logits[:, FIRST:] += self._lean("chord_rate") + (on_bar if is_bar_line else -on_bar)
        return among(
            logits, self._lean("chord_colour") * self.is_coloured[FIRST:] + self._lean(NEW_CHORDS) * self._new()
        )

    def _new(self) -> Tensor:
        """The chords (songs, chords) that have not been heard in the last eight bars."""
        pen = self.pen
        heard = torch.zeros(len(pen.moved), len(self.classes), dtype=torch.bool, device=pen.chords.device)
        heard.scatter_(1, pen.chords[:, max(0, pen.step - WINDOW * pen.bar) : pen.step], True)
        return ~heard[:, FIRST:]

    def melody(self, logits: Tensor, chord: Tensor) -> Tensor:
        """Lean on when notes begin and fall silent, and on their pitches over the sounding `chord` (songs,)."""
        if not self.leans:
            return logits
        logits[:, FIRST:] += self._lean("density") + off_the_beat(self._lean("syncopation"), self.pen)
        logits = towards_silence(logits, self._lean("rests"), self.pen)
        return among(logits, self._of_pitches(chord))

    def _of_pitches(self, chord: Tensor) -> Tensor:
        move = self.pitches - self.last[:, None]
        away = move.abs()
        lean = self._lean("leaps") * (away > LEAP)
        lean = lean + self._lean("steps") * ((away == 1) | (away == 2))
        lean = lean + self._lean("repeated_notes") * (away == 0)
        lean = lean + self._lean("turns") * (move * self.way[:, None] < 0)
        lean = lean * (self.last >= 0)[:, None]
        if "chord_tones" in self.leans:
            lean = lean + self._lean("chord_tones") * self.classes[chord][:, self.pitches % 12]
        if IN_KEY in self.leans:
            lean = lean - self._lean(IN_KEY) * self.foreign
        return lean

    def _lean(self, name: str) -> Tensor:
        """(songs, 1) in logits, at this step; nothing where there is none."""
        leans = self.leans.get(name)
        return self.last.new_zeros(1).float() if leans is None else leans[:, self.pen.step // self.pen.bar, None]


def off_the_beat(lean: Tensor, pen: Pen) -> Tensor:
    """What a lean towards notes off the beat comes to at this step."""
    return lean if pen.step % STEPS_A_QUARTER else -lean / 2


def towards_silence(logits: Tensor, lean: Tensor, pen: Pen) -> Tensor:
    """Lean towards falling silent, and where the melody is silent, towards staying so."""
    silent = (pen.sounding["melody"] == REST)[:, None]
    logits[:, HOLD : HOLD + 1] += lean * silent
    logits[:, REST : REST + 1] += lean * ~silent
    return logits


def among(logits: Tensor, lean: Tensor) -> Tensor:
    """Lean on which event it is; whether there is one at all stays as it was."""
    events = logits[:, FIRST:]
    leant_on = events + lean
    logits[:, FIRST:] = leant_on + events.logsumexp(1, keepdim=True) - leant_on.logsumexp(1, keepdim=True)
    return logits


def planned_shares(pen: Pen) -> NDArray[np.float64]:
    """What is told of every bar's features, each from 0 to 1 (features, songs, bars); NaN where nothing is."""
    bars = -(-pen.steps // pen.bar)
    if pen.batch.plan is None:
        return np.full((len(FEATURES), len(pen.moved), bars), np.nan)
    told = pen.batch.plan.cpu().double().numpy().transpose(2, 0, 1)
    values, known = told[: len(FEATURES)], told[len(FEATURES) :]
    return np.where(known > 0, (values + 1) / 2, np.nan)


def ways_of(songs: Sequence[Song]) -> dict[str, float]:
    """What plans do not tell of the songs' ways, each song as it weighs: the share of melody notes in key, and of
    chord changes that bring a chord not heard in the same eight bars; without what cannot be measured."""
    in_key, fresh = np.zeros(2), np.zeros(2)
    for song in songs:
        moved = in_c(song)
        if moved.in_c:
            in_key += song.weight * np.array(notes_in_key(moved.melody, moved.mode))
        fresh += song.weight * np.array(new_chords(song.melody, song.chords, song.bar))
    found = zip(FLAT, (in_key, fresh), strict=True)
    return {name: round(float(some / of_all), 4) for name, (some, of_all) in found if of_all}


def notes_in_key(melody: Tokens, mode: int) -> tuple[int, int]:
    """How many notes of a melody in C, as tokens, lie in its scale, minor with its raised seventh; of how many."""
    pitches = melody[melody >= FIRST] - FIRST
    scale = (*IN_MAJOR, RAISED_SEVENTH) if mode == 1 else IN_MAJOR
    return int(np.isin(pitches % 12, scale).sum()), len(pitches)


def new_chords(melody: Tokens, chords: Tokens, bar: int) -> tuple[int, int]:
    """How many chord changes bring a chord not yet heard in the same eight bars, of how many, where it is sung."""
    fresh, changes = 0, 0
    for begin in range(0, len(chords) - WINDOW * bar + 1, WINDOW * bar):
        window = slice(begin, begin + WINDOW * bar)
        if (melody[window].reshape(WINDOW, bar) >= FIRST).any(1).sum() < SUNG:
            continue
        events = chords[window][chords[window] >= FIRST]
        if len(events):
            fresh, changes = fresh + len(np.unique(events)) - 1, changes + len(events) - 1
    return fresh, changes


def leant(before: Leanings, pen: Pen, ways: Mapping[str, float]) -> dict[str, list[float]]:
    """The leanings after a round of ideas written with those of `before`; `ways` are those of the songs.

    Features are compared as shares, idea by idea with what was planned for it: on average, and in how far
    ideas differ.
    """
    planned = planned_shares(pen)
    melodies, chords = (tokens.cpu().numpy().astype(np.int16) for tokens in (pen.melody, pen.chords))
    shapes = pen.network.config.shapes
    rows = list(zip(melodies, chords, strict=True))
    written = [_shares(measure_plan(melody, below, pen.bar, shapes, [])) for melody, below in rows]
    found = {name: [float(value) for value in before.get(name, (0.0, 0.0))] for name in (*FOLLOWED, *PLANNED)}
    for name, lean in found.items():
        feature = FEATURES.index(name)
        wanted = np.array([_mean(row) for row in planned[feature]])
        got = np.array([_mean(shares[:, feature]) for shares in written])
        both = ~np.isnan(wanted) & ~np.isnan(got)
        if both.sum() < FEWEST:
            continue
        lean[0] += PACE * float(wanted[both].mean() - got[both].mean())
        if name in PLANNED:
            lean[1] += PACE * float(wanted[both].std() - got[both].std())
            lean[1] = min(MOST, max(0.0, lean[1]))
    in_key = [notes_in_key(melody, mode) for melody, mode in zip(melodies, pen.batch.mode.tolist(), strict=True)]
    fresh = [new_chords(melody, below, pen.bar) for melody, below in rows]
    for (name, pace), counts in zip(FLAT.items(), (in_key, fresh), strict=True):
        some, of_all = np.sum(counts, 0)
        if name in ways and of_all:
            found[name] = [before.get(name, (0.0,))[0] + pace * (ways[name] - float(some / of_all)), 0.0]
    if IN_KEY in found:
        found[IN_KEY][0] = max(0.0, found[IN_KEY][0])  # off its key no melody is led
    return {name: [round(value, 4) for value in lean] for name, lean in found.items()}


def _shares(plan: Plan) -> NDArray[np.float64]:
    """Measured features as shares from 0 to 1 (bars, features), NaN where there are none."""
    shares = np.stack([share_of(name, column) for name, column in zip(FEATURES, plan.T, strict=True)], 1)
    return np.where(np.isnan(plan), np.nan, shares)


def _mean(values: NDArray[np.float64]) -> float:
    known = values[~np.isnan(values)]
    return float(known.mean()) if len(known) else float("nan")
