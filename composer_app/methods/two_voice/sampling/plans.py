"""Plans of the songs that a model learnt from, kept in its file: how excerpts are laid out, without a note of them.

A plan holds an excerpt's sections (letter, bars, features) and the phrasing of each bar (phrases.py). New ideas are
laid out by them (planner.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from composer_app.methods.two_voice.encoding.conditions import FEATURES, REGISTER, column, to_quantile
from composer_app.methods.two_voice.encoding.excerpts import cut_song
from composer_app.methods.two_voice.encoding.form import INSTRUMENTAL, LETTER, SECTION_BAR
from composer_app.methods.two_voice.encoding.grid import Song
from composer_app.methods.two_voice.encoding.phrases import (
    CADENCE,
    COLUMNS,
    FULL_CADENCE,
    HALF_CADENCE,
    RELATION,
    SILENT,
    analyse_bars,
)
from composer_app.methods.two_voice.encoding.tokens import Shape
from composer_app.methods.two_voice.encoding.transposition import transpose_to_c

MOST_PLANS, LONGEST_PLAN, SHORTEST_PLAN = 480, 32, 4  # of a model, and their bars
MOST_SILENT = 0.25  # of a plan's bars
UNKNOWN = -1
DENSITY = column("density")
Section = tuple[int, int, tuple[int, ...]]  # letter, bars, quantiles of features in hundredths; register in semitones


@dataclass(frozen=True, slots=True)
class SongPlan:
    """The plan of an excerpt of one song: its meter, whether it is in minor, its sections, and the phrasing by bar.

    A section has a value for every feature of the program, UNKNOWN where there is none; `rows` holds 8 numbers a bar.
    """

    song: int
    bar: int
    compound: bool
    minor: bool
    sections: tuple[Section, ...]
    rows: tuple[tuple[int, ...], ...]

    @classmethod
    def of(cls, listed: Sequence[Any], features: Sequence[str]) -> SongPlan:
        """The plan in a model file, whose sections have values of these `features`."""
        song, bar, compound, minor, sections, rows = listed
        found = []
        for letter, bars, values in sections:
            named = dict(zip(features, values, strict=True))
            found.append((letter, bars, tuple(named.get(name, UNKNOWN) for name in FEATURES)))
        table = np.array(rows, np.int16).reshape(-1, COLUMNS)
        return cls(song, bar, bool(compound), bool(minor), tuple(found), tuple(map(tuple, table.tolist())))

    def listed(self, features: Sequence[str]) -> list[Any]:
        """The plan as lists for a model file, with these `features`."""
        columns = [column(name) for name in features]
        sections = [[letter, bars, tuple(values[at] for at in columns)] for letter, bars, values in self.sections]
        flat = [number for row in self.rows for number in row]
        return [self.song, self.bar, self.compound, self.minor, sections, flat]

    def ends_on_cadence(self, bars: int) -> bool:
        """Whether the first `bars` bars end on a full or a half cadence."""
        return len(self.rows) >= bars and self.rows[bars - 1][CADENCE] in (HALF_CADENCE, FULL_CADENCE)


def plans_of(songs: Sequence[Song], shapes: tuple[Shape, ...], features: Sequence[str]) -> list[Any]:
    """The plans of songs as lists for a model file, with the model's `features`.

    Where there are many, or some songs weigh more than others, they are taken as often as their songs weigh.
    """
    found: list[tuple[float, SongPlan]] = []
    for number, song in enumerate(songs):
        if song.form is not None and song.weight:
            song_in_c = transpose_to_c(song)
            if song_in_c.in_c:
                found += [(song.weight, plan) for plan in _song_plans(song_in_c, number, shapes)]
    count = min(MOST_PLANS, len(found))
    passed = np.cumsum([weight for weight, _ in found])
    places = np.searchsorted(passed, (np.arange(count) + 0.5) / count * passed[-1]) if count else []
    return [found[place][1].listed(features) for place in places]


def _song_plans(song: Song, number: int, shapes: tuple[Shape, ...]) -> list[SongPlan]:
    """A plan from every section of a song in C on that has a melody, as far as it has one, 32 bars at most."""
    assert song.form is not None
    begins = sorted({0, *np.flatnonzero(song.form[:, SECTION_BAR] == 1).tolist()})
    ends = [*begins[1:], len(song.form)]
    sections = [_section(song, begin, end) for begin, end in zip(begins, ends, strict=True)]
    found = []
    for first, begin in enumerate(begins):
        melodic: list[Section] = []
        for section in sections[first:]:
            if not _has_melody(section):
                break
            melodic.append(section)
        bars = min(LONGEST_PLAN, sum(size for _, size, _ in melodic))
        if bars < SHORTEST_PLAN:
            continue
        cut = cut_song(song, begin * song.bar, (begin + bars) * song.bar)
        rows = analyse_bars(cut.melody, cut.chords, cut.bar, shapes, song.mode)
        if (rows[:, RELATION] == SILENT).mean() <= MOST_SILENT:
            table = tuple(map(tuple, rows.tolist()))
            found.append(SongPlan(number, song.bar, song.compound, song.mode == 1, tuple(melodic), table))
    return found


def _section(song: Song, begin: int, end: int) -> Section:
    assert song.form is not None
    assert song.plan is not None
    rows = song.plan[begin:end]
    known = ~np.isnan(rows)
    means = np.where(known, rows, 0).sum(0) / np.maximum(1, known.sum(0))
    values = [
        UNKNOWN
        if not known[:, i].any()
        else round(float(means[i] if i == REGISTER else 100 * _quantile(name, means[i])))
        for i, name in enumerate(FEATURES)
    ]
    return int(song.form[begin, LETTER]), end - begin, tuple(values)


def _quantile(feature: str, value: float) -> float:
    return float(to_quantile(feature, np.array([value], np.float32))[0])


def _has_melody(section: Section) -> bool:
    letter, _, values = section
    return letter != INSTRUMENTAL and values[DENSITY] > 0
