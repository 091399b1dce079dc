"""A clip with its chords played in an accompaniment style instead of held as they are written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from composer_app.music.accompaniment.figures import Stroke, Texture, strokes
from composer_app.music.accompaniment.harmony import SLACK, Harmony, ceilings, harmonies, under
from composer_app.music.accompaniment.pianist import textures
from composer_app.music.accompaniment.pulses import Bar, Pulse, bars_of, beat_of, pulses_of, pulses_within
from composer_app.music.accompaniment.styles import Style
from composer_app.music.clip import Clip
from composer_app.music.note import Note, untangled
from composer_app.music.voices import VOICES

ACCENTS = (-12, -8, -4, 0)  # of velocity, by the rank of a pulse
BELOW_MELODY = 8  # so much softer than the melody the heaviest stroke is at least
RINGING = 5  # so much softer is each of many strings that sound together


def accompanied(clip: Clip, style: Style) -> Clip:
    """The clip with its styled voices, the chords, played in a style; all else stays as it is.

    A chord shorter than a beat, a single tone and the whole style "block" are played as they are written, and the
    last chord is held.
    """
    styled = [voice for voice in VOICES if VOICES[voice].styled and clip.part(voice)]
    if style == "block" or not styled:
        return clip
    bars = bars_of(clip.timeline, clip.length)
    kinds: list[Texture] = textures(clip, bars) if style == "piano" else [style] * len(bars)
    patient = style == "piano"
    return clip.with_parts(**{voice: untangled(_played(clip, voice, bars, kinds, patient)) for voice in styled})


def _played(clip: Clip, voice: str, bars: Sequence[Bar], kinds: Sequence[Texture], patient: bool) -> Iterator[Note]:
    """The notes of all chords of a voice; where `patient`, a chord shorter than two beats is held."""
    pulses = pulses_of(bars)
    loudest = _loudest(clip)
    found = harmonies(clip.part(voice))
    ringing: dict[int, int] = {}  # pitch to the tick until which it sounds as it was written
    for number, (harmony, ceiling) in enumerate(zip(found, ceilings(clip.melody, found), strict=True)):
        within = pulses_within(pulses, harmony.start, harmony.end)
        beats = (harmony.end - harmony.start + SLACK) / beat_of(bars[within[0].bar].meter)
        if len(harmony.tones) == 1 or beats < 1:
            yield from _as_written(harmony, ringing, loudest)
            continue
        ringing.clear()
        held: set[int] = {within[-1].bar} if number == len(found) - 1 else set()
        tones, loudness = under(ceiling, harmony.tones), min(harmony.velocity, loudest)
        for kind, run in groupby(within, key=lambda pulse: _kind(kinds, pulse, held, patient and beats < 2)):
            for stroke in strokes(kind, tones, list(run)):
                yield from _notes(stroke, loudness - (RINGING if kind == "arpeggio" else 0))


def _kind(kinds: Sequence[Texture], pulse: Pulse, held: set[int], short: bool) -> Texture:
    return "held" if short or pulse.bar in held else kinds[pulse.bar]


def _notes(stroke: Stroke, loudness: int) -> Iterator[Note]:
    velocity = max(1, loudness + ACCENTS[stroke.pulse.rank])
    for pitch in stroke.tones:
        yield Note(stroke.pulse.tick, stroke.end - stroke.pulse.tick, pitch, velocity)


def _as_written(harmony: Harmony, ringing: dict[int, int], loudest: int) -> Iterator[Note]:
    """The notes that were struck, and those held on from a chord that was played in another way."""
    for note in harmony.struck:
        yield replace(note, velocity=min(note.velocity, loudest))
        ringing[note.pitch] = note.end
    for pitch in harmony.tones:
        if ringing.get(pitch, 0) <= harmony.start:
            yield Note(harmony.start, harmony.end - harmony.start, pitch, min(harmony.velocity, loudest))


def _loudest(clip: Clip) -> int:
    """The velocity that no chord exceeds, so that the melody sings above it."""
    if not clip.melody:
        return 127
    return max(1, sum(note.velocity for note in clip.melody) // len(clip.melody) - BELOW_MELODY)
