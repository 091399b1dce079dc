"""What to write next: the button, what it acts on, the model, and how an idea is to be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from composer_app.music.key import Key
from composer_app.settings import Settings
from composer_app.ui.panels.generate.fold import Fold
from composer_app.ui.panels.generate.knob import Knob
from composer_app.ui.panels.generate.length import Length
from composer_app.ui.panels.generate.scroll import Scroll
from composer_app.ui.panels.generate.verbs import Verbs
from composer_app.ui.widgets.controls import (
    Choice,
    Number,
    icon_button,
    labelled,
    refuse,
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
METERS = ("4/4", "3/4", "2/4", "6/8", "2/2", "12/8")
SLOWEST, FASTEST = 40, 240
ONLY_NEW = "Only a new idea begins with a pickup; what is filled or written on keeps its own beginning."
_ANY = "Any"
_EDGE = 2 * SPACING
_NAME_WIDTH = 38


class GeneratePanel(QWidget):
    """Emits wishes; `request` is what the controls say now, `set_aim` tells what a click will act on.

    What is folded away is built by `finish`, after the window has been painted.
    """

    generate_requested = Signal()
    vary_requested = Signal()
    continue_requested = Signal()
    bridge_requested = Signal(object)
    targets_wanted = Signal()
    aim_dropped = Signal()
    cancel_requested = Signal()
    model_chosen = Signal(object)
    training_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Generate")
        self._busy = self._written = 0
        self._aim: Target | None = None
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
        keys = [str(Key(tonic, minor)) for minor in (False, True) for tonic in range(12)]
        self.key = Choice([(_ANY, ""), *((name, name) for name in keys)])
        self.lock_key = icon_button(icon("unlock"), "Lock the key: no note leaves its scale", checkable=True)
        self.meter = Choice([(_ANY, ""), *((name, name) for name in METERS)])
        self.tempo = Number(SLOWEST - 1, FASTEST, SLOWEST - 1)
        self.tempo.setSpecialValueText(_ANY)
        self.tempo.setToolTip("Quarter notes a minute; Any leaves it to the model")
        self.adventure = Knob("Adventure", "Left: what the songs do most often. Right: what they hardly ever do.")
        self.shape_fold = Fold("Shape", "shape", "Density, rests, leaps, syncopation, chords, range and pickup")
        self.advanced_fold = Fold("Advanced", "advanced", "Temperature, top-p and seed")
        names = {
            "button": "generate", "drop": "drop_aim", "model": "model", "train": "train", "count": "count",
            "key": "key", "lock_key": "lock_key", "meter": "meter", "tempo": "idea_tempo", "about": "aim",
        }  # fmt: skip
        for attribute, name in names.items():
            getattr(self, attribute).setObjectName(name)

    def _lay_out(self) -> None:
        said = QHBoxLayout()
        said.setSpacing(SPACING // 2)
        said.addWidget(self.about, 1)
        said.addWidget(self.drop, 0, Qt.AlignmentFlag.AlignTop)
        self.drop.setFixedSize(22, 22)
        self.about.setMinimumHeight(22)
        head = QVBoxLayout()
        head.setContentsMargins(_EDGE, _EDGE - 4, _EDGE, SPACING)
        head.setSpacing(SPACING // 2)
        head.addWidget(self.button)
        head.addLayout(said)
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
        rest.addLayout(self._key_row())
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

    def _key_row(self) -> QHBoxLayout:
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
        row = QHBoxLayout()
        row.setSpacing(SPACING)
        row.addLayout(labelled("Key", keyed), 5)
        row.addLayout(labelled("Meter", self.meter), 4)
        row.addLayout(labelled("Tempo", self.tempo), 4)
        return row

    def _connect(self) -> None:
        self.button.clicked.connect(self._clicked)
        self.drop.clicked.connect(self.aim_dropped)
        self.verbs.vary_requested.connect(self.vary_requested)
        self.verbs.continue_requested.connect(self.continue_requested)
        self.verbs.bridge_requested.connect(self.bridge_requested)
        self.verbs.targets_wanted.connect(self.targets_wanted)
        self.train.clicked.connect(self.training_requested)
        self.model.chosen.connect(self.model_chosen)
        self.lock_key.toggled.connect(self._show_lock)
        self.length.changed.connect(self._show)
        self.meter.chosen.connect(self._show)
        self.adventure.changed.connect(self._show)
        self._show()

    def finish(self) -> None:
        """Build what is folded away, and stand there as the settings say."""
        from composer_app.ui.panels.generate.steering import Sampling, Shape

        self.shape, self.sampling = Shape(), Sampling()
        for fold, part in ((self.shape_fold, self.shape), (self.advanced_fold, self.sampling)):
            inside = QVBoxLayout(fold.body)
            inside.setContentsMargins(0, 0, 0, 0)
            inside.addWidget(part)
            part.take(self.settings)
            part.changed.connect(self._show)
        self.shape_fold.setChecked(self.settings.shape_shown)
        self.advanced_fold.setChecked(self.settings.advanced_shown)
        self._refuse()
        self._show()

    @property
    def problem(self) -> str:
        """Why what the controls say cannot be asked for; "" where it can."""
        return self.length.problem or (self.shape.problem or self._too_long if self.shape else "")

    def request(self) -> Request:
        """The new ideas that the controls ask for; to be called only where there is no `problem`."""
        # Late, like all that a click needs and the first paint does not.
        from composer_app.music.meter import Meter
        from composer_app.protocol.request import Controls, Request

        key = str(self.key.value) if self.key.isEnabled() else ""
        meter, count = str(self.meter.value), self.count.value
        low, high = self.shape.range if self.shape else (None, None)
        over, _, under = meter.partition("/")
        shape, sampling = self.shape, self.sampling
        return Request(
            bars=self.length.bars,
            form=self.length.form_text,
            pickup=shape.beats_before if shape and not self._too_long else 0,
            count=count if isinstance(count, int) else 4,
            amount=self.verbs.amount.value() / 100,
            key=Key.parse(key) if key else None,
            lock_key=self.lock_key.isChecked() and self.lock_key.isEnabled(),
            meter=Meter(int(over), int(under)) if meter else None,
            tempo=float(self.tempo.value()) if self.tempo.value() >= SLOWEST else None,
            low=low,
            high=high,
            controls=shape.controls if shape else Controls(),
            adventure=self.adventure.share,
            temperature=round(sampling.temperature.value(), 2) if sampling else 1.0,
            top_p=round(sampling.top_p.value(), 2) if sampling else 0.97,
            seed=sampling.seed.value() if sampling and sampling.seed.value() >= 0 else None,
        )

    def take(self, settings: Settings) -> None:
        """Stand as the settings say."""
        self.settings = settings
        self.length.stand(settings.bars, settings.form, settings.by_form)
        self.count.set_value(settings.count)
        self.key.set_value(settings.key)
        self.lock_key.setChecked(settings.lock_key)
        self.meter.set_value(settings.meter)
        self.tempo.setValue(settings.tempo)
        self.adventure.set_value(settings.adventure)
        self.verbs.amount.setValue(settings.amount)

    def told(self, settings: Settings) -> Settings:
        """The settings with what stands here."""
        folded = self.shape.told() | self.sampling.told() if self.shape and self.sampling else {}
        count = self.count.value
        return replace(
            settings,
            bars=self.length.bars,
            form=self.length.form.text(),
            by_form=self.length.by_form,
            count=count if isinstance(count, int) else 4,
            key=str(self.key.value),
            lock_key=self.lock_key.isChecked(),
            meter=str(self.meter.value),
            tempo=self.tempo.value() if self.tempo.value() >= SLOWEST else 0,
            adventure=self.adventure.value,
            amount=self.verbs.amount.value(),
            shape_shown=self.shape_fold.isChecked(),
            advanced_shown=self.advanced_fold.isChecked(),
            **folded,
        )

    @Slot(list, object)
    def set_models(self, choices: Sequence[ModelChoice], chosen: Path | None) -> None:
        """Offer these models."""
        if choices:
            self.model.set_choices([(choice.name, choice.path) for choice in choices], chosen)
        else:
            self.model.set_choices([("No model yet", None)], None)
        self.model.setEnabled(bool(choices))
        self._reasons = next((choice.reasons for choice in choices if choice.path == chosen), {})
        self._refuse()
        self._show()

    def _refuse(self) -> None:
        """Grey what the model cannot follow; the tooltip says why."""
        reasons = self._reasons
        self.length.refuse_form(reasons.get("form", ""))
        for control in (self.key, self.lock_key):
            refuse(control, reasons.get("key", ""))
        if self.shape:
            self.shape.refuse(reasons.get("controls", ""), reasons.get("range", ""))

    @property
    def _too_long(self) -> str:
        """Why the pickup does not fit the meter; "" where it does."""
        from composer_app.music.meter import Meter

        meter = Meter.parse(str(self.meter.value)) if self.meter.value else None
        if self.shape is None or meter is None or self.shape.beats_before <= meter.longest_pickup:
            return ""
        return f"A pickup is shorter than a bar of {meter}: choose a shorter one, or another meter."

    @Slot(object)
    def set_aim(self, aim: Target) -> None:
        """Show what a click on the button will write."""
        if aim != self._aim:
            self._aim = aim
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
        """Bring the button, the line under it and the titles in step with what stands here."""
        aim, task = self._aim, self._aim.task if self._aim else "new"
        wrong = (aim.problem if aim else "") or self.refusal(task)
        narrow = self.shape.problem if self.shape else ""
        wrong = wrong or (self.problem if task == "new" else narrow)
        self.about.setText(wrong or (aim.about if aim else "") or f"A new idea: {self.length.about}")
        set_kind(self.about, "problem" if wrong else "small")
        self.drop.setVisible(bool(aim and (aim.source or aim.problem)))
        self.button.setEnabled(not wrong or bool(self._busy))
        refused = dict.fromkeys(("vary", "continue", "bridge"), narrow) if narrow else self._reasons
        self.verbs.set_state(self._has_notes, bool(self._busy), refused)
        self._show_button()
        if self.shape and self.sampling:
            self.shape.refuse_pickup(self._reasons.get("pickup", "") or ("" if task == "new" else ONLY_NEW))
            self.sampling.follow(self.adventure.share)
            self.shape_fold.set_summary(self.shape.summary)
            self.advanced_fold.set_summary(self.sampling.summary)

    def refusal(self, task: str) -> str:
        """Why the chosen model cannot do a task; "" where it can."""
        return sentence(self._reasons.get(task, ""))

    def _show_button(self) -> None:
        writing = f"Writing {min(self._written + 1, self._busy)} of {self._busy} - stop" if self._busy else ""
        verb = self._aim.label if self._aim else "Generate idea"
        self.button.setText(writing or verb)
        self.button.setAccessibleName(writing or verb)
        self.button.setAccessibleDescription(self.about.text())
        tip = "Write no more; what is written stays" if writing else f"{self.about.text()} (Ctrl+G)"
        self.button.setToolTip(tip)

    @Slot(bool)
    def _show_lock(self, locked: bool) -> None:
        self.lock_key.setIcon(icon("lock" if locked else "unlock"))

    @Slot()
    def _clicked(self) -> None:
        if self._busy:
            self.cancel_requested.emit()
        else:
            self.generate_requested.emit()


def _name(text: str, control: QWidget) -> QLabel:
    """What a control beside it is called; all as wide, so that the controls stand under each other."""
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
