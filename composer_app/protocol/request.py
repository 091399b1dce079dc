"""What is asked of the generator, and what it answers; frozen, so that it may cross processes."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Literal

from composer_app.music.clip import Clip
from composer_app.music.key import Key
from composer_app.music.meter import Meter
from composer_app.music.originality import Originality
from composer_app.music.voices import WrittenVoice

Task = Literal["new", "continue", "fill", "melody", "chords", "vary", "bridge"]
TASKS: tuple[Task, ...] = ("new", "continue", "fill", "melody", "chords", "vary", "bridge")
LONGEST_PICKUP = 4
CALM, USUAL, WILD = (0.7, 0.85), (1.0, 0.97), (1.35, 1.0)


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
class Controls:
    """How an idea is to be, each from 0 (least among the songs learnt from) to 1 (most); None leaves it open.

    density: melody notes a beat. rests: silence in the melody. leaps: intervals above a third.
    syncopation: notes that begin off the beat. chord_rate: chord changes a bar. chord_colour: from
    triads to sevenths and beyond.
    """

    density: float | None = None
    rests: float | None = None
    leaps: float | None = None
    syncopation: float | None = None
    chord_rate: float | None = None
    chord_colour: float | None = None

    def __post_init__(self) -> None:
        for name, value in self.asked.items():
            if not 0 <= value <= 1:
                raise ValueError(f"{name.replace('_', ' ')} lies between 0 and 1, not at {value:g}")

    @property
    def asked(self) -> dict[str, float]:
        """The controls that are not left open."""
        return {f.name: value for f in fields(self) if (value := getattr(self, f.name)) is not None}


@dataclass(frozen=True, slots=True)
class Request:
    """A wish for `count` ideas; what is None is left to the method.

    `form`, as in "A8 B8 A8", takes the place of `bars` in a new idea; its melody begins `pickup` beats (of the
    meter's denominator) before bar 1, which `bars` and `form` do not count. `clip` is what the other tasks
    begin from, `to` the clip a bridge leads to. `write` names the bars to write anew: needed to fill,
    optional to vary, where it says which bars may change. `amount` is the share of notes that a
    variation changes. `low` and `high` are the melody's range as MIDI pitches, obeyed always;
    `lock_key` keeps every note in the key's scale. `adventure` sets temperature and top-p together.
    `seed` fixes the draw: idea k of a request is drawn from seed + k, the same notes on the same
    machine each time.
    """

    task: Task = "new"
    bars: int = 8
    form: str | None = None
    pickup: int = 0
    count: int = 4
    clip: Clip | None = None
    to: Clip | None = None
    write: tuple[Span, ...] = ()
    amount: float = 0.3
    key: Key | None = None
    lock_key: bool = False
    meter: Meter | None = None
    tempo: float | None = None
    low: int | None = None
    high: int | None = None
    controls: Controls = Controls()
    adventure: float | None = None
    temperature: float = 1.0
    top_p: float = 0.97
    seed: int | None = None

    def __post_init__(self) -> None:
        if not 1 <= self.bars <= 64:
            raise ValueError(f"an idea has 1 to 64 bars, not {self.bars}")
        longest = self.meter.longest_pickup if self.meter else LONGEST_PICKUP
        if not 0 <= self.pickup <= longest:
            where = f" in {self.meter}" if self.meter else ""
            raise ValueError(f"a pickup has 0 to {longest} beats{where}, not {self.pickup}")
        if not 1 <= self.count <= 100_000:
            raise ValueError(f"1 to 100,000 ideas can be asked for at once, not {self.count}")
        if not 0.05 <= self.temperature <= 5 or not 0 < self.top_p <= 1:
            raise ValueError("temperature lies between 0.05 and 5, top-p above 0 and up to 1")
        if not 0 <= self.amount <= 1 or not 0 <= (self.adventure or 0) <= 1:
            raise ValueError("the amount of change and Adventure lie between 0 and 1")
        if self.task != "new" and self.clip is None:
            raise ValueError(f"to {self.task}, a clip is needed" if self.task != "bridge" else "a bridge needs a clip")
        if self.task == "fill" and not self.write:
            raise ValueError("to fill, bars to write are needed")
        if self.task == "bridge" and self.to is None:
            raise ValueError("a bridge needs a clip to lead to")
        if self.low is not None and self.high is not None and self.high - self.low < 11:
            raise ValueError("the melody needs a range of an octave at least")

    @property
    def drawn(self) -> tuple[float, float]:
        """Temperature and top-p: Adventure's where it is set; its middle is the usual."""
        if self.adventure is None:
            return self.temperature, self.top_p
        (t0, p0), (t1, p1) = (CALM, USUAL) if self.adventure <= 0.5 else (USUAL, WILD)
        share = self.adventure * 2 - (self.adventure > 0.5)
        return t0 + (t1 - t0) * share, p0 + (p1 - p0) * share


@dataclass(frozen=True, slots=True)
class Written:
    """One idea as the generator wrote it: its clip, the seed and model that write it again, its nats.

    `nats` is the mean negative log-likelihood a melody note; `draws` how many tries it took.
    """

    clip: Clip
    seed: int
    model: str
    request: Request
    nats: float
    draws: int = 1
    notes: tuple[str, ...] = field(default=())
    originality: Originality | None = None


@dataclass(frozen=True, slots=True)
class Sketch:
    """The first bars of idea number `number` of a request while it is written; what is shown, not kept."""

    number: int
    clip: Clip
