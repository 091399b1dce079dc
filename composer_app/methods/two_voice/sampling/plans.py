"""Plans of the songs a model learnt from, kept with it, and the plan of a new idea drawn from them.

A plan is how a stretch of a song is laid out, without a note of it: its sections (letter, bars, sixteen features
each) and what each bar does in its phrase (phrases.py). An idea for which little is asked follows the plan of one
stretch, so that it repeats, moves and closes as songs do; what is asked for narrows the choice and takes the
features' place. A form is cast: each letter takes a section of one song, and a letter that returns takes up its
first time bar by bar.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from composer_app.methods.two_voice.encoding.conditions import (
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
from composer_app.methods.two_voice.encoding.crops import cut_song, in_c
from composer_app.methods.two_voice.encoding.grid import Song
from composer_app.methods.two_voice.encoding.phrases import (
    CADENCE,
    CHORD_SOURCE,
    COLUMNS,
    FARTHEST_SOURCE,
    FULL_CLOSE,
    HALF_CLOSE,
    MOST_NOTES,
    NEW,
    NOTES,
    RELATION,
    SAME,
    SILENT,
    SINCE_BREATH,
    SOURCE,
    TO_BREATH,
    TOP,
    VARIED_ENDING,
    WITHIN,
    Rows,
    analyse_bars,
    phrase_places,
)
from composer_app.methods.two_voice.encoding.tokens import Shape, Tokens

MOST_STRETCHES, LONGEST_STRETCH, SHORTEST_STRETCH = 480, 32, 4
MOST_SILENT = 0.25  # of the bars of a stretch
UNKNOWN = -1
DENSITY = FEATURES.index("density")
NEAREST, NEAREST_SHARE = 12, 0.04
REPEATS = [FEATURES.index("bars_repeated"), FEATURES.index("rhythms_repeated")]
ROOM = 5  # semitones between an asked range's ends and where the melody lies on average
Section = tuple[int, int, tuple[int, ...]]  # letter, bars, features in hundredths; the register in semitones


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of one song: its meter, whether it is in minor, its sections, and a row (8 numbers) a bar."""

    song: int
    bar: int
    compound: bool
    minor: bool
    sections: tuple[Section, ...]
    rows: tuple[tuple[int, ...], ...]

    @classmethod
    def of(cls, listed: Sequence[Any]) -> Stretch:
        """The stretch that `listed` gave."""
        song, bar, compound, minor, sections, rows = listed
        found = tuple((letter, bars, tuple(values)) for letter, bars, values in sections)
        table = np.array(rows, np.int16).reshape(-1, COLUMNS)
        return cls(song, bar, bool(compound), bool(minor), found, tuple(map(tuple, table.tolist())))

    @property
    def listed(self) -> list[Any]:
        """As lists, for a model's card."""
        flat = [number for row in self.rows for number in row]
        return [self.song, self.bar, self.compound, self.minor, [list(s) for s in self.sections], flat]

    def closes_after(self, bars: int) -> bool:
        """Whether the first `bars` bars end on a full or a half close."""
        return len(self.rows) >= bars and self.rows[bars - 1][CADENCE] in (HALF_CLOSE, FULL_CLOSE)


@dataclass(frozen=True, slots=True)
class Layout:
    """What an idea is told: its parts (letter, bars), form (bars, 5), plan (bars, 16; NaN where open) and phrasing."""

    parts: tuple[tuple[str, int], ...]
    form: Tokens
    plan: Plan
    phrasing: Rows

    def blank(self, meter: tuple[int, bool], mode: int, moved: int = 0) -> Song:
        """A song in C of which nothing is written yet; `meter` is the 16ths in a bar and whether it is compound."""
        bar, compound = meter
        nothing = np.zeros(len(self.form) * bar, np.int16)
        return Song(
            nothing, nothing, bar, 0, mode, in_c=True, compound=compound, thirds=nothing, form=self.form,
            plan=self.plan, phrasing=self.phrasing, moved=moved,
        )  # fmt: skip


