"""Mute, solo and level of each voice, behind one button that shows whether anything is changed."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QSlider, QToolButton, QWidget

from composer_app.music.voices import VOICES, score_order
from composer_app.playback.mix import USUAL_LEVEL, Mix, Strip
from composer_app.ui.widgets.controls import icon_button, text_label
from composer_app.ui.widgets.icons import icon
from composer_app.ui.widgets.theme import ACCENT, MUTED, SPACING

LEVEL_WIDTH = 128


class MixerButton(QToolButton):
    """Opens the mixer; `mix_changed` carries the mix after each change."""

    mix_changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        usual = icon_button("mixer", "Voices: mute, solo and level")
        self.setIcon(usual.icon())
        self.setIconSize(usual.iconSize())
        self.setToolTip(usual.toolTip())
        self.setAccessibleName(usual.accessibleName())
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setObjectName("mixer")
        self.mix = Mix()
        self._rows: dict[str, _Row] = {}
        self._popup: QFrame | None = None
        self.clicked.connect(self.show_mixer)

    @Slot()
    def show_mixer(self) -> None:
        """Open the mixer under the button; Esc or a click elsewhere closes it."""
        if self._popup is None:
            self._popup = self._made()
        self._popup.adjustSize()
        corner = self.mapToGlobal(QPoint(self.width() - self._popup.width(), self.height() + 4))
        self._popup.move(corner)
        self._popup.show()
        self._popup.setFocus()

    def _made(self) -> QFrame:
        popup = QFrame(self, Qt.WindowType.Popup)
        popup.setProperty("kind", "toast")
        popup.setObjectName("mixer_popup")
        popup.setAccessibleName("Voices")
        grid = QGridLayout(popup)
        grid.setContentsMargins(2 * SPACING, SPACING, 2 * SPACING, SPACING)
        grid.setHorizontalSpacing(SPACING)
        for number, voice in enumerate(score_order()):
            row = self._rows[voice] = _Row(voice, self.mix.strip(voice))
            for column, control in enumerate((row.name, row.mute, row.solo, row.level, row.figure)):
                grid.addWidget(control, number, column)
            row.mute.toggled.connect(self._changed)
            row.solo.toggled.connect(self._changed)
            row.level.valueChanged.connect(self._changed)
        return popup

    @Slot()
    def _changed(self) -> None:
        for voice, row in self._rows.items():
            self.mix = self.mix.with_strip(voice, row.strip)
        for voice, row in self._rows.items():
            row.show_heard(voice not in self.mix.silent)
        self.setIcon(icon("mixer", MUTED if self.mix.is_usual else ACCENT))
        self.mix_changed.emit(self.mix)


class _Row:
    """The controls of one voice."""

    def __init__(self, voice: str, strip: Strip) -> None:
        title = VOICES[voice].title
        self.name = text_label(title)
        self.mute = _letter("M", f"Mute {title.lower()}", f"mute_{voice}", strip.muted)
        self.solo = _letter("S", f"Solo {title.lower()}", f"solo_{voice}", strip.solo)
        self.level = QSlider(Qt.Orientation.Horizontal)
        self.level.setRange(0, 127)
        self.level.setPageStep(10)
        self.level.setValue(strip.level)
        self.level.setFixedWidth(LEVEL_WIDTH)
        self.level.setObjectName(f"level_{voice}")
        self.level.setAccessibleName(f"Level of {title.lower()}")
        self.level.setToolTip(f"Level, the volume of the MIDI channel; {USUAL_LEVEL} is usual")
        self.figure: QLabel = text_label(str(strip.level), "small")
        self.figure.setMinimumWidth(self.figure.fontMetrics().horizontalAdvance("888"))

    @property
    def strip(self) -> Strip:
        """What the controls say."""
        return Strip(self.level.value(), self.mute.isChecked(), self.solo.isChecked())

    def show_heard(self, heard: bool) -> None:
        """Show the level in figures, and whether the voice is heard."""
        self.figure.setText(str(self.level.value()))
        self.name.setEnabled(heard)


def _letter(text: str, name: str, object_name: str, checked: bool) -> QToolButton:
    button = QToolButton()
    button.setText(text)
    button.setCheckable(True)
    button.setChecked(checked)
    button.setProperty("kind", "small")
    button.setAccessibleName(name)
    button.setToolTip(name)
    button.setObjectName(object_name)
    return button
