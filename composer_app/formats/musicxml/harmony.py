"""Chord symbols as MusicXML's <harmony>: a kind it names, and the degrees that differ from it."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement

from composer_app.music.chord import Chord
from composer_app.music.key import Key
from composer_app.music.spelling import bass_of, root_of

# Quality -> kind, and degrees as (degree, alteration, "add" or "alter"). What is added is counted from a dominant
# chord, what is altered from the kind itself (MusicXML 4.0, <degree-alter>).
Degree = tuple[int, int, str]
KINDS: dict[str, tuple[str, tuple[Degree, ...]]] = {
    "": ("major", ()), "m": ("minor", ()), "dim": ("diminished", ()), "aug": ("augmented", ()), "5": ("power", ()),
    "sus4": ("suspended-fourth", ()), "sus2": ("suspended-second", ()), "7": ("dominant", ()),
    "m7": ("minor-seventh", ()), "maj7": ("major-seventh", ()), "6": ("major-sixth", ()),
    "m7b5": ("half-diminished", ()), "m6": ("minor-sixth", ()), "dim7": ("diminished-seventh", ()),
    "7sus4": ("suspended-fourth", ((7, 0, "add"),)), "mMaj7": ("major-minor", ()),
    "7#5": ("augmented-seventh", ()), "7b5": ("dominant", ((5, -1, "alter"),)),
    "maj7#5": ("major-seventh", ((5, 1, "alter"),)), "9": ("dominant-ninth", ()), "m9": ("minor-ninth", ()),
    "maj9": ("major-ninth", ()), "7b9": ("dominant", ((9, -1, "add"),)), "add9": ("major", ((9, 0, "add"),)),
    "m(add9)": ("minor", ((9, 0, "add"),)), "13": ("dominant-13th", ()), "7#9": ("dominant", ((9, 1, "add"),)),
    "69": ("major-sixth", ((9, 0, "add"),)), "m69": ("minor-sixth", ((9, 0, "add"),)),
    "9#5": ("dominant-ninth", ((5, 1, "alter"),)), "m13": ("minor-13th", ()), "11": ("dominant-11th", ()),
    "m11": ("minor-11th", ()), "maj7#11": ("major-seventh", ((11, 1, "add"),)),
    "7#11": ("dominant", ((11, 1, "add"),)), "13b9": ("dominant-13th", ((9, -1, "alter"),)),
}  # fmt: skip


def harmony(chord: Chord | None, key: Key | None, offset: int) -> Element:
    """The symbol of a chord, N.C. for None, `offset` divisions after the note that follows it in the file."""
    element = Element("harmony")
    kind, degrees = KINDS[chord.quality] if chord else ("none", ())
    root = SubElement(element, "root")
    step, alter = root_of(chord, key) if chord else ("C", 0)
    _add(root, "root-step", step).attrib.update({} if chord else {"text": ""})
    if alter:
        _add(root, "root-alter", alter)
    _add(element, "kind", kind).set("text", chord.quality if chord else "N.C.")
    if chord and chord.bass != chord.root:
        bass = SubElement(element, "bass")
        step, alter = bass_of(chord, key)
        _add(bass, "bass-step", step)
        if alter:
            _add(bass, "bass-alter", alter)
    for value, shift, how in degrees:
        degree = SubElement(element, "degree", {"print-object": "no"})
        _add(degree, "degree-value", value)
        _add(degree, "degree-alter", shift)
        _add(degree, "degree-type", how)
    if offset:
        _add(element, "offset", offset)
    return element


def _add(parent: Element, tag: str, text: object) -> Element:
    element = SubElement(parent, tag)
    element.text = str(text)
    return element
