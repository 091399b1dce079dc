"""Chord symbols as composers type them: Dm7/A, Bb7#9, F#m7b5, Gsus, C6/9."""

from __future__ import annotations

import re

from composer_app.music.chord import QUALITIES, Chord

_CLASSES = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
_NOTE = r"[A-G](?:bb|##|b|#)?"
_SYMBOL = re.compile(rf"({_NOTE})(.*?)(?:/({_NOTE}))?")
# Ways to write a quality, once major is "maj" and minor "m" and brackets are gone.
_ALIASES = {
    "maj": "", "sus": "sus4", "4": "sus4", "sus24": "sus4", "2": "add9", "add2": "add9", "madd2": "m(add9)",
    "madd9": "m(add9)", "o": "dim", "o7": "dim7", "+": "aug", "+7": "7#5", "aug7": "7#5", "7+": "7#5",
    "7sus": "7sus4", "sus47": "7sus4", "9sus": "11", "9sus4": "11", "h": "m7b5", "h7": "m7b5", "m7-5": "m7b5",
    "mmaj7": "mMaj7", "mmaj": "mMaj7", "6/9": "69", "6add9": "69", "m6/9": "m69", "m6add9": "m69",
    "maj6": "6", "dom7": "7", "7-9": "7b9", "7+9": "7#9", "7-5": "7b5", "7+5": "7#5",
    "maj7+11": "maj7#11", "7+11": "7#11", "maj+5": "aug", "maj#5": "aug", "m-5": "dim", "mb5": "dim",
    "7alt": "7#9", "alt": "7#9", "7b9b13": "13b9", "13-9": "13b9", "9+5": "9#5", "maj7+5": "maj7#5",
}  # fmt: skip
_QUALITY_OF = {re.sub(r"[()]", "", quality).lower(): quality for quality in QUALITIES} | _ALIASES
SILENCES = ("n.c.", "nc", "n.c", "-", "rest")


def parse_chord(text: str) -> Chord:
    """The chord of a symbol such as Dm7/A; ValueError with a sentence for anything else."""
    plain = text.strip().replace("♯", "#").replace("♭", "b").replace("♮", "").replace(" ", "")
    found = _SYMBOL.fullmatch(plain[:1].upper() + plain[1:])
    if found is not None:
        root, quality, bass = found.groups()
        plain_quality = _plain(quality)
        if plain_quality in _QUALITY_OF:
            return Chord(_class(root), _QUALITY_OF[plain_quality], _class(bass or root))
    raise ValueError(f'"{text.strip()}" is no chord that Inkling knows; write it as Dm7, Bb7#9, F#m7b5, Gsus4 or C/E')


def is_silence(text: str) -> bool:
    """Whether a text asks for no chord: N.C., or nothing at all."""
    return text.strip().lower() in ("", *SILENCES)


def _plain(quality: str) -> str:
    """A quality with its usual variants written one way: M7, Δ and major 7 become maj7, -7 and min7 become m7."""
    plain = quality.replace("(", "").replace(")", "").replace(",", "")
    plain = plain.replace("Δ7", "maj7").replace("Δ", "maj7").replace("△", "maj7")
    plain = plain.replace("ø7", "m7b5").replace("ø", "m7b5").replace("°", "dim").replace("º", "dim")
    plain = re.sub(r"^M(?=$|[0-9#b+])|(?<=m)M(?=$|[0-9])", "maj", plain).lower()
    plain = re.sub(r"major|ma(?!j|d)", "maj", plain)
    plain = re.sub(r"minor|min|mi(?!n)", "m", plain)
    return re.sub(r"^-", "m", plain)


def _class(name: str) -> int:
    return (_CLASSES[name[0]] + name.count("#") - name[1:].count("b")) % 12
