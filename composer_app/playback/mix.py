"""Which voices are heard while a clip plays, and how loud each is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from composer_app.music.clip import Clip
from composer_app.music.voices import VOICES

USUAL_LEVEL = 100  # of 0 to 127: the volume that a MIDI channel has until it is changed


@dataclass(frozen=True, slots=True)
class Strip:
    """How one voice is heard: `level` is MIDI's channel volume, 0 to 127."""

    level: int = USUAL_LEVEL
    muted: bool = False
    solo: bool = False

    def __post_init__(self) -> None:
        if not 0 <= self.level <= 127:
            raise ValueError(f"a level is 0 to 127, not {self.level}")


@dataclass(frozen=True, slots=True)
class Mix:
    """The strips of voices by name; a voice that is not named has a usual one."""

    strips: Mapping[str, Strip] = field(default_factory=dict)

    def strip(self, voice: str) -> Strip:
        """How a voice is heard."""
        return self.strips.get(voice, Strip())

    def with_strip(self, voice: str, strip: Strip) -> Mix:
        """The mix with another strip for one voice."""
        return Mix({**self.strips, voice: strip})

    @property
    def is_usual(self) -> bool:
        """Whether all voices are heard, each at the usual level."""
        return all(strip == Strip() for strip in self.strips.values())

    @property
    def silent(self) -> frozenset[str]:
        """The voices that are not heard: muted ones, and while some voice is solo all that are not."""
        solo = any(self.strip(voice).solo for voice in VOICES)
        return frozenset(v for v in VOICES if self.strip(v).muted or (solo and not self.strip(v).solo))


def mixed(clip: Clip, mix: Mix) -> Clip:
    """The clip without the voices that are not heard."""
    return clip.with_parts(**dict.fromkeys(mix.silent, ())) if mix.silent else clip
