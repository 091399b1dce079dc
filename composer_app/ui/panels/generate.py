"""What to write next: the model, the few choices that matter, and the button."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSlider, QVBoxLayout, QWidget

from composer_app.music.key import Key
from composer_app.settings import Settings
from composer_app.ui.controls import Choice, Number, Segments, labelled, text_button, text_label
from composer_app.ui.icons import icon
from composer_app.ui.theme import ON_ACCENT, SPACING

if TYPE_CHECKING:
    from composer_app.generation.request import Request
    from composer_app.library.models import ModelChoice

BARS = ((4, "4"), (8, "8"), (16, "16"))
COUNTS = (2, 4, 6, 8)
METERS = ("4/4", "3/4", "6/8", "2/4", "12/8")
SLOWEST, FASTEST = 40, 240
_ANY = "Any"


class GeneratePanel(QWidget):
    """Emits wishes; `request` is what the controls say now."""

    generate_requested = Signal()
    continue_requested = Signal()
    cancel_requested = Signal()
    model_chosen = Signal(object)
    training_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Generate")
        self._busy = 0
        self._written = 0
        self._make_controls()
        self._lay_out()
        self._connect()

    def _make_controls(self) -> None:
        self.button = text_button("Generate idea", "primary", "Write new ideas with the model (Ctrl+G)")
        self.button.setIcon(icon("generate", ON_ACCENT))
        self.onward = text_button("Continue", "", "Write on from the opened clip (Ctrl+Shift+G)", "continue")
        self.onward.setProperty("kind", "tall")
        self.onward.setEnabled(False)
        self.model = Choice()
        self.model.setToolTip("The model that writes: the one that comes with Inkling, or one trained on your songs")
        self.train = text_button("Train ...", "", "Train a model on your own songs (Ctrl+T)", "training")
        self.bars = Segments([(text, bars) for bars, text in BARS], 8, "Bars")
        self.count = Choice([(str(count), count) for count in COUNTS])
        self.count.setToolTip("How many alternatives one click writes")
        keys = [str(Key(tonic, minor)) for minor in (False, True) for tonic in range(12)]
        self.key = Choice([(_ANY, ""), *((name, name) for name in keys)])
        self.meter = Choice([(_ANY, ""), *((name, name) for name in METERS)])
        self.tempo = Number(SLOWEST - 1, FASTEST, SLOWEST - 1)
        self.tempo.setSpecialValueText(_ANY)
        self.tempo.setToolTip("Quarter notes a minute; Any leaves it to the model")
        self.adventure = QSlider(Qt.Orientation.Horizontal)
        self.adventure.setRange(0, 100)
        self.adventure.setValue(50)
        self.adventure.setPageStep(10)
        self.adventure.setAccessibleName("Adventure")
        self.adventure.setToolTip("Adventure. Left: what the songs do most often. Right: what they hardly ever do.")
        names = {
            "button": "generate",
            "onward": "continue",
            "model": "model",
            "train": "train",
            "bars": "bars",
            "count": "count",
            "key": "key",
            "meter": "meter",
            "tempo": "idea_tempo",
            "adventure": "adventure",
        }
        for attribute, name in names.items():
            getattr(self, attribute).setObjectName(name)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(SPACING)
        head.addLayout(labelled("Model", self.model), 1)
        head.addWidget(self.train, 0, Qt.AlignmentFlag.AlignBottom)
        grid = QGridLayout()
        grid.setHorizontalSpacing(SPACING)
        grid.setVerticalSpacing(SPACING + 4)
        grid.addLayout(labelled("Bars", self.bars), 0, 0, 1, 2)
        grid.addLayout(labelled("Ideas", self.count), 0, 2)
        grid.addLayout(labelled("Key", self.key), 1, 0)
        grid.addLayout(labelled("Meter", self.meter), 1, 1)
        grid.addLayout(labelled("Tempo", self.tempo), 1, 2)
        for column in range(3):
            grid.setColumnStretch(column, 1)
        slide = QHBoxLayout()
        slide.setSpacing(SPACING)
        slide.addWidget(text_label("Familiar", "small"))
        slide.addWidget(self.adventure, 1)
        slide.addWidget(text_label("Bold", "small"))
        wish = QHBoxLayout()
        wish.setSpacing(SPACING)
        wish.addWidget(self.button, 1)
        wish.addWidget(self.onward)
        stack = QVBoxLayout(self)
        stack.setContentsMargins(2 * SPACING, 2 * SPACING, 2 * SPACING, 2 * SPACING)
        stack.setSpacing(SPACING + 4)
        stack.addLayout(wish)
        stack.addLayout(head)
        stack.addLayout(grid)
        stack.addLayout(slide)

    def _connect(self) -> None:
        self.button.clicked.connect(self._clicked)
        self.onward.clicked.connect(self.continue_requested)
        self.train.clicked.connect(self.training_requested)
        self.model.chosen.connect(self.model_chosen)

    def request(self) -> Request:
        """The new ideas that the controls ask for."""
        # Late, like all that a click needs and the first paint does not.
        from composer_app.generation.request import Request
        from composer_app.music.meter import Meter

        key, meter, bars, count = str(self.key.value), str(self.meter.value), self.bars.value, self.count.value
        over, _, under = meter.partition("/")
        return Request(
            bars=bars if isinstance(bars, int) else 8,
            count=count if isinstance(count, int) else 4,
            key=Key.parse(key) if key else None,
            meter=Meter(int(over), int(under)) if meter else None,
            tempo=float(self.tempo.value()) if self.tempo.value() >= SLOWEST else None,
            temperature=round(0.7 + 0.6 * self.adventure.value() / 100, 3),
        )

    def take(self, settings: Settings) -> None:
        """Stand as the settings say."""
        self.bars.set_value(settings.bars)
        self.count.set_value(settings.count)
        self.key.set_value(settings.key)
        self.meter.set_value(settings.meter)
        self.tempo.setValue(settings.tempo)
        self.adventure.setValue(settings.adventure)

    def told(self, settings: Settings) -> Settings:
        """The settings with what stands here."""
        request = self.request()
        return replace(
            settings,
            bars=request.bars,
            count=request.count,
            key=str(self.key.value),
            meter=str(self.meter.value),
            tempo=int(request.tempo or 0),
            adventure=self.adventure.value(),
        )

    @Slot(list, object)
    def set_models(self, choices: Sequence[ModelChoice], chosen: Path | None) -> None:
        """Offer these models."""
        if choices:
            self.model.set_choices([(choice.name, choice.path) for choice in choices], chosen)
        else:
            self.model.set_choices([("No model yet", None)], None)
        self.model.setEnabled(bool(choices))

    def set_clip_open(self, has_notes: bool) -> None:
        """Whether there is something to continue."""
        self.onward.setEnabled(has_notes and not self._busy)

    @Slot(int)
    def set_busy(self, count: int) -> None:
        """Show that `count` ideas are being written; 0 when none are."""
        self._busy, self._written = count, 0
        self.onward.setEnabled(self.onward.isEnabled() and not count)
        self.button.setIcon(QIcon() if count else icon("generate", ON_ACCENT))
        self._show_progress()

    @Slot(list)
    def count_written(self, ideas: list[object]) -> None:
        """Show that one more is there."""
        self._written += len(ideas)
        self._show_progress()

    def _show_progress(self) -> None:
        writing = f"Writing {min(self._written + 1, self._busy)} of {self._busy} - stop" if self._busy else ""
        self.button.setText(writing or "Generate idea")
        self.button.setAccessibleName(writing or "Generate idea")

    @Slot()
    def _clicked(self) -> None:
        if self._busy:
            self.cancel_requested.emit()
        else:
            self.generate_requested.emit()
