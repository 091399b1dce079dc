"""A clip becomes a MusicXML 4.0 partwise score: a staff for each voice, with chord symbols, tempo and section marks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from composer_app.errors import ComposerError
from composer_app.files.atomic_write import refusal, write_whole
from composer_app.formats.musicxml.grid import DIVISIONS, TICKS, Bar, Placed, bars_of, place
from composer_app.formats.musicxml.harmony import harmony
from composer_app.formats.musicxml.note import Accidentals, note_elements
from composer_app.formats.musicxml.rhythm import segments_of
from composer_app.formats.musicxml.spelling import Spelled, fifths_of, spell
from composer_app.music.chord import Chord, ChordSpan, chord_spans
from composer_app.music.clip import Clip
from composer_app.music.key import Key
from composer_app.music.note import Note
from composer_app.music.voices import VOICES, Voice

HEAD = (
    '<?xml version="1.0" encoding="UTF-8" standalone="no"?>\n'
    '<!DOCTYPE score-partwise PUBLIC "-//Recordare//DTD MusicXML 4.0 Partwise//EN"'
    ' "http://www.musicxml.org/dtds/partwise.dtd">\n'
)
NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
MIDDLE_C = 60
PRINTED_CHANGE = 0.04  # share by which a tempo must change to be printed; smaller changes are only played

Mark = tuple[int, Element]  # what is written above the staff, by its position in divisions


@dataclass(frozen=True, slots=True)
class Staff:
    """One staff: its voice, notes, how they are spelled, and the marks above them."""

    voice: Voice
    notes: Sequence[Placed]
    spelling: dict[Placed, Spelled]
    marks: Sequence[Mark]


def write_clip(clip: Clip, path: Path | str, name: str) -> None:
    """Write a clip as a MusicXML file, whole or not at all; ComposerError where the disk or its rights forbid it."""
    path = Path(path)
    try:
        write_whole(path, musicxml_bytes(clip, name))
    except OSError as error:
        raise ComposerError(f"{path.name} was not saved: {refusal(error, path)}") from error


def musicxml_bytes(clip: Clip, name: str) -> bytes:
    """A clip as the bytes of a score with a part for each voice, 24 divisions a quarter.

    Notes are written on the nearest sixteenths or triplets of their beat. Tempo, section letters and chord symbols
    are written above the first staff.
    """
    bars = bars_of(clip)
    placed = {voice: place(clip.part(voice), bars) for voice in clip.staves}
    spans = _harmony(placed["chords"], bars[-1].end)
    marks = sorted(_tempos(clip, bars) + _sections(clip) + _symbols(spans, bars, clip.key), key=lambda mark: mark[0])
    staves = [
        Staff(VOICES[voice], notes, _spelled(notes, spans, clip.key), () if index else marks)
        for index, (voice, notes) in enumerate(placed.items())
    ]
    root = Element("score-partwise", {"version": "4.0"})
    _add(SubElement(root, "work"), "work-title", NOT_IN_XML.sub("", name))
    encoding = SubElement(SubElement(root, "identification"), "encoding")
    _add(encoding, "software", "Inkling")
    for element in ("accidental", "beam"):
        SubElement(encoding, "supports", {"element": element, "type": "yes"})
    names = SubElement(root, "part-list")
    SubElement(names, "part-group", {"type": "start", "number": "1"}).append(_element("group-symbol", "bracket"))
    for number, staff in enumerate(staves, 1):
        names.append(_score_part(staff.voice, number))
    SubElement(names, "part-group", {"type": "stop", "number": "1"})
    for number, staff in enumerate(staves, 1):
        SubElement(root, "part", {"id": f"P{number}"}).extend(_measures(staff, bars, clip.key))
    indent(root, " ")
    return (HEAD + tostring(root, encoding="unicode") + "\n").encode()


def _score_part(voice: Voice, number: int) -> Element:
    """A voice in the list of parts, on the MIDI channel and program that the MIDI file gives it."""
    score_part = Element("score-part", {"id": f"P{number}"})
    _add(score_part, "part-name", voice.title)
    _add(SubElement(score_part, "score-instrument", {"id": f"P{number}-I1"}), "instrument-name", voice.instrument)
    midi = SubElement(score_part, "midi-instrument", {"id": f"P{number}-I1"})
    _add(midi, "midi-channel", voice.channel + 1)
    _add(midi, "midi-program", voice.program + 1)
    return score_part


def _measures(staff: Staff, bars: Sequence[Bar], key: Key | None) -> Iterator[Element]:
    meter = None
    cut_short = [bar.length * TICKS != bar.meter.bar for bar in bars]
    for number, (bar, is_short) in enumerate(zip(bars, cut_short, strict=True), 0 if cut_short[0] else 1):
        measure = Element("measure", {"number": str(number)})
        if is_short:
            measure.set("implicit", "yes")
        if bar is bars[0] or bar.meter != meter:
            measure.append(_attributes(bar, key, _clef(staff) if bar is bars[0] else None))
        meter = bar.meter
        accidentals = Accidentals(key)
        marks = [(at - bar.start, mark) for at, mark in staff.marks if bar.start <= at < bar.end]
        sounding = [note for note in staff.notes if note.start < bar.end and note.end > bar.start]
        for segment in segments_of(bar, sounding):
            for at, mark in marks:
                if segment.start <= at < segment.end:
                    measure.append(_moved(mark, at - segment.start))
            measure.extend(note_elements(segment, bar, staff.spelling, accidentals))
        if bar is bars[-1]:
            _add(SubElement(measure, "barline", {"location": "right"}), "bar-style", "light-heavy")
        yield measure


def _attributes(bar: Bar, key: Key | None, clef: tuple[str, int] | None) -> Element:
    attributes = Element("attributes")
    if clef:
        _add(attributes, "divisions", DIVISIONS)
        signature = SubElement(attributes, "key")
        _add(signature, "fifths", fifths_of(key))
        if key is not None:
            _add(signature, "mode", "minor" if key.minor else "major")
    time = SubElement(attributes, "time")
    _add(time, "beats", bar.meter.numerator)
    _add(time, "beat-type", bar.meter.denominator)
    if clef:
        sign = SubElement(attributes, "clef")
        _add(sign, "sign", clef[0])
        _add(sign, "line", clef[1])
    return attributes


def _clef(staff: Staff) -> tuple[str, int]:
    pitches = [note.pitch for note in staff.notes] or staff.voice.register
    return ("G", 2) if sum(pitches) >= MIDDLE_C * len(pitches) else ("F", 4)


def _harmony(chords: Sequence[Placed], length: int) -> list[ChordSpan]:
    """Which chord is written when, in divisions."""
    notes = [Note(note.start, note.end - note.start, note.pitch, note.velocity) for note in chords]
    return chord_spans(notes, length, slack=0)


def _spelled(notes: Sequence[Placed], spans: Sequence[ChordSpan], key: Key | None) -> dict[Placed, Spelled]:
    chords: dict[int, Chord | None] = {}
    for span in spans:
        chords.update(dict.fromkeys(range(span.onset, span.end), span.chord))
    return {note: spell(note.pitch, key, chords.get(note.start)) for note in notes}


def _symbols(spans: Sequence[ChordSpan], bars: Sequence[Bar], key: Key | None) -> list[Mark]:
    """Chord symbols where the chord changes; N.C. where chords pause for a bar or longer."""
    symbols, shown = [], None
    for span in spans:
        pauses = span.chord is None and shown is not None and span.end - span.onset >= bars[0].length
        if (span.chord and span.chord != shown) or pauses:
            symbols.append((span.onset, harmony(span.chord, key, 0)))
            shown = span.chord
    return symbols


def _tempos(clip: Clip, bars: Sequence[Bar]) -> list[Mark]:
    """Tempo marks; a change too small to be printed is for playback only."""
    marks: list[Mark] = []
    printed = 0.0
    for tempo in clip.timeline.tempos:
        at = round(tempo.tick / TICKS)
        bar = next((bar for bar in bars if bar.start <= at < bar.end), bars[0])
        sound = Element("sound", {"tempo": f"{round(tempo.bpm, 3):g}"})
        if abs(tempo.bpm - printed) <= PRINTED_CHANGE * printed:
            marks.append((at, sound))
            continue
        printed = tempo.bpm
        direction = Element("direction", {"placement": "above"})
        metronome = SubElement(SubElement(direction, "direction-type"), "metronome")
        dotted = bar.meter.is_compound and bar.meter.denominator == 8
        _add(metronome, "beat-unit", "quarter")
        if dotted:
            SubElement(metronome, "beat-unit-dot")
        _add(metronome, "per-minute", f"{round(tempo.bpm / (1.5 if dotted else 1), 1):g}")
        direction.append(sound)
        marks.append((at, direction))
    return marks


def _sections(clip: Clip) -> list[Mark]:
    marks = []
    for section in clip.sections:
        direction = Element("direction", {"placement": "above"})
        _add(SubElement(direction, "direction-type"), "rehearsal", NOT_IN_XML.sub("", section.label))
        marks.append((round(section.tick / TICKS), direction))
    return marks


def _moved(mark: Element, offset: int) -> Element:
    """The mark, placed so many divisions after the next note begins."""
    if offset:
        at = 1 if mark.tag == "direction" else len(mark)
        mark.insert(at, _element("offset", offset))
    return mark


def _element(tag: str, text: object) -> Element:
    element = Element(tag)
    element.text = str(text)
    return element


def _add(parent: Element, tag: str, text: object) -> Element:
    element = _element(tag, text)
    parent.append(element)
    return element
