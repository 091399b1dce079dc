"""Plans of the songs a model learnt from, kept with it, and a plan for a new idea drawn from them.

A plan is a song's sections one after another: letter, bars and sixteen features each. An idea for which
little is asked is laid out as a stretch of one of them, so that ideas differ as songs do; what is asked
for narrows the choice and takes the features' place.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from composer_app.methods.two_voice.batches import in_c
from composer_app.methods.two_voice.conditions import (
    ENDING,
    FEATURES,
    INSTRUMENTAL,
    LETTER,
    REGISTER,
    SINCE,
    Plan,
    lay_form,
    measure_of,
    share_of,
)
from composer_app.methods.two_voice.grid import Song
from composer_app.methods.two_voice.tokens import Tokens

MOST_SONGS = 300
UNKNOWN = -1
DENSITY = FEATURES.index("density")
NEAREST, NEAREST_SHARE = 12, 0.04
REPEATS = [FEATURES.index("bars_repeated"), FEATURES.index("rhythms_repeated")]
ROOM = 5  # semitones between an asked range's ends and where the melody lies on average
Section = tuple[int, int, tuple[int, ...]]  # letter, bars, features in hundredths; the register in semitones


@dataclass(frozen=True, slots=True)
class Layout:
    """What an idea is told: its parts (letter, bars), form (bars, 5) and plan (bars, 16; NaN where open)."""

    parts: tuple[tuple[str, int], ...]
    form: Tokens
    plan: Plan

    @property
    def only_the_end(self) -> Tokens:
        """The form of which only the way to the end is told: for ideas of which no form was asked.

        They are a little harder to tell from songs so than with letters and places told (0.77 beside 0.79).
        """
        told = np.zeros_like(self.form)
        told[:, ENDING] = self.form[:, ENDING]
        return told

    def blank(self, meter: tuple[int, bool], mode: int, moved: int = 0, is_form_told: bool = False) -> Song:
        """A song in C of which nothing is written yet; `meter` is the 16ths in a bar and whether it is compound."""
        bar, compound = meter
        nothing = np.zeros(len(self.form) * bar, np.int16)
        form = self.form if is_form_told else self.only_the_end
        return Song(
            nothing, nothing, bar, 0, mode, in_c=True, compound=compound, thirds=nothing, form=form, plan=self.plan,
            moved=moved,
        )  # fmt: skip


def plans_of(songs: Sequence[Song]) -> list[Any]:
    """The plans of songs as lists for a model's card: [steps in a bar, compound, sections].

    Where there are many songs, or some weigh more than others, songs are taken as often as they weigh.
    """
    laid_out = [song for song in songs if song.form is not None]
    count = min(MOST_SONGS, len(laid_out))
    passed = np.cumsum([song.weight for song in laid_out])
    places = np.searchsorted(passed, (np.arange(count) + 0.5) / count * passed[-1]) if count else []
    return [[song.bar, song.compound, _sections(in_c(song))] for song in (laid_out[place] for place in places)]


def _sections(song: Song) -> list[Section]:
    assert song.form is not None
    assert song.plan is not None
    begins = sorted({0, *np.flatnonzero(song.form[:, SINCE] == 1).tolist()})
    found = []
    for begin, end in zip(begins, [*begins[1:], len(song.form)], strict=True):
        rows = song.plan[begin:end]
        known = ~np.isnan(rows)
        means = np.where(known, rows, 0).sum(0) / np.maximum(1, known.sum(0))
        values = [
            UNKNOWN if not known[:, i].any() else round(float(means[i] if i == REGISTER else 100 * _share(i, means[i])))
            for i in range(len(FEATURES))
        ]
        found.append((int(song.form[begin, LETTER]), end - begin, tuple(values)))
    return found


def _share(feature: int, measure: float) -> float:
    return float(share_of(FEATURES[feature], np.array([measure], np.float32))[0])


class Planner:
    """Draws layouts for these parts (letter, bars), or for so many bars, from the plans of songs in that meter.

    `asked` holds controls from 0 to 1.
    """

    def __init__(
        self,
        plans: Sequence[Any],
        parts: Sequence[tuple[str, int]] | int,
        meter: tuple[int, bool],
        asked: Mapping[str, float],
    ) -> None:
        self.parts, self.asked = parts, asked
        fitting = [sections for bar, compound, sections in plans if (bar, compound) == meter]
        fitting = fitting or [sections for _, _, sections in plans]
        if isinstance(parts, int):
            found = _stretches(fitting, parts)
        else:
            self.sung = list(dict.fromkeys(letter for letter, _ in parts if letter.isupper()))
            found = [cast for sections in fitting if (cast := _cast(sections, len(self.sung))) is not None]
        self.rows = _nearest(found, asked)

    def draw(self, rng: np.random.Generator, pitches: tuple[int, int] = (0, 127)) -> Layout:
        """One layout; the melody lies within `pitches`, given as after the move to C."""
        chosen = self.rows[int(rng.choice(len(self.rows)))] if self.rows else None
        if not isinstance(self.parts, int):
            roles = dict(zip(self.sung, chosen, strict=False)) if chosen else {}
            rows = [(letter, bars, roles.get(letter)) for letter, bars in self.parts]
            return _laid(rows, self.asked, pitches, asked_form=True)
        if chosen is None:
            return _laid([("A", self.parts, None)], self.asked, pitches)
        return _laid(_lettered(chosen, self.parts), self.asked, pitches)


def _is_sung(section: Section) -> bool:
    letter, _, values = section
    return letter != INSTRUMENTAL and values[DENSITY] > 0


def _stretches(songs: Sequence[Sequence[Section]], bars: int) -> list[list[Section]]:
    """Sung sections in a row that fill so many bars; only where there are few, such as must be cut short."""
    exact: list[list[Section]] = []
    longer: list[list[Section]] = []
    for sections in songs:
        for first in range(len(sections)):
            total, row = 0, []
            for section in sections[first:]:
                if not _is_sung(section):
                    break
                row.append(section)
                total += section[1]
                if total >= bars:
                    (exact if total == bars else longer).append(row)
                    break
    return exact if len(exact) >= NEAREST else exact + longer


def _cast(sections: Sequence[Section], count: int) -> list[Section] | None:
    """One sung section of each letter of a song, the most played letters first; None where there are fewer."""
    by_letter: dict[int, list[Section]] = {}
    for section in sections:
        if _is_sung(section):
            by_letter.setdefault(section[0], []).append(section)
    if len(by_letter) < count:
        return None
    often = sorted(by_letter, key=lambda letter: (-len(by_letter[letter]), letter))[:count]
    return [by_letter[letter][0] for letter in sorted(often)]


def _nearest(rows: list[list[Section]], asked: Mapping[str, float]) -> list[list[Section]]:
    """All rows; where something is asked, those that come nearest to it."""
    if not asked:
        return rows
    away = np.zeros(len(rows))
    for name, share in asked.items():
        values = np.array([np.mean([section[2][FEATURES.index(name)] for section in row]) for row in rows])
        away += np.abs(values / 100 - share)
    near = np.argsort(away, kind="stable")[: max(NEAREST, round(NEAREST_SHARE * len(rows)))]
    return [rows[place] for place in near]


def _lettered(sections: Sequence[Section], bars: int) -> list[tuple[str, int, Section | None]]:
    """The sections with letters in the order in which they come, the last cut to fit."""
    names: dict[int, str] = {}
    found: list[tuple[str, int, Section | None]] = []
    for section in sections:
        letter = names.setdefault(section[0], "ABCDEFGH"[min(len(names), 7)])
        found.append((letter, min(section[1], bars), section))
        bars -= section[1]
    return found


def _laid(
    rows: Sequence[tuple[str, int, Section | None]],
    asked: Mapping[str, float],
    pitches: tuple[int, int],
    asked_form: bool = False,
) -> Layout:
    bars = sum(size for _, size, _ in rows)
    plan = np.full((bars, len(FEATURES)), np.nan, np.float32)
    starts, begin = [], 0
    seen: set[str] = set()
    for letter, size, section in rows:
        starts.append((begin, letter))
        if section is not None:
            for i, value in enumerate(section[2]):
                if value != UNKNOWN:
                    plan[begin : begin + size, i] = value if i == REGISTER else measure_of(FEATURES[i], value / 100)
        if letter in seen and asked_form:
            # How much comes back is then for the form to say.
            plan[begin : begin + size, REPEATS] = np.nan
        seen.add(letter)
        begin += size
    for name, share in asked.items():
        plan[:, FEATURES.index(name)] = measure_of(name, share)
    low, high = pitches[0] + ROOM, pitches[1] - ROOM
    if low <= high:
        plan[:, REGISTER] = np.clip(plan[:, REGISTER], low, high)
    return Layout(tuple((letter, size) for letter, size, _ in rows), lay_form(starts, bars, last=True), plan)
