"""A clip as compact JSON text, as the library stores it, and back."""

from __future__ import annotations

import json
from typing import Any

from composer_app.music.clip import Clip, Section
from composer_app.music.key import Key
from composer_app.music.meter import Meter, MeterChange, Tempo, Timeline
from composer_app.music.note import Note
from composer_app.music.voices import VOICES, WRITTEN_VOICES

VERSION = 1


def clip_to_json(clip: Clip) -> str:
    """The clip as text; each voice is a list of notes [onset, duration, pitch, velocity] in ticks under its name.

    Notes that were played have two numbers more: how late they were struck and how much longer they were held.
    """
    voices = [voice for voice in VOICES if voice in WRITTEN_VOICES or clip.part(voice)]
    data = {
        "version": VERSION,
        "length": clip.length,
        **{voice: [_row(note) for note in clip.part(voice)] for voice in voices},
        "tempos": [[tempo.tick, tempo.bpm] for tempo in clip.timeline.tempos],
        "meters": [[c.tick, c.meter.numerator, c.meter.denominator] for c in clip.timeline.meters],
        "key": None if clip.key is None else [clip.key.tonic, int(clip.key.minor)],
        "sections": [[section.tick, section.label] for section in clip.sections],
    }
    return json.dumps(data, separators=(",", ":"))


def _row(note: Note) -> list[int]:
    written = [note.onset, note.duration, note.pitch, note.velocity]
    return [*written, note.late, note.longer] if note.late or note.longer else written


def clip_from_json(text: str) -> Clip:
    """The clip of a text written by `clip_to_json`; ValueError when it is anything else."""
    try:
        data = json.loads(text)
        if data["version"] != VERSION:
            raise ValueError(f"a clip of version {data['version']} cannot be read")
        return _clip(data)
    except (KeyError, TypeError, IndexError) as error:
        raise ValueError(f"this is not a clip: {error!r}") from error


def _clip(data: dict[str, Any]) -> Clip:
    timeline = Timeline(
        tuple(Tempo(tick, bpm) for tick, bpm in data["tempos"]),
        tuple(MeterChange(tick, Meter(over, under)) for tick, over, under in data["meters"]),
    )
    voices = [*WRITTEN_VOICES, *(voice for voice in VOICES if voice in data and voice not in WRITTEN_VOICES)]
    return Clip(
        parts={voice: [Note(*note) for note in data[voice]] for voice in voices},
        length=data["length"],
        timeline=timeline,
        key=None if data["key"] is None else Key(data["key"][0], bool(data["key"][1])),
        sections=tuple(Section(tick, label) for tick, label in data["sections"]),
    )
