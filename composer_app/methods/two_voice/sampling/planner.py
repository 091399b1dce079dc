"""The planner: how a new idea is laid out, by the plans of songs (plans.py).

An idea for which little is asked follows the plan of one excerpt, so that it repeats, varies and ends phrases as songs
do; the controls that are asked narrow the choice and replace the features. In a form each letter takes a section of
one song, and a letter that returns repeats its first time bar by bar.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from composer_app.methods.two_voice.encoding.conditions import FEATURES, REGISTER, Plan, column, from_quantile
from composer_app.methods.two_voice.encoding.form import encode_form
from composer_app.methods.two_voice.encoding.grid import Song
from composer_app.methods.two_voice.encoding.phrases import (
    CADENCE,
    CHORD_SOURCE,
    COLUMNS,
    FARTHEST_SOURCE,
    FULL_CADENCE,
    HALF_CADENCE,
    MOST_NOTES,
    NEW,
    NO_CADENCE,
    NOTES,
    PHRASE_BAR,
    PHRASE_BARS_LEFT,
    RELATION,
    SAME,
    SILENT,
    SOURCE,
    TOP,
    VARIED_ENDING,
    Rows,
    analyse_bars,
    phrase_places,
)
from composer_app.methods.two_voice.encoding.tokens import Shape, Tokens
from composer_app.methods.two_voice.sampling.plans import DENSITY, UNKNOWN, Section, SongPlan

NEAREST, NEAREST_SHARE = 12, 0.04  # plans to choose among where something is asked: at least, and of all
REPEATS = [column("bars_repeated"), column("rhythms_repeated")]
ROOM = 5  # semitones between an asked range's ends and where the melody lies on average


@dataclass(frozen=True, slots=True)
class Layout:
    """How an idea is laid out: its sections (letter, bars), and the conditions of its bars.

    `form` (bars, 5) is as form.py says, `plan` (bars, features) as conditions.py, NaN where it is left open, and
    `phrasing` (bars, 8) as phrases.py.
    """

    parts: tuple[tuple[str, int], ...]
    form: Tokens
    plan: Plan
    phrasing: Rows

    def blank(self, meter: tuple[int, bool], mode: int, transposition: int = 0) -> Song:
        """A song in C of which nothing is written yet; `meter` is the 16ths in a bar and whether it is compound."""
        bar, compound = meter
        nothing = np.zeros(len(self.form) * bar, np.int16)
        return Song(
            nothing, nothing, bar, 0, mode, in_c=True, compound=compound, triplets=nothing, form=self.form,
            plan=self.plan, phrasing=self.phrasing, transposition=transposition,
        )  # fmt: skip


class Planner:
    """Samples layouts for these sections (letter, bars), or for so many bars, by the plans of songs in that meter.

    `plans` are as a model file holds them, with values of its `features`; `asked` holds controls from 0 to 1.
    """

    def __init__(
        self,
        plans: Sequence[Any],
        parts: Sequence[tuple[str, int]] | int,
        meter: tuple[int, bool],
        asked: Mapping[str, float],
        features: Sequence[str],
    ) -> None:
        self.parts, self.asked = parts, asked
        every = [SongPlan.of(listed, features) for listed in plans]
        fitting = [plan for plan in every if (plan.bar, plan.compound) == meter] or every
        if isinstance(parts, int):
            self.candidates: list[tuple[SongPlan, ...]] = [(plan,) for plan in _long_enough(fitting, parts)]
        else:
            self.letters = list(dict.fromkeys(letter for letter, _ in parts if letter.isupper()))
            self.candidates = _candidates(fitting, len(self.letters)) if self.letters else []

    def sample(self, rng: np.random.Generator, pitches: tuple[int, int] = (0, 127), mode: int = 0) -> Layout:
        """One layout in a mode (1: minor); the melody lies within the MIDI pitches `pitches`, transposed to C."""
        in_mode = [candidate for candidate in self.candidates if candidate[0].minor == (mode == 1)]
        candidates = _nearest(in_mode if len(in_mode) >= NEAREST else self.candidates, self.asked)
        chosen = candidates[int(rng.choice(len(candidates)))] if candidates else ()
        if isinstance(self.parts, int):
            sections = _lettered(chosen[0].sections, self.parts) if chosen else [("A", self.parts, None)]
            rows = _lengthened(chosen[0].rows, self.parts) if chosen else np.zeros((self.parts, COLUMNS), np.int16)
        else:
            plans_by_letter = dict(zip(self.letters, chosen, strict=False))
            sections = [(letter, bars, _first_of(plans_by_letter.get(letter))) for letter, bars in self.parts]
            rows = _form_rows(self.parts, plans_by_letter)
        return _layout(sections, rows, self.asked, pitches, is_form=not isinstance(self.parts, int))


def _long_enough(plans: Sequence[SongPlan], bars: int) -> list[SongPlan]:
    """Plans that end on a cadence after so many bars; where there are few, others too, shorter ones last."""
    exact = [plan for plan in plans if plan.ends_on_cadence(bars)]
    longer = [plan for plan in plans if len(plan.rows) >= bars and not plan.ends_on_cadence(bars)]
    found = exact if len(exact) >= NEAREST else exact + longer
    longest = max((len(plan.rows) for plan in plans), default=0)
    return found or [plan for plan in plans if len(plan.rows) >= min(longest, 8)]


def _candidates(plans: Sequence[SongPlan], count: int) -> list[tuple[SongPlan, ...]]:
    """For each song with letters enough one plan a letter, in their order."""
    songs: dict[int, dict[int, SongPlan]] = {}
    for plan in plans:
        songs.setdefault(plan.song, {}).setdefault(plan.sections[0][0], plan)
    return [tuple(letters.values())[:count] for letters in songs.values() if len(letters) >= count]


def _nearest(candidates: Sequence[tuple[SongPlan, ...]], asked: Mapping[str, float]) -> Sequence[tuple[SongPlan, ...]]:
    """All candidates; where something is asked, the nearest to it."""
    if not asked:
        return candidates
    away = np.zeros(len(candidates))
    for name, share in asked.items():
        at = column(name)
        values = [np.mean([s[2][at] for plan in candidate for s in plan.sections]) for candidate in candidates]
        away += np.abs(np.array(values) / 100 - share)
    near = np.argsort(away, kind="stable")[: max(NEAREST, round(NEAREST_SHARE * len(candidates)))]
    return [candidates[place] for place in near]


def _first_of(plan: SongPlan | None) -> Section | None:
    return plan.sections[0] if plan is not None else None


def _lettered(sections: Sequence[Section], bars: int) -> list[tuple[str, int, Section | None]]:
    """The sections, lettered in their order, cut or the last one lengthened to fit so many bars."""
    names: dict[int, str] = {}
    found: list[tuple[str, int, Section | None]] = []
    for section in sections:
        letter = names.setdefault(section[0], "ABCDEFGH"[min(len(names), 7)])
        if bars > 0:
            found.append((letter, min(section[1], bars), section))
            bars -= section[1]
    if bars > 0:
        letter, size, last = found[-1]
        found[-1] = (letter, size + bars, last)
    return found


def _lengthened(rows: Sequence[Sequence[int]] | Rows, bars: int) -> Rows:
    """So many bars of a plan's phrasing (bars, 8), which begins again behind its end; (bars, 8)."""
    table: Rows = np.array(rows, np.int16)
    while len(table) < bars:
        table = np.concatenate([table, _repeated(table, len(table))])
    found: Rows = table[:bars].copy()
    return found


