"""Drafts as songs, and how far they are from the controls that were asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from composer_app.methods.two_voice.encoding.conditions import column, extract_plan, to_quantile
from composer_app.methods.two_voice.encoding.grid import Song
from composer_app.methods.two_voice.encoding.tokens import Shape
from composer_app.methods.two_voice.sampling.written import WrittenTokens


def written_songs(songs: Sequence[Song], written: WrittenTokens) -> list[Song]:
    """The songs with what was written of them."""
    return [
        replace(
            song,
            melody=written.melody[row],
            chords=written.chords[row],
            triplets=written.triplets[row],
            expression=None,
        )
        for row, song in enumerate(songs)
    ]


def distance_from_request(song: Song, shapes: tuple[Shape, ...], asked: Mapping[str, float]) -> float:
    """The mean distance, 0 to 1, between a song's features and the quantiles asked; 1 for a feature that it lacks."""
    plan = extract_plan(song.melody[song.pickup_steps :], song.chords[song.pickup_steps :], song.bar, shapes, [])
    away = []
    for name, share in asked.items():
        got = to_quantile(name, plan[:, column(name)])
        known = got[~np.isnan(got)]
        away.append(abs(float(known.mean()) - share) if len(known) else 1.0)
    return float(np.mean(away))
