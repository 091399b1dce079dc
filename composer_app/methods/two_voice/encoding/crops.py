"""Crops of songs, drawn at random and moved to C, as batches for training."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from composer_app.methods.two_voice.encoding.batch import Batch, collate
from composer_app.methods.two_voice.encoding.conditions import AGAIN, ENDING, LETTER, REGISTER, Plan
from composer_app.methods.two_voice.encoding.grid import Song
from composer_app.methods.two_voice.encoding.masks import draw_holes
from composer_app.methods.two_voice.encoding.phrases import (
    CADENCE,
    CHORD_SOURCE,
    NOTES,
    RELATION,
    SINCE_BREATH,
    SOURCE,
    TO_BREATH,
    TOP,
    Rows,
    analyse_bars,
)
from composer_app.methods.two_voice.encoding.tokens import FIRST, SHAPES, UNKNOWN_KEY, UNKNOWN_MODE, Shape, Tokens
from composer_app.music.key import MAJOR_SCALE

CROPS = ((128, 0.35), (256, 0.35), (512, 0.3))  # steps, to the nearest bar, and how often
STEPS_A_BATCH = 6144
ON_PHRASES = 0.75  # of the crops begin where a phrase likely does
PHRASE, LAST_BARS = 4, 8
UNTOLD_KEY = 0.06  # of the crops are heard in any key
FORM_UNTOLD, PART_UNTOLD = 0.4, 0.2  # of the forms of which nothing is told, or one part is not
PLAN_UNTOLD, PLAN_TOLD = 0.4, 0.3  # of the plans of which nothing is told, or all; of the others some
PHRASING_UNTOLD, GROUP_UNTOLD = 0.45, 0.15  # of the phrasings of which nothing is told, or one group is not
GROUPS = ((RELATION, SOURCE), (CHORD_SOURCE,), (CADENCE, SINCE_BREATH, TO_BREATH), (TOP,), (NOTES,))
# What the melody is written from: its past alone, all chords, or all chords and what else is given.
MELODY_PAST, MELODY_OVER_CHORDS = 0.25, 0.55
# What the harmony is written from: its past alone, the whole melody too, or what else is given.
CHORDS_PAST, CHORDS_UNDER_MELODY = 0.55, 0.25
LEAST_IN_SCALE, CLOSE_CALL = 0.88, 0.04  # shares of the notes
SCALES = np.array([[(pitch - key) % 12 in MAJOR_SCALE for pitch in range(12)] for key in range(12)], float)


def transposed(song: Song, semitones: int) -> Song:
    """The song in another key; a melody note that would leave MIDI's range goes by octaves."""
    pitch = song.melody.astype(np.int64) - FIRST + semitones
    pitch = np.where(pitch > 127, pitch - 12, np.where(pitch < 0, pitch + 12, pitch))
    melody = np.where(song.melody >= FIRST, pitch + FIRST, song.melody).astype(np.int16)
    chord = song.chords.astype(np.int64) - FIRST
    moved = chord - chord % 12 + (chord + semitones) % 12 + FIRST
    chords = np.where(song.chords >= FIRST, moved, song.chords).astype(np.int16)
    key = song.key if song.key == UNKNOWN_KEY else (song.key + semitones) % 12
    plan = None if song.plan is None else song.plan.copy()
    if plan is not None:
        plan[:, REGISTER] += semitones
    return replace(song, melody=melody, chords=chords, key=key, plan=plan)


def to_c(key: int) -> int:
    """The smallest move in semitones, -6 to 5, that brings a key signature to C."""
    return (6 - key) % 12 - 6


def in_c(song: Song) -> Song:
    """The song moved to C major or A minor and known to be there; one of unknown key stays as it is."""
    if song.key == UNKNOWN_KEY:
        return song
    return replace(transposed(song, to_c(song.key)), in_c=True)


