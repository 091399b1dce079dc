"""A written segment of a bar as MusicXML's <note> elements."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, SubElement

from composer_app.formats.musicxml.grid import Bar, Placed
from composer_app.formats.musicxml.rhythm import Segment
from composer_app.formats.musicxml.spelling import LETTERS, Spelled, fifths_of
from composer_app.music.key import Key

ACCIDENTALS = {-2: "flat-flat", -1: "flat", 0: "natural", 1: "sharp", 2: "double-sharp"}
FORTE = 90  # MusicXML gives a note's dynamics in percent of this velocity


@dataclass(slots=True)
class Accidentals:
    """The accidentals in force in a bar: the key's, until a note changes them."""

    key: Key | None
    _in_force: dict[tuple[str, int], int] = field(default_factory=dict)

    def needed(self, spelled: Spelled) -> str:
        """The accidental to print before a note, "" for none; it holds from here on."""
        place = spelled.step, spelled.octave
        held = self._in_force.get(place, self._signed(spelled.step))
        self._in_force[place] = spelled.alter
        return ACCIDENTALS[spelled.alter] if held != spelled.alter else ""

    def _signed(self, step: str) -> int:
        """The alteration of a letter by the signature: sharps come in the order of fifths, flats in reverse."""
        fifths = fifths_of(self.key)
        return (fifths - LETTERS.index(step) + 6) // 7


def note_elements(
    segment: Segment, bar: Bar, spelling: dict[Placed, Spelled], accidentals: Accidentals
) -> Iterator[Element]:
    """The elements of a segment: one a note of a chord, the lowest first, or one rest."""
    if not segment.notes:
        yield _rest(segment, bar)
    for index, note in enumerate(sorted(segment.notes, key=lambda one: one.pitch)):
        spelled = spelling[note]
        element = Element("note", {"dynamics": f"{100 * note.velocity / FORTE:.2f}"})
        if index:
            SubElement(element, "chord")
        pitch = SubElement(element, "pitch")
        _add(pitch, "step", spelled.step)
        if spelled.alter:
            _add(pitch, "alter", spelled.alter)
        _add(pitch, "octave", spelled.octave)
        _add(element, "duration", segment.length)
        before, after = note.start < bar.start + segment.start, note.end > bar.start + segment.end
        ties = [kind for kind, tied in (("stop", before), ("start", after)) if tied]
        for kind in ties:
            SubElement(element, "tie", {"type": kind})
        _add(element, "voice", 1)
        _value(element, segment, "" if before else accidentals.needed(spelled))
        if not index:
            for number, word in enumerate(segment.beams, 1):
                _add(element, "beam", word).set("number", str(number))
        edge = segment.edge if not index else ""
        if ties or edge:
            notations = SubElement(element, "notations")
            for kind in ties:
                SubElement(notations, "tied", {"type": kind})
            _bracket(notations, edge)
        yield element


def _rest(segment: Segment, bar: Bar) -> Element:
    element = Element("note")
    rest = SubElement(element, "rest")
    _add(element, "duration", segment.length)
    _add(element, "voice", 1)
    if segment.length == bar.length:
        rest.set("measure", "yes")
    else:
        _value(element, segment, "")
    if segment.edge:
        _bracket(SubElement(element, "notations"), segment.edge)
    return element


def _value(element: Element, segment: Segment, accidental: str) -> None:
    if segment.value:
        _add(element, "type", segment.value)
    for _ in range(segment.dots):
        SubElement(element, "dot")
    if accidental:
        _add(element, "accidental", accidental)
    if segment.triplet:
        change = SubElement(element, "time-modification")
        _add(change, "actual-notes", 3)
        _add(change, "normal-notes", 2)


def _bracket(notations: Element, edge: str) -> None:
    if edge == "start":
        SubElement(notations, "tuplet", {"type": "start", "bracket": "yes"})
    elif edge:
        SubElement(notations, "tuplet", {"type": edge})


def _add(parent: Element, tag: str, text: object) -> Element:
    element = SubElement(parent, tag)
    element.text = str(text)
    return element
