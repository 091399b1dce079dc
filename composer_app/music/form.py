"""The form of a piece: its sections in order, each a type and a number of bars, as in "A8 B8 A8"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from composer_app.music.clip import Section
from composer_app.music.meter import Timeline

MOST_BARS = 64
USUAL_BARS = 8
SUNG, SILENT = "ABCDEFGHX", "iobx"
SILENT_NAMES = {"i": "Intro", "o": "Outro", "b": "Interlude", "x": "Break"}
# Sections by name: sung ones have upper-case letters, those without melody lower-case ones.
NAMES = (
    ("i", "intro|prelude"),
    ("o", "outro|ending|coda|fade"),
    ("D", r"pre[ -]?chorus|build[ -]?up"),
    ("A", "verse|strophe"),
    ("B", "chorus|refrain|hook"),
    ("b", "interlude|solo|break|instrumental"),
    ("C", r"bridge|middle[ -]?(?:8|eight)"),
)
_NAMED = "|".join(f"(?P<{letter}_>(?:{names})(?![a-z]))" for letter, names in NAMES)
_PART = re.compile(rf"(?:(?i:{_NAMED})|(?P<letters>[A-Za-z]+))[\s:]*(?P<bars>\d{{0,4}})[\s,;|–-]*")
_MARKER = re.compile(r"([A-Za-z])['’*]*[ .:]?\d{0,2}")


@dataclass(frozen=True, slots=True)
class Part:
    """One section of a form: its letter (same letter, same type; lower case without melody) and its bars."""

    letter: str
    bars: int = USUAL_BARS

    def __post_init__(self) -> None:
        if not (len(self.letter) == 1 and self.letter.isascii() and self.letter.isalpha()):
            raise ValueError(f'a section is called by one letter, not "{self.letter}"')
        if self.bars < 1:
            raise ValueError(f"section {self.letter} needs at least one bar")

    def __str__(self) -> str:
        return f"{self.letter}{self.bars}"


@dataclass(frozen=True, slots=True)
class Form:
    """The sections of a piece in order, at least one."""

    parts: tuple[Part, ...]

    def __post_init__(self) -> None:
        if not self.parts:
            raise ValueError('a form names its sections, such as "A8 B8 A8"')

    @property
    def bars(self) -> int:
        """All bars together."""
        return sum(part.bars for part in self.parts)

    @property
    def starts(self) -> tuple[int, ...]:
        """The bars, counted from 0, at which the sections begin."""
        return tuple(sum(part.bars for part in self.parts[:index]) for index in range(len(self.parts)))

    def sections(self, timeline: Timeline) -> tuple[Section, ...]:
        """The form as the sections of a clip on this time line, from behind its upbeat on."""
        first = 1 if timeline.upbeat else 0
        return tuple(
            Section(timeline.bar_start(first + start), part.letter)
            for start, part in zip(self.starts, self.parts, strict=True)
        )

    def __str__(self) -> str:
        return " ".join(map(str, self.parts))


def parse_form(text: str, bars: int = USUAL_BARS) -> Form:
    """The form that a text asks for: "A8 B8 A8", "AABA" with `bars` bars each, "Verse 8, Chorus 8".

    Letters are A to H, X for a stray phrase, and where the melody is silent i (intro), o (outro), b and x (between);
    a small b is B where no capital stands beside it. A number after several letters counts for each of them.
    ValueError, in words for the composer, where it is no form or has more than 64 bars.
    """
    form = Form(tuple(_parts(text.strip(), bars)))
    if form.bars > MOST_BARS:
        raise ValueError(f"a form has at most {MOST_BARS} bars in all, and {form} has {form.bars}")
    return form


def section_type(label: str) -> str:
    """The letter of the type a marker names: "A" for "A", "A8" and "A'", "B" for "Chorus 2"; else nothing."""
    marker = _MARKER.fullmatch(label.strip())
    if marker:
        return marker[1]
    named = (letter for letter, names in NAMES if re.match(rf"(?:{names})(?![a-z])", label.strip(), re.IGNORECASE))
    return next(named, "")


def _parts(text: str, usual: int) -> Iterator[Part]:
    small = text.islower()
    at = 0
    while at < len(text):
        found = _PART.match(text, at)
        if found is None:
            raise ValueError(f'"{text[at:]}" is no section: write letters and bars, such as "A8 B8 A8"')
        size = int(found["bars"]) if found["bars"] else usual
        if found["letters"] is None:
            yield Part(next(letter for letter, _ in NAMES if found[f"{letter}_"]), size)
        for letter in found["letters"] or "":
            kind = letter.upper() if letter not in SILENT or (small and letter == "b") else letter
            if kind not in SUNG + SILENT:
                raise ValueError(
                    f'"{found["letters"]}" is no section: its letters are A to H, or i, o, b, x where no melody sounds'
                )
            yield Part(kind, size)
        at = found.end()