def plans_of(songs: Sequence[Song], shapes: tuple[Shape, ...]) -> list[Any]:
    """The stretches of songs as lists for a model's card.

    Where there are many, or some songs weigh more than others, they are taken as often as their songs weigh.
    """
    found: list[tuple[float, Stretch]] = []
    for number, song in enumerate(songs):
        if song.form is not None and song.weight:
            moved = in_c(song)
            found += [(song.weight, stretch) for stretch in _stretches(moved, number, shapes)] if moved.in_c else []
    count = min(MOST_STRETCHES, len(found))
    passed = np.cumsum([weight for weight, _ in found])
    places = np.searchsorted(passed, (np.arange(count) + 0.5) / count * passed[-1]) if count else []
    return [found[place][1].listed for place in places]


def _stretches(song: Song, number: int, shapes: tuple[Shape, ...]) -> list[Stretch]:
    """From every sung section of a song in C on as far as it is sung, cut after 32 bars."""
    assert song.form is not None
    begins = sorted({0, *np.flatnonzero(song.form[:, SINCE] == 1).tolist()})
    ends = [*begins[1:], len(song.form)]
    sections = [_section(song, begin, end) for begin, end in zip(begins, ends, strict=True)]
    found = []
    for first, begin in enumerate(begins):
        sung: list[Section] = []
        for section in sections[first:]:
            if not _is_sung(section):
                break
            sung.append(section)
        bars = min(LONGEST_STRETCH, sum(size for _, size, _ in sung))
        if bars < SHORTEST_STRETCH:
            continue
        cut = cut_song(song, begin * song.bar, (begin + bars) * song.bar)
        rows = analyse_bars(cut.melody, cut.chords, cut.bar, shapes, song.mode)
        if (rows[:, RELATION] == SILENT).mean() <= MOST_SILENT:
            found.append(
                Stretch(number, song.bar, song.compound, song.mode == 1, tuple(sung), tuple(map(tuple, rows.tolist())))
            )
    return found


def _section(song: Song, begin: int, end: int) -> Section:
    assert song.form is not None
    assert song.plan is not None
    rows = song.plan[begin:end]
    known = ~np.isnan(rows)
    means = np.where(known, rows, 0).sum(0) / np.maximum(1, known.sum(0))
    values = [
        UNKNOWN if not known[:, i].any() else round(float(means[i] if i == REGISTER else 100 * _share(i, means[i])))
        for i in range(len(FEATURES))
    ]
    return int(song.form[begin, LETTER]), end - begin, tuple(values)


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
        every = [Stretch.of(listed) for listed in plans]
        fitting = [stretch for stretch in every if (stretch.bar, stretch.compound) == meter] or every
        if isinstance(parts, int):
            self.casts: list[tuple[Stretch, ...]] = [(stretch,) for stretch in _long_enough(fitting, parts)]
        else:
            self.sung = list(dict.fromkeys(letter for letter, _ in parts if letter.isupper()))
            self.casts = _casts(fitting, len(self.sung)) if self.sung else []

    def draw(self, rng: np.random.Generator, pitches: tuple[int, int] = (0, 127), mode: int = 0) -> Layout:
        """One layout in a mode (1: minor); the melody lies within `pitches`, given as after the move to C."""
        in_mode = [cast for cast in self.casts if cast[0].minor == (mode == 1)]
        casts = _nearest(in_mode if len(in_mode) >= NEAREST else self.casts, self.asked)
        chosen = casts[int(rng.choice(len(casts)))] if casts else ()
        if isinstance(self.parts, int):
            sections = _lettered(chosen[0].sections, self.parts) if chosen else [("A", self.parts, None)]
            rows = _lengthened(chosen[0].rows, self.parts) if chosen else np.zeros((self.parts, COLUMNS), np.int16)
        else:
            roles = dict(zip(self.sung, chosen, strict=False))
            sections = [(letter, bars, _first_of(roles.get(letter))) for letter, bars in self.parts]
            rows = _joined(self.parts, roles)
        return _laid(sections, rows, self.asked, pitches, is_form=not isinstance(self.parts, int))


