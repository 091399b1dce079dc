"""A field for a pitch, by its name."""

from __future__ import annotations

from PySide6.QtGui import QValidator

from composer_app.music.note import parse_pitch, pitch_name
from composer_app.protocol.controls import Control
from composer_app.ui.widgets.controls import Number

AUTO = "Auto"


class PitchNumber(Number):
    """A spin box for note names, middle C being C4; a step below its lowest note is Auto."""

    def __init__(self, control: Control) -> None:
        self._lowest, self._highest = map(int, control.window_range)
        super().__init__(self._lowest - 1, self._highest, self._lowest - 1, name=control.tip.rstrip("."))
        self.setObjectName(control.name)
        self.setSpecialValueText(AUTO)
        self.setToolTip(
            f"{control.tip.rstrip('.')}, such as C4 (MIDI 60); a step below {pitch_name(self._lowest)} is Auto"
        )

    @property
    def pitch(self) -> int | None:
        """The MIDI pitch; None on Auto."""
        return self.value() if self.value() >= self._lowest else None

    def set_pitch(self, pitch: int | None) -> None:
        """Set a pitch, or Auto for None."""
        self.setValue(self._lowest - 1 if pitch is None else pitch)

    def _read(self, text: str) -> int | None:
        """The MIDI pitch of a name such as C4, F#3 or Bb5; None where it is none, or out of range."""
        try:
            pitch = parse_pitch(text)
        except ValueError:
            return None
        return pitch if self._lowest <= pitch <= self._highest else None

    def textFromValue(self, value: int) -> str:
        return pitch_name(value)

    def valueFromText(self, text: str) -> int:
        return self._read(text) or self.value()

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        if self._read(text) is not None or text == AUTO:
            return QValidator.State.Acceptable, text, position
        half = AUTO.lower().startswith(text.lower()) or (text[:1].lower() in "abcdefg" and len(text) < 4)
        return QValidator.State.Intermediate if half else QValidator.State.Invalid, text, position

    def stepBy(self, steps: int) -> None:
        """From Auto the first step goes to middle C, where most melodies are."""
        if self.pitch is None and steps > 0:
            self.setValue(60)
        else:
            super().stepBy(steps)
