"""A field for a pitch by its name, or for none."""

from __future__ import annotations

from PySide6.QtGui import QValidator

from composer_app.music.note import parse_pitch, pitch_name
from composer_app.ui.widgets.controls import Number

_LOWEST, _HIGHEST = 36, 108
ANY = "Auto"


class PitchNumber(Number):
    """A spin box that reads and writes note names, middle C being C4; its least value is Auto."""

    def __init__(self, name: str) -> None:
        super().__init__(_LOWEST - 1, _HIGHEST, _LOWEST - 1, name=name)
        self.setSpecialValueText(ANY)
        self.setToolTip(f"{name}, such as C4 (MIDI 60); a step below {pitch_name(_LOWEST)} is Auto")

    @property
    def pitch(self) -> int | None:
        """The MIDI pitch; None on Auto."""
        return self.value() if self.value() >= _LOWEST else None

    def stand(self, pitch: int | None) -> None:
        """Stand on a pitch, or on Auto."""
        self.setValue(_LOWEST - 1 if pitch is None else pitch)

    def textFromValue(self, value: int) -> str:
        return pitch_name(value)

    def valueFromText(self, text: str) -> int:
        return read_pitch(text) or self.value()

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        if read_pitch(text) is not None or text == ANY:
            return QValidator.State.Acceptable, text, position
        half = ANY.lower().startswith(text.lower()) or (text[:1].lower() in "abcdefg" and len(text) < 4)
        return QValidator.State.Intermediate if half else QValidator.State.Invalid, text, position

    def stepBy(self, steps: int) -> None:
        """From Auto the first step goes to middle C, where most melodies are."""
        if self.pitch is None and steps > 0:
            self.setValue(60)
        else:
            super().stepBy(steps)


def read_pitch(text: str) -> int | None:
    """The MIDI pitch of a name such as C4, F#3 or Bb5; None where it is none, or out of reach."""
    try:
        pitch = parse_pitch(text)
    except ValueError:
        return None
    return pitch if _LOWEST <= pitch <= _HIGHEST else None