def heard_key(song: Song) -> Song:
    """The song with the key signature that its notes are in; unknown where no scale holds most of them.

    Files name one key for a whole piece, but pieces modulate. To be told a key that is not heard would
    teach the network to ignore it, and its ideas would leave theirs.
    """
    if song.key == UNKNOWN_KEY:
        return song
    pitches = song.melody[song.melody >= FIRST] - FIRST
    basses = (song.chords[song.chords >= FIRST] - FIRST) % 12
    counts = np.bincount(np.concatenate([pitches % 12, basses]), minlength=12)
    shares = SCALES @ counts / max(1, int(counts.sum()))
    best = int(shares.argmax())
    if shares[best] < LEAST_IN_SCALE:
        return replace(song, key=UNKNOWN_KEY, mode=UNKNOWN_MODE)
    if shares[song.key] >= shares[best] - CLOSE_CALL:
        return song
    return replace(song, key=best, mode=UNKNOWN_MODE)


def key_at_end(song: Song) -> tuple[int, int]:
    """Key signature and mode in which a song's last eight bars are heard, the song's own where they tell none."""
    bars = len(song) // song.bar
    last = heard_key(cut_song(song, max(0, bars - LAST_BARS) * song.bar, bars * song.bar))
    if last.key in (UNKNOWN_KEY, song.key):
        return song.key, song.mode
    return last.key, UNKNOWN_MODE


def beginnings(song: Song, steps: int) -> NDArray[np.int64]:
    """The steps, four bars apart, at which phrases likely begin and a crop may.

    They are counted from the bar of the first note, or from the next one where that note is an upbeat.
    What is written from nothing begins as crops do: with a phrase, not in the midst of one.
    """
    bar, phase = divmod(int((song.melody >= FIRST).argmax()), song.bar)
    origin = (bar + (2 * phase >= song.bar)) % PHRASE
    starts = every_bar(song, steps)[origin::PHRASE]
    return starts if len(starts) else np.array([origin * song.bar if origin * song.bar < len(song) else 0])


