"""A request for ideas and the ideas that answer it; frozen, so that they may cross processes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from composer_app.music.clip import Clip
from composer_app.music.key import Key
from composer_app.music.meter import Meter
from composer_app.music.originality import Originality
from composer_app.music.voices import WrittenVoice
from composer_app.protocol.controls import ALL_AUTO, CONTROLS, Controls, default

Task = Literal["new", "continue", "fill", "melody", "chords", "vary", "bridge"]
TASKS: tuple[Task, ...] = ("new", "continue", "fill", "melody", "chords", "vary", "bridge")
OCTAVE = 11  # semitones between the lowest and the highest of its twelve pitches
CALM, USUAL, WILD = (0.7, 0.85), (default("temperature"), default("top_p")), (1.35, 1.0)


@dataclass(frozen=True, slots=True)
class Span:
    """The bars `first` to `last` of one voice, both included and counted from 0."""

    voice: WrittenVoice
    first: int
    last: int

    def __post_init__(self) -> None:
        if not 0 <= self.first <= self.last:
            raise ValueError(f"bars {self.first + 1} to {self.last + 1} are no span")


@dataclass(frozen=True, slots=True)
class Request:
    """A request for `count` ideas; what is None is left to the model.

    `form`, as in "A8 B8 A8", takes the place of `bars` in a new idea; its melody begins `pickup` beats (of the
    meter's denominator) before bar 1, which `bars` and `form` do not count. All tasks but "new" begin from `clip`; a
    bridge leads to the clip `to`. `write` names the bars to write anew: needed to fill, optional to vary, where it
    says which bars may change. `amount` is the share of notes that a variation changes. `low` and `high` are the
    melody's range as MIDI pitches, which no note leaves; `lock_key` keeps every note in the key's scale. `adventure`
    sets temperature and top-p together. Idea k of a request is sampled with `seed` + k: the same notes on the same
    machine each time. The ranges of numbers are those of the table of controls; ValueError for others.
    """

    task: Task = "new"
    bars: int = int(default("bars"))
    form: str | None = None
    pickup: int = int(default("pickup"))
    count: int = int(default("count"))
    clip: Clip | None = None
    to: Clip | None = None
    write: tuple[Span, ...] = ()
    amount: float = default("amount")
    key: Key | None = None
    lock_key: bool = False
    meter: Meter | None = None
    tempo: float | None = None
    low: int | None = None
    high: int | None = None
    controls: Controls = ALL_AUTO
    adventure: float | None = None
    temperature: float = default("temperature")
    top_p: float = default("top_p")
    seed: int | None = None

    def __post_init__(self) -> None:
        for name, control in CONTROLS.items():
            if not control.feature and (value := getattr(self, name)) is not None:
                control.check(value)
        if self.meter and self.pickup > self.meter.longest_pickup:
            longest = self.meter.longest_pickup
            raise ValueError(f"Pickup must be from 0 to {longest} beats in {self.meter}, not {self.pickup}")
        if self.task != "new" and self.clip is None:
            raise ValueError(f"to {self.task}, a clip is needed" if self.task != "bridge" else "a bridge needs a clip")
        if self.task == "fill" and not self.write:
            raise ValueError("to fill, bars to write are needed")
        if self.task == "bridge" and self.to is None:
            raise ValueError("a bridge needs a clip to lead to")
        if self.low is not None and self.high is not None and self.high - self.low < OCTAVE:
            raise ValueError("the melody needs a range of an octave at least")

    @property
    def sampling(self) -> tuple[float, float]:
        """Temperature and top-p: Adventure's where it is set; its middle is the default."""
        if self.adventure is None:
            return self.temperature, self.top_p
        (t0, p0), (t1, p1) = (CALM, USUAL) if self.adventure <= 0.5 else (USUAL, WILD)
        share = self.adventure * 2 - (self.adventure > 0.5)
        return t0 + (t1 - t0) * share, p0 + (p1 - p0) * share


@dataclass(frozen=True, slots=True)
class GeneratedIdea:
    """One idea as the generator wrote it: its clip, and the seed and model that write it again.

    `nats` is the mean negative log-likelihood a melody note, `attempts` how many it took; `remarks` tell the composer
    what was wrong with the earlier ones.
    """

    clip: Clip
    seed: int
    model: str
    request: Request
    nats: float
    attempts: int = 1
    remarks: tuple[str, ...] = ()
    originality: Originality | None = None


@dataclass(frozen=True, slots=True)
class Sketch:
    """The first bars of idea number `number` of a request while it is being written: shown, not kept."""

    number: int
    clip: Clip