def _is_sung(section: Section) -> bool:
    letter, _, values = section
    return letter != INSTRUMENTAL and values[DENSITY] > 0


def _long_enough(stretches: Sequence[Stretch], bars: int) -> list[Stretch]:
    """Stretches that close after so many bars; only where there are few, others too, the longest last."""
    exact = [stretch for stretch in stretches if stretch.closes_after(bars)]
    longer = [stretch for stretch in stretches if len(stretch.rows) >= bars and not stretch.closes_after(bars)]
    found = exact if len(exact) >= NEAREST else exact + longer
    longest = max((len(stretch.rows) for stretch in stretches), default=0)
    return found or [stretch for stretch in stretches if len(stretch.rows) >= min(longest, 8)]


def _casts(stretches: Sequence[Stretch], count: int) -> list[tuple[Stretch, ...]]:
    """For each song with letters enough one stretch a letter, in the order in which they come."""
    songs: dict[int, dict[int, Stretch]] = {}
    for stretch in stretches:
        songs.setdefault(stretch.song, {}).setdefault(stretch.sections[0][0], stretch)
    return [tuple(letters.values())[:count] for letters in songs.values() if len(letters) >= count]


def _nearest(casts: Sequence[tuple[Stretch, ...]], asked: Mapping[str, float]) -> Sequence[tuple[Stretch, ...]]:
    """All casts; where something is asked, those that come nearest to it."""
    if not asked:
        return casts
    away = np.zeros(len(casts))
    for name, share in asked.items():
        column = FEATURES.index(name)
        values = [np.mean([s[2][column] for stretch in cast for s in stretch.sections]) for cast in casts]
        away += np.abs(np.array(values) / 100 - share)
    near = np.argsort(away, kind="stable")[: max(NEAREST, round(NEAREST_SHARE * len(casts)))]
    return [casts[place] for place in near]


def _first_of(stretch: Stretch | None) -> Section | None:
    return stretch.sections[0] if stretch is not None else None


def _lettered(sections: Sequence[Section], bars: int) -> list[tuple[str, int, Section | None]]:
    """The sections with letters in the order in which they come, cut or the last one lengthened to fit."""
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
    """So many bars of a stretch; behind its end it is taken up from its beginning."""
    table: Rows = np.array(rows, np.int16)
    while len(table) < bars:
        table = np.concatenate([table, _taken_up(table, len(table))])
    found: Rows = table[:bars].copy()
    return found


def _taken_up(table: Rows, ago: int) -> Rows:
    """Bars that come back after so many: the same but for the last, which may end otherwise."""
    again: Rows = table.copy()
    sings = again[:, RELATION] > SILENT
    is_near = ago <= FARTHEST_SOURCE
    again[sings, RELATION] = SAME if is_near else NEW
    again[sings, SOURCE] = ago if is_near else 0
    again[:, CHORD_SOURCE] = ago if is_near else 0
    if is_near and sings[-1]:
        again[-1, RELATION] = VARIED_ENDING
    return again


def _joined(parts: Sequence[tuple[str, int]], roles: Mapping[str, Stretch]) -> Rows:
    """The rows of a form: a letter's first time by its stretch, taken up where it returns; silent parts are silent."""
    rows: list[Rows] = []
    first: dict[str, tuple[int, Rows]] = {}
    begin = 0
    for letter, size in parts:
        if letter in first and letter.isupper():
            at, before = first[letter]
            again = _taken_up(before[:size], begin - at)
            extra = _lengthened(before, size)[len(again) :]
            part = np.concatenate([again, extra])
        elif letter in roles:
            part = _lengthened(roles[letter].rows, size)
            first[letter] = begin, part
        else:
            part = np.zeros((size, COLUMNS), np.int16)
            part[:, RELATION] = SILENT if not letter.isupper() else 0
            if letter.isupper():
                first[letter] = begin, part
        rows.append(part)
        begin += size
    return np.concatenate(rows)


