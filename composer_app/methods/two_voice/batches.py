"""Crops of songs, drawn at random and moved to C or to a random key, as batches for training."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from composer_app.methods.two_voice.batch import Batch
from composer_app.methods.two_voice.conditions import AGAIN, ENDING, LETTER, REGISTER, Plan, told_plan
from composer_app.methods.two_voice.grid import Song
from composer_app.methods.two_voice.holes import Steps, draw_holes
from composer_app.methods.two_voice.matches import matches_of
from composer_app.methods.two_voice.tokens import (
    FIRST,
    IN_C,
    NO_TOUCH,
    UNKNOWN_KEY,
    UNKNOWN_MODE,
    UNTOLD,
    Tokens,
)
from composer_app.music.key import MAJOR_SCALE

CROP = 512  # steps, to the nearest bar
SONGS = 16  # in a batch
UNTOLD_SHARE = 0.4  # of the crops of known key are heard in any key
ON_PHRASES = 0.75  # of the crops begin where a phrase likely does
PHRASE = 4  # bars
GIVEN_SHARE = 0.4  # of the batches have something given
FORM_UNTOLD, PART_UNTOLD = 0.4, 0.2  # of the forms of which nothing is told, or one part is not
PLAN_UNTOLD, PLAN_TOLD = 0.4, 0.25  # of the plans of which nothing is told, or all; of the others some
LEAST_IN_SCALE, CLOSE_CALL = 0.88, 0.04  # shares of the notes
Holes = tuple[Steps, Steps]
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


def together(songs: Sequence[Song], steps: int | None = None, holes: Sequence[Holes] | None = None) -> Batch:
    """Songs of one meter as a batch, padded with -1 up to `steps` or the longest.

    What a song knows of its form and plan is told; `holes` are the open steps of melody and chords of
    each, where the rest is given.
    """
    bar = songs[0].bar
    longest = steps or max(len(song) for song in songs)
    bars = longest // bar

    def stacked(rows: Sequence[NDArray[Any] | None], size: int, fill: float, kind: type) -> torch.Tensor | None:
        """Arrays whose first axis is time side by side; None where no song has one."""
        shape = next((row.shape[1:] for row in rows if row is not None), None)
        if shape is None:
            return None
        table = np.full((len(rows), size, *shape), fill, kind)
        for place, row in enumerate(rows):
            if row is not None:
                table[place, : len(row)] = row[:size]
        return torch.from_numpy(table)

    def tokens(rows: Sequence[NDArray[Any]], fill: int = -1) -> torch.Tensor:
        found = stacked(rows, longest, fill, np.int64)
        assert found is not None
        return found

    melody_holes, chord_holes = (None, None) if holes is None else ([h[0] for h in holes], [h[1] for h in holes])
    touch = stacked([None if song.touch is None else song.touch.T for song in songs], longest, NO_TOUCH, np.int64)
    return Batch(
        melody=tokens([song.melody for song in songs]),
        chords=tokens([song.chords for song in songs]),
        key=torch.tensor([IN_C if song.in_c else UNTOLD for song in songs]),
        mode=torch.tensor([song.mode for song in songs]),
        bar=bar,
        compound=songs[0].compound,
        thirds=stacked([song.thirds for song in songs], longest, 0, np.int64),
        form=stacked([song.form for song in songs], bars, 0, np.int64),
        plan=stacked([None if song.plan is None else told_plan(song.plan) for song in songs], bars, 0, np.float32),
        melody_open=None if melody_holes is None else tokens(melody_holes, 1).bool(),
        chords_open=None if chord_holes is None else tokens(chord_holes, 1).bool(),
        touch=None if touch is None else touch.transpose(1, 2).contiguous(),
        melody_matches=torch.from_numpy(matches_of([song.melody for song in songs], longest, melody_holes)),
        chord_matches=torch.from_numpy(matches_of([song.chords for song in songs], longest, chord_holes)),
    )


class Crops:
    """An endless stream of batches; songs are drawn by length and weight, meters kept apart."""

    def __init__(self, songs: Sequence[Song]) -> None:
        self.by_meter: dict[tuple[int, bool], list[Song]] = {}
        for song in songs:
            self.by_meter.setdefault((song.bar, song.compound), []).append(song)
        self.shares = {meter: np.array([len(s) * s.weight for s in group]) for meter, group in self.by_meter.items()}
        self.batch_steps = CROP * SONGS
        self.steps = float(sum(len(song) * song.weight for song in songs))

    def batch(self, rng: np.random.Generator) -> Batch:
        """One batch: a meter, songs, places, keys, what is told and what is given, all drawn by `rng`."""
        meters = list(self.by_meter)
        totals = np.array([self.shares[meter].sum() for meter in meters])
        meter = meters[rng.choice(len(meters), p=totals / totals.sum())]
        share, bar = self.shares[meter], meter[0]
        chosen = rng.choice(len(share), SONGS, p=share / share.sum())
        longest = max(len(self.by_meter[meter][i]) for i in chosen)
        steps = min(max(1, round(CROP / bar)) * bar, longest)
        songs = [self._crop(self.by_meter[meter][i], steps, rng) for i in chosen]
        holes = [draw_holes(song, rng) for song in songs] if rng.random() < GIVEN_SHARE else None
        return together(songs, steps, holes)

    def stream(self, seed: int, start: int = 0) -> Iterator[Batch]:
        """Batches number `start` and on; batch k of a seed is always the same, so a run can be resumed."""
        for number in itertools.count(start):
            yield self.batch(np.random.default_rng((seed, number)))

    def _crop(self, song: Song, steps: int, rng: np.random.Generator) -> Song:
        begin = int(rng.choice(beginnings(song, steps) if rng.random() < ON_PHRASES else every_bar(song, steps)))
        cut = heard_key(cut_song(song, begin, begin + steps))
        cut = replace(cut, form=untold_form(cut.form, rng), plan=untold_plan(cut.plan, rng))
        if cut.key != UNKNOWN_KEY and rng.random() >= UNTOLD_SHARE:
            return in_c(cut if rng.random() >= UNTOLD_SHARE / 2 else replace(cut, mode=UNKNOWN_MODE))
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
