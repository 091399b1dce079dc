"""The folded sections of the panel: knobs, range and pickup of the music; temperature, top-p and seed."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from composer_app.protocol.controls import CONTROLS, Controls, default, knobs
from composer_app.protocol.request import OCTAVE, Request
from composer_app.settings import AUTO, Settings
from composer_app.ui.panels.generate.knob import Knob
from composer_app.ui.panels.generate.pitch import PitchNumber
from composer_app.ui.widgets.controls import Choice, Decimal, Number, disable, labelled, text_label
from composer_app.ui.widgets.theme import SPACING

NAME_WIDTH = 84


class Shape(QWidget):
    """The knobs, the melody's range and its pickup; what stays on Auto is left to the model."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.problem = ""
        self.knobs = {control.name: Knob(control) for control in knobs()}
        self.low, self.high = PitchNumber(CONTROLS["low"]), PitchNumber(CONTROLS["high"])
        self.message = text_label("", "problem", wrap=True)
        self.message.hide()
        self.pickup = Choice([(_beats(count), count) for count in range(int(CONTROLS["pickup"].window_range[1]) + 1)])
        self.pickup.setObjectName("pickup")
        self.pickup.setAccessibleName("Pickup")
        self.pickup.setToolTip("Beats that the melody begins before bar 1, where the chords begin; in 6/8 eighths")
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        for field in (self.low, self.high):
            field.setMinimumWidth(56)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, SPACING // 2)
        column.setSpacing(2)
        for knob in self.knobs.values():
            column.addWidget(knob)
        span = ((self.low, 1), (text_label("to", "small"), 0), (self.high, 1))
        column.addLayout(_named_row("Melody range", *span))
        column.addWidget(self.message)
        column.addSpacing(SPACING // 2)
        column.addLayout(_named_row("Pickup", (self.pickup, 1)))

    def _connect(self) -> None:
        for knob in self.knobs.values():
            knob.changed.connect(self.changed)
        self.pickup.chosen.connect(self.changed)
        for field in (self.low, self.high):
            field.valueChanged.connect(self._range_changed)

    def disable(self, knobs_reason: str, range_reason: str) -> None:
        """Disable the knobs and the range where the model cannot follow them, for these reasons; "" enables them."""
        for knob in self.knobs.values():
            disable(knob, knobs_reason)
        for field in (self.low, self.high):
            disable(field, range_reason)

    def disable_pickup(self, reason: str) -> None:
        """Disable the pickup for a reason; "" enables it again."""
        disable(self.pickup, reason)

    @property
    def pickup_beats(self) -> int:
        """How many beats the melody begins before bar 1; none where the pickup is disabled."""
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
        """What is set, for the title of the fold."""
        names = [knob.name.text() for knob in self.knobs.values() if knob.isEnabled() and knob.share is not None]
        names += ["Range"] if any(self.range) else []
        names += ["Pickup"] if self.pickup_beats else []
        return ", ".join(names) if len(names) < 3 else f"{len(names)} set"

    def apply(self, settings: Settings) -> None:
        """Set the controls to the settings."""
        for name, knob in self.knobs.items():
            knob.set_share(settings.controls.get(name))
        for field, pitch in ((self.low, settings.low), (self.high, settings.high)):
            field.set_pitch(None if pitch == AUTO else pitch)
        self.pickup.set_value(settings.pickup)

    def to_settings(self, settings: Settings) -> Settings:
        """The settings with the values of these controls."""
        low, high = (AUTO if pitch is None else pitch for pitch in (self.low.pitch, self.high.pitch))
        values = Controls(**{name: knob.share for name, knob in self.knobs.items()})
        pickup = self.pickup.value
        return replace(
            settings, controls=values, low=low, high=high, pickup=pickup if isinstance(pickup, int) else 0
        )

    @Slot()
    def _range_changed(self) -> None:
        low, high = self.low.pitch, self.high.pitch
        narrow = low is not None and high is not None and high - low < OCTAVE
        self.problem = "The melody needs a range of an octave at least." if narrow else ""
        self.message.setText(self.problem)
        self.message.setVisible(narrow)
        self.changed.emit()


class Sampling(QWidget):
    """Temperature, top-p and the seed; Adventure sets the first two where it is not on Auto."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._by_adventure = False
        self.temperature, self.top_p = _decimal("temperature"), _decimal("top_p")
        lowest, highest = map(int, CONTROLS["seed"].window_range)
        self.seed = Number(lowest - 1, highest, AUTO)
        self.seed.setSpecialValueText("New")
        self.seed.setToolTip(f"New: a different one each time. {CONTROLS['seed'].tip}")
        self.message = text_label("", "small", wrap=True)
        row = QHBoxLayout()
        row.setSpacing(SPACING)
        for name, stretch in (("temperature", 1), ("top_p", 1), ("seed", 2)):
            field = getattr(self, name)
            field.setObjectName(name)
            field.setMinimumWidth(56)
            field.valueChanged.connect(self.changed)
            row.addLayout(labelled(CONTROLS[name].title, field), stretch)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, SPACING // 2)
        column.setSpacing(SPACING // 2)
        column.addLayout(row)
        column.addWidget(self.message)

    @property
    def summary(self) -> str:
        """What is set, for the title of the fold."""
        temperature, top_p = self.temperature.value(), self.top_p.value()
        usual = self._by_adventure or (temperature, top_p) == (default("temperature"), default("top_p"))
        bold = "" if usual else f"temperature {temperature:g}, top-p {top_p:g}"
        seed = f"seed {self.seed.value()}" if self.seed.value() != AUTO else ""
        return ", ".join(part for part in (bold, seed) if part)

    def apply(self, settings: Settings) -> None:
        """Set the controls to the settings."""
        self.temperature.setValue(settings.temperature)
        self.top_p.setValue(settings.top_p)
        self.seed.setValue(settings.seed)

    def to_settings(self, settings: Settings) -> Settings:
        """The settings with the values of these controls."""
        temperature, top_p = round(self.temperature.value(), 2), round(self.top_p.value(), 2)
        return replace(settings, temperature=temperature, top_p=top_p, seed=self.seed.value())

    def show_adventure(self, adventure: float | None) -> None:
        """Disable temperature and top-p while Adventure sets them, and show what it sets; None for Auto."""
        self._by_adventure = adventure is not None
        self.temperature.setEnabled(adventure is None)
        self.top_p.setEnabled(adventure is None)
        self.message.setVisible(adventure is not None)
        if adventure is not None:
            temperature, top_p = Request(adventure=adventure).sampling
            self.message.setText(f"Adventure sets temperature {temperature:.2f} and top-p {top_p:.2f}.")


def _beats(count: int) -> str:
    return "None" if count == 0 else f"{count} beat" if count == 1 else f"{count} beats"


def _decimal(name: str) -> Decimal:
    control = CONTROLS[name]
    field = Decimal(*control.window_range, default(name))
    field.setToolTip(control.tip)
    return field


def _named_row(title: str, *parts: tuple[QWidget, int]) -> QHBoxLayout:
    """A row of widgets, each with its stretch, behind a name."""
    name = text_label(title, "label")
    name.setFixedWidth(NAME_WIDTH)
    row = QHBoxLayout()
    row.setSpacing(SPACING)
    for part, stretch in ((name, 0), *parts):
        row.addWidget(part, stretch)
    return row
