"""Drafts as songs, and how far they are from what was asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from composer_app.methods.two_voice.encoding.conditions import FEATURES, measure_plan, share_of
from composer_app.methods.two_voice.encoding.grid import Song
from composer_app.methods.two_voice.encoding.tokens import Shape
from composer_app.methods.two_voice.sampling.written import Written


def songs_of(songs: Sequence[Song], written: Written) -> list[Song]:
    """What was written of songs, as songs."""
    return [
        replace(song, melody=written.melody[row], chords=written.chords[row], thirds=written.thirds[row], touch=None)
        for row, song in enumerate(songs)
    ]


def away_from(song: Song, shapes: tuple[Shape, ...], asked: Mapping[str, float]) -> float:
    """How far a piece is on average from what was asked, each control from 0 to 1; 0 where it does all of it."""
    plan = measure_plan(song.melody[song.lead :], song.chords[song.lead :], song.bar, shapes, [])
    away = []
    for name, share in asked.items():
        got = share_of(name, plan[:, FEATURES.index(name)])
        known = got[~np.isnan(got)]
        away.append(abs(float(known.mean()) - share) if len(known) else 1.0)
    return float(np.mean(away))
