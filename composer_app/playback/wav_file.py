"""A clip as the built-in piano plays it, in a WAV file."""

from __future__ import annotations

import io
import wave
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from composer_app.errors import ComposerError
from composer_app.files.atomic_write import refusal, write_whole
from composer_app.music.accompaniment.play import accompanied
from composer_app.music.accompaniment.styles import Style
from composer_app.music.clip import Clip
from composer_app.music.tempo_map import TempoMap
from composer_app.playback.piano import RATE, Piano
from composer_app.playback.samples import Frames
from composer_app.playback.schedule import schedule

BLOCK = 4800  # frames
LONGEST_TAIL = 6.0  # seconds that strings and room may sound after the clip's end
SILENCE = 1e-4
FULL_SCALE = 32767


def write_clip(clip: Clip, path: Path | str, _name: str, style: Style = "block") -> None:
    """Write a clip as sound, whole or not at all; ComposerError where the disk or its rights forbid it.

    Its chords are played in a style; usually they are as written.
    """
    path = Path(path)
    try:
        write_whole(path, wav_bytes(accompanied(clip, style)))
    except OSError as error:
        raise ComposerError(f"{path.name} was not saved: {refusal(error, path)}") from error


def wav_bytes(clip: Clip, piano: Piano | None = None) -> bytes:
    """A clip as the bytes of a WAV file: 48 kHz, stereo, 16 bits, from tick 0 until the last string is silent."""
    held = io.BytesIO()
    with wave.open(held, "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(RATE)
        for block in _blocks(clip, piano or Piano()):
            file.writeframes(np.rint(block * FULL_SCALE).astype("<i2").tobytes())
    return held.getvalue()


def _blocks(clip: Clip, piano: Piano) -> Iterator[Frames]:
    """The sound in blocks of shape (frames, 2), each message at its own frame."""
    coming = iter([(round(timed.seconds * RATE), timed.message) for timed in schedule(clip)])
    length = round(TempoMap(clip.timeline).seconds(clip.length) * RATE)
    due = next(coming, None)
    at = 0
    while True:
        now = []
        while due is not None and due[0] < at + BLOCK:
            now.append((due[0] - at, due[1]))
            due = next(coming, None)
        block = piano.render(BLOCK, now)
        yield block
        at += BLOCK
        dying = at < length + LONGEST_TAIL * RATE and np.abs(block).max() > SILENCE
        if at >= length and due is None and not dying:
            return
