"""The table of controls: what can be asked of an idea in numbers, and the limits, units and words of each.

Request, settings, the Generate panel and the command line are made from this table. A new knob is a row here, and in
`methods/two_voice/encoding/conditions.py` a function that measures its feature.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

MOST_BARS = 64
LONGEST_PICKUP = 4
LARGEST_SEED = 2**53  # whole numbers up to here are exact in JSON


@dataclass(frozen=True, slots=True)
class Control:
    """One number that can be asked for.

    `help` says what it sets, `low_end` and `high_end` what the ends of its range mean. `default` None leaves it to the
    model. `offered` is the part of the range that the window's field covers, where it is narrower. A control with a
    `feature` is a knob: a share from 0 (least among the songs learnt from) to 1 (most) of that feature of the music.
    """

    name: str
    title: str
    help: str
    lowest: float = 0
    highest: float = 1
    default: float | None = None
    unit: str = ""
    whole: bool = False
    low_end: str = ""
    high_end: str = ""
    offered: tuple[float, float] | None = None
    feature: str = ""

    @property
    def is_share(self) -> bool:
        """Whether it goes from 0 to 1, which the window shows in percent."""
        return (self.lowest, self.highest, self.whole) == (0, 1, False)

    @property
    def window_range(self) -> tuple[float, float]:
        """The lowest and highest value that the window offers."""
        return self.offered or (self.lowest, self.highest)

    @property
    def tip(self) -> str:
        """What it sets, as a sentence."""
        ends = f", from {self.low_end} to {self.high_end}" if self.low_end else ""
        return f"{self.help[:1].upper()}{self.help[1:]}{ends}."

    def check(self, value: float) -> None:
        """Raise ValueError, in words for the composer, where the value is outside the range."""
        if not self.lowest <= value <= self.highest:
            unit = f" {self.unit}" if self.unit else ""
            raise ValueError(f"{self.title} must be from {self.lowest:,} to {self.highest:,}{unit}, not {value:,}")


def _knob(name: str, title: str, text: str, low_end: str, high_end: str) -> Control:
    return Control(name, title, text, low_end=low_end, high_end=high_end, feature=name)


CONTROLS: dict[str, Control] = {
    control.name: control
    for control in (
        Control("bars", "Bars", "bars to write or to add", 1, MOST_BARS, 8, whole=True),
        Control("pickup", "Pickup", "beats of melody before bar 1", 0, LONGEST_PICKUP, 0, "beats", True,
                offered=(0, 3)),
        Control("count", "Ideas", "how many ideas to write", 1, 100_000, 4, whole=True),
        Control("amount", "Amount", "share of the notes that a variation changes", default=0.3, offered=(0.05, 1)),
        Control("tempo", "Tempo", "quarter notes a minute", 20, 300, unit="bpm", offered=(40, 240)),
        Control("low", "Lowest note", "lowest note of the melody", 0, 127, whole=True, offered=(36, 108)),
        Control("high", "Highest note", "highest note of the melody", 0, 127, whole=True, offered=(36, 108)),
        _knob("density", "Density", "melody notes per beat", "few", "many"),
        _knob("rests", "Rests", "silence in the melody", "none", "much"),
        _knob("leaps", "Leaps", "wide intervals in the melody", "none", "many"),
        _knob("syncopation", "Syncopation", "melody notes off the beat", "none", "many"),
        _knob("chord_rate", "Chord rate", "chord changes per bar", "few", "many"),
        _knob("chord_colour", "Chord colour", "how rich the chords are", "plain triads", "sevenths and beyond"),
        Control("adventure", "Adventure", "how surprising the notes are", low_end="safe", high_end="wild"),
        Control("temperature", "Temperature", "above 1 rare notes come more often, below 1 less often", 0.05, 5, 1.0),
        Control("top_p", "Top-p", "choose only among the likeliest notes that make up this share", 0.01, 1, 0.97,
                offered=(0.05, 1)),
        Control("seed", "Seed", "the same seed and settings give the same ideas again", 0, LARGEST_SEED, whole=True,
                offered=(0, 2**31 - 1)),
    )
}  # fmt: skip


def knobs() -> tuple[Control, ...]:
    """The controls that each ask for a feature of the music."""
    return tuple(control for control in CONTROLS.values() if control.feature)


def default(name: str) -> float:
    """The default of a control that is never left to the model."""
    value = CONTROLS[name].default
    assert value is not None
    return value


class Controls(Mapping[str, float]):
    """What the knobs ask for, by their names, each from 0 to 1; a knob that is left to the model is not in it."""

    __slots__ = ("_values",)

    def __init__(self, **values: float | None) -> None:
        known = {knob.name: knob for knob in knobs()}
        for name in values:
            if name not in known:
                raise TypeError(f"there is no knob {name}")
        self._values = {name: value for name in known if (value := values.get(name)) is not None}
        for name, value in self._values.items():
            known[name].check(value)

    @property
    def features(self) -> dict[str, float]:
        """The shares asked for, by the features of the music that they set."""
        return {knob.feature: self._values[knob.name] for knob in knobs() if knob.name in self._values}

    def __getitem__(self, name: str) -> float:
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __hash__(self) -> int:
        return hash(frozenset(self._values.items()))

    def __repr__(self) -> str:
        return f"Controls({', '.join(f'{name}={value!r}' for name, value in self._values.items())})"

    def __reduce__(self) -> tuple[object, ...]:
        return _from_values, (self._values,)


def _from_values(values: dict[str, float]) -> Controls:
    return Controls(**values)


ALL_AUTO = Controls()
