"""The form of a song: the sections its markers name, else those its repetitions show."""

from __future__ import annotations

from composer_app.corpus.transcription.bar_features import BarFeatures
from composer_app.corpus.transcription.section_weights import WEIGHTS, Weights
from composer_app.corpus.transcription.segmentation import labelled, segmented
from composer_app.music.clip import Clip, Section
from composer_app.music.form import section_type

MOST_BARS = 1000


def find_sections(clip: Clip) -> tuple[Section, ...]:
    """The sections of a clip on its bar lines, the first at tick 0; none where it has no notes.

    The label is the section's type: an upper-case letter where the melody sings ("X" for what is sung once in
    between), a lower-case one where it is silent ("i" before, "o" after, "b" and, below 4 bars, "x" between; a
    pickup is an "i" of one bar). From the clip's own markers where they name types, else by `repeated_sections`.
    """
    return marked_sections(clip) or repeated_sections(clip)


def marked_sections(clip: Clip) -> tuple[Section, ...]:
    """The sections that a clip's markers name, their labels without numbers, each on the nearest bar line.

    None where fewer than two markers, or less than half of them, name a type of section.
    """
    lines = _bar_lines(clip)
    named: dict[int, str] = {}
    for section in clip.sections:
        label = section_type(section.label)
        if label and section.tick < clip.length:
            nearest = min(range(len(lines) - 1), key=lambda bar: abs(lines[bar] - section.tick))
            named[nearest] = label
    if len(named) < 2 or 2 * len(named) < len(clip.sections):
        return ()
    if 0 not in named:
        named[0] = "i"
    return tuple(Section(lines[bar], named[bar]) for bar in sorted(named))


def repeated_sections(clip: Clip, weights: Weights = WEIGHTS) -> tuple[Section, ...]:
    """The sections of a clip by the repetition of its bars, whatever its markers say.

    A clip of more than 1,000 bars is no song and stays in one piece: every bar is compared with every other.
    """
    if not clip.notes:
        return ()
    if clip.bars > MOST_BARS:
        return (Section(0, "A" if clip.melody else "i"),)
    lines = _bar_lines(clip)
    bars = BarFeatures(clip, lines)
    spans = segmented(bars, weights)
    labels = labelled(spans, bars, weights)
    return tuple(Section(lines[first], label) for (first, _), label in zip(spans, labels, strict=True))


def _bar_lines(clip: Clip) -> list[int]:
    """The ticks at which bars begin, and the one at which the last ends."""
    return [clip.timeline.bar_start(bar) for bar in range(clip.bars + 1)]