def every_bar(song: Song, steps: int) -> NDArray[np.int64]:
    """The steps at which a bar begins and a crop still fits."""
    return np.arange(max(0, len(song) - steps) // song.bar + 1) * song.bar


class Crops:
    """An endless stream of batches; songs are drawn by length and weight, meters kept apart."""

    def __init__(self, songs: Sequence[Song], shapes: tuple[Shape, ...] = SHAPES) -> None:
        self.shapes = shapes
        self.by_meter: dict[tuple[int, bool], list[Song]] = {}
        for song in songs:
            self.by_meter.setdefault((song.bar, song.compound), []).append(song)
        self.shares = {meter: np.array([len(s) * s.weight for s in group]) for meter, group in self.by_meter.items()}
        self.batch_steps = STEPS_A_BATCH
        self.steps = float(sum(len(song) * song.weight for song in songs))

    def batch(self, rng: np.random.Generator) -> Batch:
        """One batch: a meter, songs, places, what is told and what is given, all drawn by `rng`."""
        meters = list(self.by_meter)
        totals = np.array([self.shares[meter].sum() for meter in meters])
        meter = meters[rng.choice(len(meters), p=totals / totals.sum())]
        share, bar = self.shares[meter], meter[0]
        crop = CROPS[rng.choice(len(CROPS), p=[often for _, often in CROPS])][0]
        steps = max(1, round(crop / bar)) * bar
        chosen = rng.choice(len(share), max(1, STEPS_A_BATCH // steps), p=share / share.sum())
        steps = min(steps, max(len(self.by_meter[meter][i]) for i in chosen))
        return self._with_views([self._crop(self.by_meter[meter][i], steps, rng) for i in chosen], steps, rng)

    def _with_views(self, songs: Sequence[Song], steps: int, rng: np.random.Generator) -> Batch:
        """The crops with what each network sees of them and is to write."""
        holes, hidden, ahead = [], [], []
        for song in songs:
            everything, nothing = np.ones(len(song), bool), np.zeros(len(song), bool)
            melody, chords = draw_holes(song, rng)
            kind = rng.random()
            ahead.append(kind >= MELODY_PAST)
            melody_open = everything if kind < MELODY_PAST + MELODY_OVER_CHORDS or not melody.any() else melody
            kind = rng.random()
            if kind < CHORDS_PAST + CHORDS_UNDER_MELODY or not chords.any():
                hidden.append(everything if kind < CHORDS_PAST else nothing)
                chords = everything
            else:
                hidden.append(melody)
            holes.append((melody_open, chords))
        return collate(songs, steps, holes, ahead, hidden)

    def stream(self, seed: int, start: int = 0) -> Iterator[Batch]:
        """Batches number `start` and on; batch k of a seed is always the same, so a run can be resumed."""
        for number in itertools.count(start):
            yield self.batch(np.random.default_rng((seed, number)))

    def _crop(self, song: Song, steps: int, rng: np.random.Generator) -> Song:
        begin = int(rng.choice(beginnings(song, steps) if rng.random() < ON_PHRASES else every_bar(song, steps)))
        cut = heard_key(cut_song(song, begin, begin + steps))
        cut = replace(cut, form=untold_form(cut.form, rng), plan=untold_plan(cut.plan, rng))
        if cut.key != UNKNOWN_KEY and rng.random() >= UNTOLD_KEY:
            cut = in_c(cut)
            rows = analyse_bars(cut.melody, cut.chords, cut.bar, self.shapes, cut.mode)
            cut = replace(cut, phrasing=untold_phrasing(rows, rng))
            return cut if rng.random() >= UNTOLD_KEY else replace(cut, mode=UNKNOWN_MODE)
        return transposed(replace(cut, mode=UNKNOWN_MODE), int(rng.integers(-6, 6)))


def cut_song(song: Song, begin: int, end: int) -> Song:
    """The steps from bar line to bar line, with what is known of them."""
    bars = slice(begin // song.bar, end // song.bar)
    form = None if song.form is None else song.form[bars].copy()
    if form is not None:
        # A place that was before the cut has not been.
        form[form[:, AGAIN] > np.arange(len(form)), AGAIN] = 0
    return replace(
        song,
        melody=song.melody[begin:end],
        chords=song.chords[begin:end],
        thirds=None if song.thirds is None else song.thirds[begin:end],
        form=form,
        plan=None if song.plan is None else song.plan[bars],
        touch=None if song.touch is None else song.touch[:, begin:end],
    )


def untold_form(form: Tokens | None, rng: np.random.Generator) -> Tokens | None:
    """The form, or what of it is told this time: often nothing, sometimes not the letters or not the end."""
    if form is None or rng.random() < FORM_UNTOLD:
        return None
    told: Tokens = form.copy()
    if rng.random() < PART_UNTOLD:
        told[:, [LETTER, AGAIN]] = 0
    if rng.random() < PART_UNTOLD:
        told[:, ENDING] = 0
    return told


def untold_plan(plan: Plan | None, rng: np.random.Generator) -> Plan | None:
    """The plan, or what of it is told this time: nothing, everything, or some features."""
    kind = rng.random()
    if plan is None or kind < PLAN_UNTOLD:
        return None
    if kind < PLAN_UNTOLD + PLAN_TOLD:
        return plan
    told: Plan = np.where(rng.random(plan.shape[1]) < rng.random(), plan, np.float32(np.nan))
    return told


def untold_phrasing(rows: Rows, rng: np.random.Generator) -> Rows | None:
    """What of the phrasing is told this time: nothing, or all but some of its groups."""
    if rng.random() < PHRASING_UNTOLD:
        return None
    told: Rows = rows.copy()
    for group in GROUPS:
        if rng.random() < GROUP_UNTOLD:
            told[:, list(group)] = 0
    return told