def _repeated(table: Rows, ago: int) -> Rows:
    """The phrasing of bars (bars, 8) that repeat those `ago` bars before; the last may end otherwise. As wide."""
    again: Rows = table.copy()
    sings = again[:, RELATION] > SILENT
    is_near = ago <= FARTHEST_SOURCE
    again[sings, RELATION] = SAME if is_near else NEW
    again[sings, SOURCE] = ago if is_near else 0
    again[:, CHORD_SOURCE] = ago if is_near else 0
    if is_near and sings[-1]:
        again[-1, RELATION] = VARIED_ENDING
    return again


def _form_rows(parts: Sequence[tuple[str, int]], plans_by_letter: Mapping[str, SongPlan]) -> Rows:
    """The phrasing of a form (bars, 8): a letter's first time by its plan, then repeated; small letters are silent."""
    rows: list[Rows] = []
    first: dict[str, tuple[int, Rows]] = {}
    begin = 0
    for letter, size in parts:
        if letter in first and letter.isupper():
            at, before = first[letter]
            again = _repeated(before[:size], begin - at)
            extra = _lengthened(before, size)[len(again) :]
            part = np.concatenate([again, extra])
        elif letter in plans_by_letter:
            part = _lengthened(plans_by_letter[letter].rows, size)
            first[letter] = begin, part
        else:
            part = np.zeros((size, COLUMNS), np.int16)
            part[:, RELATION] = SILENT if not letter.isupper() else 0
            if letter.isupper():
                first[letter] = begin, part
        rows.append(part)
        begin += size
    return np.concatenate(rows)


