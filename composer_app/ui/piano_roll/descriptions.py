"""Notes, selections and positions described in words, for tooltips and screen readers."""

from __future__ import annotations

from composer_app.music.clip import Clip
from composer_app.music.key import Key
from composer_app.music.meter import Timeline
from composer_app.music.note import TICKS_PER_QUARTER, Note, pitch_name
from composer_app.music.voices import VOICES
from composer_app.ui.piano_roll.selection import Picked, span

_NAMES = {4.0: "whole", 2.0: "half", 1.0: "quarter", 0.5: "eighth", 0.25: "sixteenth", 0.125: "thirty-second"}


_SHARPS = {"Eb": "D#", "Ab": "G#", "Bb": "A#"}
_FLATS = {"C#": "Db", "F#": "Gb"}
_SHARP_KEYS, _FLAT_KEYS = frozenset({7, 2, 9, 4, 11, 6}), frozenset({5, 10, 3, 8, 1})


def spelled(pitch: int, key: Key | None) -> str:
    """A pitch's name as the key's signature writes it, such as A#3 in B major; without a key the usual one."""
    name = pitch_name(pitch)
    letter = name[:2] if name[1:2] in ("#", "b") else name[:1]
    table = _SHARPS if key and key.relative_major in _SHARP_KEYS else {}
    table = _FLATS if key and key.relative_major in _FLAT_KEYS else table
    return table.get(letter, letter) + name[len(letter) :]


def duration_name(ticks: int) -> str:
    """A duration as a note value: "dotted quarter", "eighth triplet", else a number of quarters."""
    quarters = ticks / TICKS_PER_QUARTER
    for length, name in _NAMES.items():
        for factor, words in ((1, name), (1.5, f"dotted {name}"), (2 / 3, f"{name} triplet")):
            if abs(quarters - length * factor) < 0.01:
                return words
    return f"{quarters:.2f} quarters".replace(".00", "")


def position_name(tick: int, timeline: Timeline) -> str:
    """A position as the ruler shows it, bar.beat.tick from 1.1.1."""
    bar, beat, rest = timeline.position(tick)
    return f"{bar}.{beat}.{rest + 1}"


def note_description(voice: str, note: Note, clip: Clip) -> str:
    """A note described, such as "Melody C5, bar 2 beat 3, quarter"."""
    bar, beat, rest = clip.timeline.position(note.onset)
    late = f" tick {rest + 1}" if rest else ""
    pitch = spelled(note.pitch, clip.key)
    return f"{VOICES[voice].title} {pitch}, bar {bar} beat {beat}{late}, {duration_name(note.duration)}"


def selection_description(picked: Picked, clip: Clip) -> str:
    """The selection described; without one, the contents of the clip."""
    if not picked:
        counts = [_count(clip.bars, "bar")]
        counts += [_count(len(clip.part(voice)), f"{VOICES[voice].noun} note") for voice in clip.staves]
        return f"{', '.join(counts)}; nothing selected"
    if len(picked) == 1:
        voice, note = next(iter(picked))
        return f"{note_description(voice, note, clip)}, velocity {note.velocity}"
    first, last = span(picked)
    bars = clip.timeline.bar_at(first) + 1, clip.timeline.bar_at(max(first, last - 1)) + 1
    where = f"bar {bars[0]}" if bars[0] == bars[1] else f"bars {bars[0]} to {bars[1]}"
    return f"{len(picked)} notes selected, {where}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