def _laid(
    sections: Sequence[tuple[str, int, Section | None]],
    rows: Rows,
    asked: Mapping[str, float],
    pitches: tuple[int, int],
    is_form: bool,
) -> Layout:
    bars = len(rows)
    plan = np.full((bars, len(FEATURES)), np.nan, np.float32)
    starts, begin = [], 0
    seen: set[str] = set()
    for letter, size, section in sections:
        starts.append((begin, letter))
        if section is not None:
            for i, value in enumerate(section[2]):
                if value != UNKNOWN:
                    plan[begin : begin + size, i] = value if i == REGISTER else measure_of(FEATURES[i], value / 100)
        if letter in seen and is_form:
            # How much comes back is then for the form to say.
            plan[begin : begin + size, REPEATS] = np.nan
        seen.add(letter)
        begin += size
    _ask(plan, rows, asked)
    low, high = pitches[0] + ROOM, pitches[1] - ROOM
    if low <= high:
        plan[:, REGISTER] = np.clip(plan[:, REGISTER], low, high)
    rows[:, TOP] = np.where(rows[:, TOP] > 0, np.clip(rows[:, TOP], *pitches), 0)
    _close(rows, is_form)
    form = lay_form(starts, bars, last=True)
    return Layout(tuple((letter, size) for letter, size, _ in sections), form, plan, rows)


def _ask(plan: Plan, rows: Rows, asked: Mapping[str, float]) -> None:
    """What is asked takes the place of the plan's features; bars have notes accordingly."""
    for name, share in asked.items():
        column = FEATURES.index(name)
        if column == DENSITY:
            ratio = measure_of(name, share) / np.maximum(plan[:, column], 0.1)
            scaled = np.clip(np.round((rows[:, NOTES] - 1) * np.nan_to_num(ratio, nan=1.0)), 0, MOST_NOTES - 1) + 1
            rows[:, NOTES] = np.where(rows[:, NOTES] > 1, scaled, rows[:, NOTES])
        plan[:, column] = measure_of(name, share)


def _close(rows: Rows, is_form: bool) -> None:
    """The last phrase closes in the last bar: a form's comes home, any other may end on a half close as it did."""
    if len(rows) and rows[:, CADENCE].any() and (is_form or rows[-1, CADENCE] != HALF_CLOSE):
        rows[-1, CADENCE] = FULL_CLOSE
        rows[:, SINCE_BREATH], rows[:, TO_BREATH] = phrase_places(rows[:, CADENCE] > WITHIN)


def planned_onward(song: Song, begin: int, layout: Layout, shapes: tuple[Shape, ...]) -> Song:
    """A song in C to be continued from step `begin` on by the plan of a layout; what is there is analysed."""
    if not song.in_c:
        return song
    given = begin // song.bar
    rows = analyse_bars(song.melody[:begin], song.chords[:begin], song.bar, shapes, song.mode)
    phrasing = np.concatenate([rows, layout.phrasing])
    phrasing[:, SINCE_BREATH], phrasing[:, TO_BREATH] = phrase_places(phrasing[:, CADENCE] > WITHIN)
    plan = layout.plan if song.plan is None else np.concatenate([song.plan[:given], layout.plan])
    return replace(song, phrasing=phrasing[: len(song) // song.bar], plan=plan[: len(song) // song.bar])


def planned_over(song: Song, layout: Layout, shapes: tuple[Shape, ...]) -> Song:
    """A song in C whose melody is to be written by the plan of a layout over the chords that it has."""
    if not song.in_c:
        return song
    rows = layout.phrasing[: len(song) // song.bar].copy()
    there = analyse_bars(song.melody, song.chords, song.bar, shapes, song.mode)
    rows[:, CHORD_SOURCE] = there[: len(rows), CHORD_SOURCE]
    return replace(song, phrasing=rows)
