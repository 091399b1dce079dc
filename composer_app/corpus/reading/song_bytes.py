"""Scores and transcriptions as bytes and back: compressed JSON, in which no code can hide."""

from __future__ import annotations

import json
import zlib
from typing import Any

from composer_app.corpus.transcription.voices import Voices
from composer_app.formats.clip_json import clip_from_json, clip_to_json
from composer_app.music.clip import Clip
from composer_app.music.note import Note
from composer_app.music.score import Score, Track

_MOST_BYTES = 100_000_000  # of JSON; the largest file that is read gives a tenth


def score_to_bytes(score: Score) -> bytes:
    """A score, to be read back by `score_from_bytes`."""
    frame = Clip(length=score.length, timeline=score.timeline, key=score.key, sections=score.sections)
    return _packed({"frame": clip_to_json(frame), "tracks": [_from_track(track) for track in score.tracks]})


def score_from_bytes(data: bytes) -> Score:
    """The very score that `score_to_bytes` was given; ValueError for anything else."""
    found = _unpacked(data)
    try:
        frame = clip_from_json(found["frame"])
        tracks = tuple(_to_track(*track) for track in found["tracks"])
    except (KeyError, TypeError) as error:
        raise ValueError(f"this is not a score: {error!r}") from error
    return Score(tracks, frame.timeline, frame.key, frame.sections, frame.length)


def voices_to_bytes(voices: Voices | str) -> bytes:
    """The two voices of a song, or the sentence that says why it has not two."""
    if isinstance(voices, str):
        return _packed({"refused": voices})
    return _packed({"clip": clip_to_json(voices.clip), "how": voices.how, "confidence": voices.confidence})


def voices_from_bytes(data: bytes) -> Voices | str:
    """The very voices that `voices_to_bytes` was given, or the sentence; ValueError for anything else."""
    found = _unpacked(data)
    try:
        if "refused" in found:
            return str(found["refused"])
        return Voices(clip_from_json(found["clip"]), str(found["how"]), float(found["confidence"]))
    except (KeyError, TypeError) as error:
        raise ValueError(f"these are not two voices: {error!r}") from error


def _from_track(track: Track) -> list[object]:
    notes = track.notes
    columns = ([note.onset for note in notes], [note.duration for note in notes],
               [note.pitch for note in notes], [note.velocity for note in notes])  # fmt: skip
    return [track.name, track.channel, track.program, *columns]


def _to_track(name: str, channel: int, program: int, *columns: list[int]) -> Track:
    return Track(name, channel, program, tuple(map(Note, *columns)))


def _packed(value: dict[str, object]) -> bytes:
    return zlib.compress(json.dumps(value, separators=(",", ":")).encode(), 1)


def _unpacked(data: bytes) -> dict[str, Any]:
    """The value within; its checksum finds damage."""
    unzip = zlib.decompressobj()
    try:
        text = unzip.decompress(data, _MOST_BYTES)
    except zlib.error as error:
        raise ValueError(str(error)) from error
    found = json.loads(text) if unzip.eof else None
    if not isinstance(found, dict):
        raise ValueError("it was cut short")
    return found
