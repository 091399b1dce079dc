"""A small reader of the scores that Inkling writes: sounding notes, so that they can be compared with a clip's."""

from __future__ import annotations

from xml.etree.ElementTree import Element, fromstring

from composer_app.formats.musicxml import musicxml_bytes
from composer_app.music.clip import Clip

STEPS = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
LENGTHS = {"breve": 192, "whole": 96, "half": 48, "quarter": 24, "eighth": 12, "16th": 6, "32nd": 3}


def score(clip: Clip) -> Element:
    return fromstring(musicxml_bytes(clip, "Idea"))


def sounding(root: Element, part: str) -> list[tuple[int, int, int]]:
    """(onset, end, MIDI pitch) in ticks, tied notes joined; every bar is checked to be full and well tied."""
    notes: list[tuple[int, int, int]] = []
    tied: dict[int, int] = {}
    at = 0
    for measure in root.iterfind(f"part[@id='{part}']/measure"):
        begin = at
        last = at
        for note in measure.iterfind("note"):
            length = int(text(note, "duration"))
            if note.find("chord") is None:
                last, at = at, at + length
            check_value(note, length)
            if note.find("pitch") is None:
                continue
            pitch = 12 * (int(text(note, "pitch/octave")) + 1) + STEPS[text(note, "pitch/step")]
            pitch += int(note.findtext("pitch/alter", "0"))
            ties = {tie.get("type") for tie in note.iterfind("tie")}
            start = tied.pop(pitch) if "stop" in ties else last
            if "start" in ties:
                tied[pitch] = start
            else:
                notes.append((start * 20, (last + length) * 20, pitch))
        assert at > begin
    assert not tied
    return sorted(notes)


def check_value(note: Element, length: int) -> None:
    """The value printed is the length that is counted."""
    if note.find("rest[@measure='yes']") is not None:
        return
    printed = LENGTHS[text(note, "type")] * (1.5 if note.find("dot") is not None else 1)
    assert printed * (2 / 3 if note.find("time-modification") is not None else 1) == length


def text(element: Element, path: str) -> str:
    found = element.findtext(path)
    assert found is not None
    return found


def measures(root: Element, part: str = "P1") -> list[Element]:
    return list(root.iterfind(f"part[@id='{part}']/measure"))
