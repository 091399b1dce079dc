"""The Generate panel: the button, what it will write, the model, and the controls of an idea."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from composer_app.protocol.controls import ALL_AUTO, CONTROLS, default
from composer_app.settings import PERCENT, Settings, to_percent, to_share
from composer_app.ui.panels.generate.fold import Fold
from composer_app.ui.panels.generate.knob import Knob
from composer_app.ui.panels.generate.length import Length
from composer_app.ui.panels.generate.scroll import Scroll
from composer_app.ui.panels.generate.signature import Signature
from composer_app.ui.panels.generate.verbs import Verbs
from composer_app.ui.widgets.controls import (
    Choice,
    icon_button,
    sentence,
    set_kind,
    text_button,
    text_label,
)
from composer_app.ui.widgets.icons import icon
from composer_app.ui.widgets.theme import ON_ACCENT, SPACING

if TYPE_CHECKING:
    from composer_app.models.listing import ModelChoice
    from composer_app.protocol.request import Request
    from composer_app.ui.panels.generate.steering import Sampling, Shape
    from composer_app.ui.session.target import Target

COUNTS = (2, 4, 6, 8)
ONLY_NEW = "Only a new idea begins with a pickup; what is filled or continued keeps its own beginning."
_EDGE = 2 * SPACING
_NAME_WIDTH = 38


class GeneratePanel(QWidget):
    """Emits what is to be written; `request` is what the controls ask for, `set_target` sets what a click will act on.

    The folded sections are built by `finish`, after the window has been painted.
    """

    generate_requested = Signal()
    vary_requested = Signal()
    continue_requested = Signal()
    bridge_requested = Signal(object)
    destinations_wanted = Signal()
    target_cleared = Signal()
    cancel_requested = Signal()
    model_chosen = Signal(object)
    training_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Generate")
        self._busy = self._written = 0
        self._target: Target | None = None
        self._has_notes = False
        self._reasons: Mapping[str, str] = {}
        self.settings = Settings()
        self.shape: Shape | None = None
        self.sampling: Sampling | None = None
        self._make_controls()
        self._lay_out()
        self._connect()

    def _make_controls(self) -> None:
        self.button = text_button("Generate idea", "primary")
        self.button.setIcon(icon("generate", ON_ACCENT))
        self.about = text_label("", "small", wrap=True)
        self.drop = icon_button("close", "Write a new idea instead")
        self.drop.setProperty("kind", "small")
        self.verbs = Verbs()
        self.onward = self.verbs.onward
        self.model = Choice()
        self.model.setToolTip("The model that writes: the one that comes with Inkling, or one trained on your songs")
        self.train = text_button("Train ...", "", "Train a model on your own songs (Ctrl+T)", "training")
        self.length = Length()
        self.count = Choice([(f"{count} ideas", count) for count in COUNTS])
        self.count.setAccessibleName("Ideas")
        self.count.setFixedWidth(88)
        self.count.setToolTip("How many alternatives one click writes")
        self.signature = Signature()
        self.adventure = Knob(CONTROLS["adventure"])
        self.shape_fold = Fold("Shape", "shape", "Density, rests, leaps, syncopation, chords, range and pickup")
        self.advanced_fold = Fold("Advanced", "advanced", "Temperature, top-p and seed")
        names = {
            "button": "generate", "drop": "clear_target", "model": "model", "train": "train", "count": "count",
            "about": "target",
        }  # fmt: skip
        for attribute, name in names.items():
            getattr(self, attribute).setObjectName(name)

    def _lay_out(self) -> None:
        about = QHBoxLayout()
        about.setSpacing(SPACING // 2)
        about.addWidget(self.about, 1)
        about.addWidget(self.drop, 0, Qt.AlignmentFlag.AlignTop)
        self.drop.setFixedSize(22, 22)
        self.about.setMinimumHeight(22)
        head = QVBoxLayout()
        head.setContentsMargins(_EDGE, _EDGE - 4, _EDGE, SPACING)
        head.setSpacing(SPACING // 2)
        head.addWidget(self.button)
        head.addLayout(about)
        head.addWidget(self.verbs)
        folds = QHBoxLayout()
        folds.setSpacing(SPACING)
        folds.addWidget(self.shape_fold, 1)
        folds.addWidget(self.advanced_fold, 1)
        inside = QWidget()
        rest = QVBoxLayout(inside)
        rest.setContentsMargins(_EDGE, SPACING // 2, _EDGE, SPACING)
        rest.setSpacing(SPACING)
        rest.addLayout(self._model_row())
        rest.addLayout(self._length_row())
        rest.addWidget(self.length.entry)
        rest.addWidget(self.signature)
        rest.addWidget(self.adventure)
        rest.addLayout(folds)
        rest.addWidget(self.shape_fold.body)
        rest.addWidget(self.advanced_fold.body)
        rest.addStretch(1)
        self._scroll = Scroll(inside)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self._scroll, 1)

    def _model_row(self) -> QHBoxLayout:
        row = _row(_name("Model", self.model), self.model, self.train)
        row.setStretch(1, 1)
        return row

    def _length_row(self) -> QHBoxLayout:
        row = _row(_name("Bars", self.length), self.length, self.count)
        row.setStretch(1, 1)
        return row

    def _connect(self) -> None:
        self.button.clicked.connect(self._clicked)
        self.drop.clicked.connect(self.target_cleared)
        self.verbs.vary_requested.connect(self.vary_requested)
        self.verbs.continue_requested.connect(self.continue_requested)
        self.verbs.bridge_requested.connect(self.bridge_requested)
        self.verbs.destinations_wanted.connect(self.destinations_wanted)
        self.train.clicked.connect(self.training_requested)
        self.model.chosen.connect(self.model_chosen)
        self.length.changed.connect(self._show)
        self.signature.changed.connect(self._show)
        self.adventure.changed.connect(self._show)
        self._show()

    def finish(self) -> None:
        """Build the folded sections and set them to the settings."""
        from composer_app.ui.panels.generate.steering import Sampling, Shape

        self.shape, self.sampling = Shape(), Sampling()
        for fold, part in ((self.shape_fold, self.shape), (self.advanced_fold, self.sampling)):
            inside = QVBoxLayout(fold.body)
            inside.setContentsMargins(0, 0, 0, 0)
            inside.addWidget(part)
            part.apply(self.settings)
            part.changed.connect(self._show)
        self.shape_fold.setChecked(self.settings.shape_shown)
        self.advanced_fold.setChecked(self.settings.advanced_shown)
        self._disable_unsupported()
        self._show()

    @property
    def problem(self) -> str:
        """Why no idea can be written with these controls; "" where one can."""
        return self.length.problem or (self.shape.problem or self._too_long if self.shape else "")

    def request(self) -> Request:
        """The new ideas that the controls ask for; to be called only where there is no `problem`."""
        # Late, like all that a click needs and the first paint does not.
        from composer_app.protocol.request import Request

        shape, sampling = self.shape, self.sampling
        low, high = shape.range if shape else (None, None)
        return Request(
            bars=self.length.bars,
            form=self.length.form_text,
            pickup=shape.pickup_beats if shape and not self._too_long else 0,
            count=self._count,
            amount=self.verbs.amount.value() / PERCENT,
            key=self.signature.chosen_key,
            lock_key=self.signature.locks_key,
            meter=self.signature.chosen_meter,
            tempo=self.signature.chosen_tempo,
            low=low,
            high=high,
            controls=shape.controls if shape else ALL_AUTO,
            adventure=self.adventure.share,
            temperature=round(sampling.temperature.value(), 2) if sampling else default("temperature"),
            top_p=round(sampling.top_p.value(), 2) if sampling else default("top_p"),
            seed=sampling.seed.value() if sampling and sampling.seed.value() >= 0 else None,
        )

    def apply(self, settings: Settings) -> None:
        """Set the controls to the settings."""
        self.settings = settings
        self.length.set_length(settings.bars, settings.form, settings.by_form)
        self.count.set_value(settings.count)
        self.signature.apply(settings)
        self.adventure.set_share(to_share(settings.adventure))
        self.verbs.amount.setValue(settings.amount)

    def to_settings(self, settings: Settings) -> Settings:
        """The settings with the values of the controls."""
        settings = self.signature.to_settings(settings)
        if self.shape and self.sampling:
            settings = self.sampling.to_settings(self.shape.to_settings(settings))
        return replace(
            settings,
            bars=self.length.bars,
            form=self.length.form.text(),
            by_form=self.length.by_form,
            count=self._count,
            adventure=to_percent(self.adventure.share),
            amount=self.verbs.amount.value(),
            shape_shown=self.shape_fold.isChecked(),
            advanced_shown=self.advanced_fold.isChecked(),
        )

    @property
    def _count(self) -> int:
        count = self.count.value
        return count if isinstance(count, int) else int(default("count"))

    @Slot(list, object)
    def set_models(self, choices: Sequence[ModelChoice], chosen: Path | None) -> None:
        """Offer these models."""
        if choices:
            self.model.set_choices([(choice.name, choice.path) for choice in choices], chosen)
        else:
            self.model.set_choices([("No model yet", None)], None)
        self.model.setEnabled(bool(choices))
        self._reasons = next((choice.reasons for choice in choices if choice.path == chosen), {})
        self._disable_unsupported()
        self._show()

    def _disable_unsupported(self) -> None:
        """Disable the controls that the model cannot follow; their tooltips say why."""
        reasons = self._reasons
        self.length.disable_form(reasons.get("form", ""))
        self.signature.disable_key(reasons.get("key", ""))
        if self.shape:
            self.shape.disable(reasons.get("controls", ""), reasons.get("range", ""))

    @property
    def _too_long(self) -> str:
        """Why the pickup does not fit the meter; "" where it does."""
        meter = self.signature.chosen_meter
        if self.shape is None or meter is None or self.shape.pickup_beats <= meter.longest_pickup:
            return ""
        return f"A pickup is shorter than a bar of {meter}: choose a shorter one, or another meter."

    @Slot(object)
    def set_target(self, target: Target) -> None:
        """Show what a click on the button will write."""
        if target != self._target:
            self._target = target
            self._show()

    def set_clip_open(self, has_notes: bool) -> None:
        """Whether there is something to vary and to write on from."""
        if has_notes != self._has_notes:
            self._has_notes = has_notes
            self._show()

    @Slot(int)
    def set_busy(self, count: int) -> None:
        """Show that `count` ideas are being written; 0 when none are."""
        self._busy, self._written = count, 0
        self.button.setIcon(QIcon() if count else icon("generate", ON_ACCENT))
        self._show()

    @Slot()
    def count_written(self) -> None:
        """Show that one more is there."""
        self._written += 1
        self._show_button()

    @Slot()
    def _show(self) -> None:
        """Bring the button, the line under it and the titles in step with the controls."""
        target, task = self._target, self._target.task if self._target else "new"
        wrong = (target.problem if target else "") or self.refusal(task)
        narrow = self.shape.problem if self.shape else ""
        wrong = wrong or (self.problem if task == "new" else narrow)
        self.about.setText(wrong or (target.about if target else "") or f"A new idea: {self.length.about}")
        set_kind(self.about, "problem" if wrong else "small")
        self.drop.setVisible(bool(target and (target.source or target.problem)))
        self.button.setEnabled(not wrong or bool(self._busy))
        refused = dict.fromkeys(("vary", "continue", "bridge"), narrow) if narrow else self._reasons
        self.verbs.set_state(self._has_notes, bool(self._busy), refused)
        self._show_button()
        if self.shape and self.sampling:
            self.shape.disable_pickup(self._reasons.get("pickup", "") or ("" if task == "new" else ONLY_NEW))
            self.sampling.show_adventure(self.adventure.share)
            self.shape_fold.set_summary(self.shape.summary)
            self.advanced_fold.set_summary(self.sampling.summary)

    def refusal(self, task: str) -> str:
        """Why the chosen model cannot do a task; "" where it can."""
        return sentence(self._reasons.get(task, ""))

    def _show_button(self) -> None:
        writing = f"Writing {min(self._written + 1, self._busy)} of {self._busy} - stop" if self._busy else ""
        verb = self._target.label if self._target else "Generate idea"
        self.button.setText(writing or verb)
        self.button.setAccessibleName(writing or verb)
        self.button.setAccessibleDescription(self.about.text())
        tip = "Stop writing; the ideas written so far stay" if writing else f"{self.about.text()} (Ctrl+G)"
        self.button.setToolTip(tip)

    @Slot()
    def _clicked(self) -> None:
        if self._busy:
            self.cancel_requested.emit()
        else:
            self.generate_requested.emit()


def _name(text: str, control: QWidget) -> QLabel:
    """The name of the control beside it; all as wide, so that the controls are aligned."""
    name = text_label(text, "label")
    name.setFixedWidth(_NAME_WIDTH)
    name.setBuddy(control)
    if not control.accessibleName():
        control.setAccessibleName(text)
    return name


def _row(*controls: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(SPACING)
    for control in controls:
        row.addWidget(control)
    return row
