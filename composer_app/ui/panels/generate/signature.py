"""Key, meter and tempo of an idea, side by side."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from composer_app.music.key import Key
from composer_app.protocol.controls import CONTROLS
from composer_app.settings import ANY_TEMPO, Settings
from composer_app.ui.widgets.controls import Choice, Number, disable, icon_button, labelled
from composer_app.ui.widgets.icons import icon
from composer_app.ui.widgets.theme import SPACING

if TYPE_CHECKING:
    from composer_app.music.meter import Meter

METERS = ("4/4", "3/4", "2/4", "6/8", "2/2", "12/8")
ANY = "Any"


class Signature(QWidget):
    """The key with its lock, the meter and the tempo; Any leaves each to the model."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        keys = [str(Key(tonic, minor)) for minor in (False, True) for tonic in range(12)]
        self.key = Choice([(ANY, ""), *((name, name) for name in keys)])
        self.lock_key = icon_button(icon("unlock"), "Lock the key: no note leaves its scale", checkable=True)
        self.meter = Choice([(ANY, ""), *((name, name) for name in METERS)])
        slowest, fastest = map(int, CONTROLS["tempo"].window_range)
        self.tempo = Number(slowest - 1, fastest, slowest - 1)
        self.tempo.setSpecialValueText(ANY)
        self.tempo.setToolTip("Quarter notes a minute; Any leaves the tempo to the model")
        fields = {"key": self.key, "lock_key": self.lock_key, "meter": self.meter, "idea_tempo": self.tempo}
        for name, field in fields.items():
            field.setObjectName(name)
        self._lay_out()
        self.lock_key.toggled.connect(self._show_lock)
        self.meter.chosen.connect(self.changed)

    def _lay_out(self) -> None:
        keyed = QWidget()
        beside = QHBoxLayout(keyed)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(0)
        beside.addWidget(self.key, 1)
        beside.addWidget(self.lock_key)
        self.key.setAccessibleName("Key")
        self.lock_key.setProperty("kind", "lock")
        keyed.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        for field in (self.key, self.meter, self.tempo):
            field.setMinimumWidth(56)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACING)
        row.addLayout(labelled("Key", keyed), 6)  # so that "Eb minor" is not cut
        row.addLayout(labelled("Meter", self.meter), 3)
        row.addLayout(labelled("Tempo", self.tempo), 3)

    def disable_key(self, reason: str) -> None:
        """Disable the key where the model cannot follow one; "" enables it again."""
        for control in (self.key, self.lock_key):
            disable(control, reason)

    @property
    def chosen_key(self) -> Key | None:
        """The key asked for; None where any will do, or the model cannot follow one."""
        return Key.parse(str(self.key.value)) if self.key.value and self.key.isEnabled() else None

    @property
    def locks_key(self) -> bool:
        """Whether no note may leave the key's scale."""
        return self.lock_key.isChecked() and self.lock_key.isEnabled()

    @property
    def chosen_meter(self) -> Meter | None:
        """The meter asked for; None where any will do."""
        from composer_app.music.meter import Meter  # late, as all that the first paint does not need

        return Meter.parse(str(self.meter.value)) if self.meter.value else None

    @property
    def chosen_tempo(self) -> float | None:
        """The tempo asked for in quarter notes a minute; None where any will do."""
        return float(self.tempo.value()) if self.tempo.value() > self.tempo.minimum() else None

    def apply(self, settings: Settings) -> None:
        """Set the controls to the settings."""
        self.key.set_value(settings.key)
        self.lock_key.setChecked(settings.lock_key)
        self.meter.set_value(settings.meter)
        self.tempo.setValue(settings.tempo)

    def to_settings(self, settings: Settings) -> Settings:
        """The settings with the values of these controls."""
        return replace(
            settings, key=str(self.key.value), lock_key=self.lock_key.isChecked(), meter=str(self.meter.value),
            tempo=ANY_TEMPO if self.chosen_tempo is None else self.tempo.value(),
        )  # fmt: skip

    @Slot(bool)
    def _show_lock(self, locked: bool) -> None:
        self.lock_key.setIcon(icon("lock" if locked else "unlock"))
