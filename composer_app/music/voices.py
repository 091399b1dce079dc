"""The voices of a clip, as data: whatever shows, plays, reads or writes a clip goes through this table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Voice:
    """How one voice is called, seen, written and played; its name is its key in `VOICES`.

    `title` names its track and staff, `noun` its notes ("chord notes"). `colour` is "#rrggbb". `channel` (0-15) and
    `program` (0-127) are MIDI's. `register` holds the lowest and highest MIDI pitch it is usually written in; a staff
    without notes takes its clef from it. An accompaniment style plays the voices that are `styled`. Where playback
    begins inside a long note, the note is struck there only if the voice is `restruck`.
    """

    title: str
    noun: str
    icon: str
    colour: str
    channel: int
    register: tuple[int, int]
    program: int = 0
    instrument: str = "Piano"
    styled: bool = False
    restruck: bool = True

    def __post_init__(self) -> None:
        if not 0 <= self.channel <= 15 or self.channel == 9 or not 0 <= self.program <= 127:
            raise ValueError(f"channel {self.channel}, program {self.program} cannot play a pitched voice")


# In the order in which they are painted, the topmost last.
VOICES: dict[str, Voice] = {
    "chords": Voice("Chords", "chord", "chord", "#6f8cf5", channel=1, register=(36, 67), styled=True),
    # A tune that begins with the end of a long note sounds wrong.
    "melody": Voice("Melody", "melody", "melody", "#f6a560", channel=0, register=(55, 84), restruck=False),
}

# The voices that are transcribed from songs, learnt and generated; all others are only edited, shown and played.
WrittenVoice = Literal["chords", "melody"]
WRITTEN_VOICES: tuple[WrittenVoice, WrittenVoice] = ("chords", "melody")


def score_order() -> list[str]:
    """The names of all voices as a score lists them from the top: by MIDI channel."""
    return sorted(VOICES, key=lambda name: VOICES[name].channel)