def _layout(
    sections: Sequence[tuple[str, int, Section | None]],
    rows: Rows,
    asked: Mapping[str, float],
    pitches: tuple[int, int],
    is_form: bool,
) -> Layout:
    """Sections and phrasing (bars, 8) as a layout, by the controls asked and within the MIDI pitches."""
    bars = len(rows)
    plan = np.full((bars, len(FEATURES)), np.nan, np.float32)
    starts, begin = [], 0
    seen: set[str] = set()
    for letter, size, section in sections:
        starts.append((begin, letter))
        if section is not None:
            for i, (name, value) in enumerate(zip(FEATURES, section[2], strict=True)):
                if value != UNKNOWN:
                    plan[begin : begin + size, i] = value if i == REGISTER else from_quantile(name, value / 100)
        if letter in seen and is_form:
            # The form then says what is repeated.
            plan[begin : begin + size, REPEATS] = np.nan
        seen.add(letter)
        begin += size
    _apply_controls(plan, rows, asked)
    low, high = pitches[0] + ROOM, pitches[1] - ROOM
    if low <= high:
        plan[:, REGISTER] = np.clip(plan[:, REGISTER], low, high)
    rows[:, TOP] = np.where(rows[:, TOP] > 0, np.clip(rows[:, TOP], *pitches), 0)
    _end_on_cadence(rows, is_form)
    form = encode_form(starts, bars, last=True)
    return Layout(tuple((letter, size) for letter, size, _ in sections), form, plan, rows)


def _apply_controls(plan: Plan, rows: Rows, asked: Mapping[str, float]) -> None:
    """Set the features of `plan` (bars, features) that are asked, and scale the notes of `rows` (bars, 8) with them."""
    for name, share in asked.items():
        at = column(name)
        if at == DENSITY:
            ratio = from_quantile(name, share) / np.maximum(plan[:, at], 0.1)
            scaled = np.clip(np.round((rows[:, NOTES] - 1) * np.nan_to_num(ratio, nan=1.0)), 0, MOST_NOTES - 1) + 1
            rows[:, NOTES] = np.where(rows[:, NOTES] > 1, scaled, rows[:, NOTES])
        plan[:, at] = from_quantile(name, share)


def _end_on_cadence(rows: Rows, is_form: bool) -> None:
    """End the last phrase of `rows` (bars, 8) on a full cadence; without a form it may stay a half cadence."""
    if len(rows) and rows[:, CADENCE].any() and (is_form or rows[-1, CADENCE] != HALF_CADENCE):
        rows[-1, CADENCE] = FULL_CADENCE
        rows[:, PHRASE_BAR], rows[:, PHRASE_BARS_LEFT] = phrase_places(rows[:, CADENCE] > NO_CADENCE)


def plan_continuation(song: Song, begin: int, layout: Layout, shapes: tuple[Shape, ...]) -> Song:
    """A song in C to be continued from step `begin` on, conditioned on a layout; what is there is analysed."""
    if not song.in_c:
        return song
    bars = begin // song.bar
    rows = analyse_bars(song.melody[:begin], song.chords[:begin], song.bar, shapes, song.mode)
    phrasing = np.concatenate([rows, layout.phrasing])
    phrasing[:, PHRASE_BAR], phrasing[:, PHRASE_BARS_LEFT] = phrase_places(phrasing[:, CADENCE] > NO_CADENCE)
    plan = layout.plan if song.plan is None else np.concatenate([song.plan[:bars], layout.plan])
    return replace(song, phrasing=phrasing[: len(song) // song.bar], plan=plan[: len(song) // song.bar])


def plan_new_melody(song: Song, layout: Layout, shapes: tuple[Shape, ...]) -> Song:
    """A song in C whose melody is to be written over its chords, conditioned on the phrasing of a layout."""
    if not song.in_c:
        return song
    rows = layout.phrasing[: len(song) // song.bar].copy()
    there = analyse_bars(song.melody, song.chords, song.bar, shapes, song.mode)
    rows[:, CHORD_SOURCE] = there[: len(rows), CHORD_SOURCE]
    return replace(song, phrasing=rows)
