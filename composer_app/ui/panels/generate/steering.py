"""What is folded away until it is wanted: the knobs of melody and chords, and how boldly notes are drawn."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from composer_app.protocol.request import Controls, Request
from composer_app.settings import Settings
from composer_app.ui.panels.generate.knob import AUTO, Knob
from composer_app.ui.panels.generate.pitch import PitchNumber
from composer_app.ui.widgets.controls import Choice, Decimal, Number, labelled, refuse, text_label
from composer_app.ui.widgets.theme import SPACING

OCTAVE = 11
NEW_SEED = -1
PICKUPS = (("None", 0), ("1 beat", 1), ("2 beats", 2), ("3 beats", 3))
KNOBS = (
    ("density", "Density", "Melody notes a beat, from few to many."),
    ("rests", "Rests", "Silence in the melody, from none to much."),
    ("leaps", "Leaps", "Wide steps of the melody, from none to many."),
    ("syncopation", "Syncopation", "Notes off the beat, from none to many."),
    ("chord_rate", "Chord rate", "Chord changes a bar, from slow to fast."),
    ("chord_colour", "Chord colour", "From plain triads to sevenths and beyond."),
)


class Shape(QWidget):
    """Six knobs, the melody's range and its pickup; what stays on Auto is left to the model."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.problem = ""
        self.knobs = {name: Knob(title, tip, name) for name, title, tip in KNOBS}
        self.low, self.high = PitchNumber("Lowest melody note"), PitchNumber("Highest melody note")
        self.low.setObjectName("low")
        self.high.setObjectName("high")
        self.low.setMinimumWidth(56)
        self.high.setMinimumWidth(56)
        self.said = text_label("", "problem", wrap=True)
        self.said.hide()
        self.pickup = Choice(PICKUPS)
        self.pickup.setObjectName("pickup")
        self.pickup.setAccessibleName("Pickup")
        self.pickup.setToolTip("Beats that the melody begins before bar 1, where the chords begin; in 6/8 eighths")
        span, before = QHBoxLayout(), QHBoxLayout()
        for row, title, parts in (
            (span, "Melody range", ((self.low, 1), (text_label("to", "small"), 0), (self.high, 1))),
            (before, "Pickup", ((self.pickup, 1),)),
        ):
            name = text_label(title, "label")
            name.setFixedWidth(84)
            row.setSpacing(SPACING)
            for part, stretch in ((name, 0), *parts):
                row.addWidget(part, stretch)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, SPACING // 2)
        column.setSpacing(2)
        for knob in self.knobs.values():
            column.addWidget(knob)
            knob.changed.connect(self.changed)
        column.addLayout(span)
        column.addWidget(self.said)
        column.addSpacing(SPACING // 2)
        column.addLayout(before)
        self.pickup.chosen.connect(self.changed)
        for field in (self.low, self.high):
            field.valueChanged.connect(self._range_changed)

    def refuse(self, knobs: str, pitches: str) -> None:
        """Grey the knobs and the range where the model cannot follow them, for these reasons."""
        for knob in self.knobs.values():
            refuse(knob, knobs)
        for field in (self.low, self.high):
            refuse(field, pitches)

    def refuse_pickup(self, reason: str) -> None:
        """Grey the pickup for a reason; "" offers it again."""
        refuse(self.pickup, reason)

    @property
    def beats_before(self) -> int:
        """How many beats the melody begins before bar 1; none where it is greyed."""
        beats = self.pickup.value
        return beats if isinstance(beats, int) and self.pickup.isEnabled() else 0

    @property
    def controls(self) -> Controls:
        """What the knobs ask for; nothing of a model that cannot follow them."""
        return Controls(**{name: knob.share for name, knob in self.knobs.items() if knob.isEnabled()})

    @property
    def range(self) -> tuple[int | None, int | None]:
        """The melody's lowest and highest pitch; (None, None) of a model that cannot keep to them."""
        return (self.low.pitch, self.high.pitch) if self.low.isEnabled() else (None, None)

    @property
    def summary(self) -> str:
        """What is set, for the title under which this is folded."""
        asked = [knob.name.text() for knob in self.knobs.values() if knob.isEnabled() and knob.share is not None]
        asked += ["Range"] if any(self.range) else []
        asked += ["Pickup"] if self.beats_before else []
        return ", ".join(asked) if len(asked) < 3 else f"{len(asked)} set"

    def take(self, settings: Settings) -> None:
        """Stand as the settings say."""
        for name, knob in self.knobs.items():
            knob.set_value(getattr(settings, name))
        self.low.stand(settings.low if settings.low >= 0 else None)
        self.high.stand(settings.high if settings.high >= 0 else None)
        self.pickup.set_value(settings.pickup)

    def told(self) -> dict[str, Any]:
        """The settings that stand here, by name."""
        ends = {"low": self.low.pitch, "high": self.high.pitch}
        return (
            {name: knob.value for name, knob in self.knobs.items()}
            | {name: AUTO if pitch is None else pitch for name, pitch in ends.items()}
            | {"pickup": self.pickup.value}
        )

    @Slot()
    def _range_changed(self) -> None:
        low, high = self.low.pitch, self.high.pitch
        narrow = low is not None and high is not None and high - low < OCTAVE
        self.problem = "The melody needs a range of an octave at least." if narrow else ""
        self.said.setText(self.problem)
        self.said.setVisible(narrow)
        self.changed.emit()


class Sampling(QWidget):
    """Temperature, top-p and the seed; Adventure sets the first two where it is not on Auto."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._by_adventure = False
        self.temperature, self.top_p = Decimal(0.05, 5.0, 1.0), Decimal(0.05, 1.0, 0.97)
        self.temperature.setToolTip("Above 1 rare notes come more often, below 1 less often")
        self.top_p.setToolTip("Only the likeliest notes that make up this share are drawn from")
        self.seed = Number(NEW_SEED, 2**31 - 1, NEW_SEED)
        self.seed.setSpecialValueText("New")
        self.seed.setToolTip("New: another one each time. The same seed and settings write the same ideas again.")
        for name in ("temperature", "top_p", "seed"):
            getattr(self, name).setObjectName(name)
            getattr(self, name).setMinimumWidth(56)
        self.said = text_label("", "small", wrap=True)
        drawn = QHBoxLayout()
        drawn.setSpacing(SPACING)
        drawn.addLayout(labelled("Temperature", self.temperature), 1)
        drawn.addLayout(labelled("Top-p", self.top_p), 1)
        drawn.addLayout(labelled("Seed", self.seed), 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, SPACING // 2)
        column.setSpacing(SPACING // 2)
        column.addLayout(drawn)
        column.addWidget(self.said)
        for field in (self.temperature, self.top_p, self.seed):
            field.valueChanged.connect(self.changed)

    @property
    def summary(self) -> str:
        """What is set, for the title under which this is folded."""
        usual = self._by_adventure or (self.temperature.value(), self.top_p.value()) == (1.0, 0.97)
        drawn = "" if usual else f"temperature {self.temperature.value():g}, top-p {self.top_p.value():g}"
        seed = f"seed {self.seed.value()}" if self.seed.value() != NEW_SEED else ""
        return ", ".join(part for part in (drawn, seed) if part)

    def take(self, settings: Settings) -> None:
        """Stand as the settings say."""
        self.temperature.setValue(settings.temperature)
        self.top_p.setValue(settings.top_p)
        self.seed.setValue(settings.seed)

    def told(self) -> dict[str, Any]:
        """The settings that stand here, by name."""
        drawn = {"temperature": round(self.temperature.value(), 2), "top_p": round(self.top_p.value(), 2)}
        return drawn | {"seed": self.seed.value()}

    def follow(self, adventure: float | None) -> None:
        """Say what Adventure makes of temperature and top-p, which are its while it is set."""
        self._by_adventure = adventure is not None
        self.temperature.setEnabled(adventure is None)
        self.top_p.setEnabled(adventure is None)
        self.said.setVisible(adventure is not None)
        if adventure is not None:
            temperature, top_p = Request(adventure=adventure).drawn
            self.said.setText(f"Adventure sets temperature {temperature:.2f} and top-p {top_p:.2f}.")
