"""Crops of songs, sampled at random and transposed to C, as batches for training."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from composer_app.methods.two_voice.encoding.batch import Batch, collate
from composer_app.methods.two_voice.encoding.dropout import drop_form, drop_phrasing, drop_plan
from composer_app.methods.two_voice.encoding.excerpts import bar_starts, cut_song, phrase_starts
from composer_app.methods.two_voice.encoding.grid import Song
from composer_app.methods.two_voice.encoding.masks import sample_masks
from composer_app.methods.two_voice.encoding.phrases import analyse_bars
from composer_app.methods.two_voice.encoding.tokens import SHAPES, UNKNOWN_KEY, UNKNOWN_MODE, Shape
from composer_app.methods.two_voice.encoding.transposition import estimate_key, transpose, transpose_to_c

CROPS = ((128, 0.35), (256, 0.35), (512, 0.3))  # steps, to the nearest bar, and how often
STEPS_PER_BATCH = 6144
ON_PHRASES = 0.75  # of the crops begin where a phrase likely does
KEY_DROPOUT = 0.06  # of the crops stand in any key
# What the melody is conditioned on: its past alone, all chords, or all chords and the rest of the context.
MELODY_PAST, MELODY_OVER_CHORDS = 0.25, 0.55
# What the harmony is conditioned on: its past alone, the whole melody too, or the context of both voices.
CHORDS_PAST, CHORDS_UNDER_MELODY = 0.55, 0.25


class Crops:
    """An endless stream of batches; songs are sampled by length and weight, meters kept apart."""

    def __init__(self, songs: Sequence[Song], shapes: tuple[Shape, ...] = SHAPES) -> None:
        self.shapes = shapes
        self.by_meter: dict[tuple[int, bool], list[Song]] = {}
        for song in songs:
            self.by_meter.setdefault((song.bar, song.compound), []).append(song)
        self.shares = {meter: np.array([len(s) * s.weight for s in group]) for meter, group in self.by_meter.items()}
        self.batch_steps = STEPS_PER_BATCH
        self.steps = float(sum(len(song) * song.weight for song in songs))

    def batch(self, rng: np.random.Generator) -> Batch:
        """One batch: a meter, songs, places, conditions and masks, all sampled by `rng`."""
        meters = list(self.by_meter)
        totals = np.array([self.shares[meter].sum() for meter in meters])
        meter = meters[rng.choice(len(meters), p=totals / totals.sum())]
        share, bar = self.shares[meter], meter[0]
        crop = CROPS[rng.choice(len(CROPS), p=[often for _, often in CROPS])][0]
        steps = max(1, round(crop / bar)) * bar
        chosen = rng.choice(len(share), max(1, STEPS_PER_BATCH // steps), p=share / share.sum())
        steps = min(steps, max(len(self.by_meter[meter][i]) for i in chosen))
        return self._masked([self._crop(self.by_meter[meter][i], steps, rng) for i in chosen], steps, rng)

    def stream(self, seed: int, start: int = 0) -> Iterator[Batch]:
        """Batches number `start` and on; batch k of a seed is always the same, so a run can be resumed."""
        for number in itertools.count(start):
            yield self.batch(np.random.default_rng((seed, number)))

    def _crop(self, song: Song, steps: int, rng: np.random.Generator) -> Song:
        """An excerpt with some of its conditions; without its key it is transposed at random."""
        begin = int(rng.choice(phrase_starts(song, steps) if rng.random() < ON_PHRASES else bar_starts(song, steps)))
        cut = estimate_key(cut_song(song, begin, begin + steps))
        cut = replace(cut, form=drop_form(cut.form, rng), plan=drop_plan(cut.plan, rng))
        if cut.key != UNKNOWN_KEY and rng.random() >= KEY_DROPOUT:
            cut = transpose_to_c(cut)
            rows = analyse_bars(cut.melody, cut.chords, cut.bar, self.shapes, cut.mode)
            cut = replace(cut, phrasing=drop_phrasing(rows, rng))
            return cut if rng.random() >= KEY_DROPOUT else replace(cut, mode=UNKNOWN_MODE)
        return transpose(replace(cut, mode=UNKNOWN_MODE), int(rng.integers(-6, 6)))

    def _masked(self, songs: Sequence[Song], steps: int, rng: np.random.Generator) -> Batch:
        """The crops as a batch, with what either network sees of them and is to write."""
        masks, hidden, future = [], [], []
        for song in songs:
            everything, nothing = np.ones(len(song), bool), np.zeros(len(song), bool)
            melody, chords = sample_masks(song, rng)
            choice = rng.random()
            future.append(choice >= MELODY_PAST)
            whole_melody = choice < MELODY_PAST + MELODY_OVER_CHORDS or not melody.any()
            melody_mask = everything if whole_melody else melody
            choice = rng.random()
            if choice < CHORDS_PAST + CHORDS_UNDER_MELODY or not chords.any():
                hidden.append(everything if choice < CHORDS_PAST else nothing)
                chords = everything
            else:
                hidden.append(melody)
            masks.append((melody_mask, chords))
        return collate(songs, steps, masks, future, hidden)
