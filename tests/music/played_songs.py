"""The demo songs as a person plays them: unevenly struck, unevenly loud, in a tempo that wanders."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from composer_app.corpus.reading.song_cache import read_clip
from composer_app.music.accompaniment.play import accompanied
from composer_app.music.accompaniment.styles import Style
from composer_app.music.clip import Clip
from composer_app.music.note import Note
from composer_app.music.performance import PlayedNote

DEMO = Path(__file__).parents[2] / "resources" / "demo"


@lru_cache
def demo_clips() -> tuple[Clip, ...]:
    return tuple(read_clip(path) for path in sorted(DEMO.glob("*.mid")))


def played_by_hand(notes: tuple[Note, ...], chance: random.Random) -> list[Note]:
    """The notes in ticks, off by 12 ticks and as loud as each other."""
    return [
        Note(
            max(0, n.onset + round(chance.gauss(0, 12))), max(20, n.duration + round(chance.gauss(0, 15))), n.pitch, 72
        )
        for n in notes
    ]


def performed(clip: Clip, style: Style, chance: random.Random) -> tuple[list[PlayedNote], Callable[[float], float]]:
    """The clip in seconds, off by 15 ms, at a tempo that swings by about 3 %; and when each tick falls."""
    clip = accompanied(clip, style)
    beat, phase = 60 / clip.timeline.bpm, chance.random() * 6

    def second(tick: float) -> float:
        return 3 + beat * (tick / 480 + 0.24 * math.sin(tick / 480 / 8 + phase))

    notes = [
        PlayedNote(
            second(n.onset) + chance.gauss(0, 0.015),
            (second(n.end) - second(n.onset)) * chance.uniform(0.8, 1),
            n.pitch,
            max(20, min(127, round(chance.gauss(75, 8)))),
        )
        for n in clip.notes
    ]
    return notes, second
