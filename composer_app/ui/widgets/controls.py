"""The small controls that panels are made of, so that all look and speak alike."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QIcon, QValidator, QWheelEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QDoubleSpinBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QSpinBox,
    QStyledItemDelegate,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from composer_app.ui.widgets.icons import icon
from composer_app.ui.widgets.theme import SPACING

ICON = QSize(20, 20)
_State = QValidator.State


def text_label(text: str, kind: str = "", wrap: bool = False) -> QLabel:
    """A label in one of the theme's kinds of text."""
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    if kind:
        label.setProperty("kind", kind)
    label.setWordWrap(wrap)
    return label


def set_kind(widget: QWidget, kind: str) -> None:
    """Give a widget another of the theme's looks."""
    if widget.property("kind") != kind:
        widget.setProperty("kind", kind)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def sentence(text: str) -> str:
    """A reason as a sentence: a capital at its beginning and a full stop at its end."""
    return f"{text[:1].upper()}{text[1:].rstrip('.')}." if text else ""


def disable(widget: QWidget, reason: str) -> None:
    """Disable a control, with the reason as its tooltip; "" enables it, with the tooltip it had."""
    usual = widget.property("usual_tip")
    if usual is None:
        usual = widget.toolTip()
        widget.setProperty("usual_tip", usual)
    widget.setEnabled(not reason)
    widget.setToolTip(reason or usual)


def text_button(text: str, kind: str = "", tip: str = "", icon_name: str = "") -> QPushButton:
    """A button with a text; clicking it does not take the keyboard away from where it was."""
    button = QPushButton(text)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.setCursor(Qt.CursorShape.PointingHandCursor)
    button.setAccessibleName(text)
    if kind:
        button.setProperty("kind", kind)
    if tip:
        button.setToolTip(tip)
    if icon_name:
        button.setIcon(icon(icon_name))
        button.setIconSize(ICON)
    return button


def icon_button(source: str | QIcon, name: str, shortcut: str = "", checkable: bool = False) -> QToolButton:
    """A button with an icon; its name is its tooltip too, with the shortcut behind."""
    button = QToolButton()
    button.setIcon(icon(source) if isinstance(source, str) else source)
    button.setIconSize(ICON)
    button.setAccessibleName(name)
    button.setToolTip(f"{name} ({shortcut})" if shortcut else name)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.setCheckable(checkable)
    return button


def labelled(text: str, control: QWidget) -> QVBoxLayout:
    """A control under its label, which names it to a screen reader too."""
    label = text_label(text, "label")
    label.setBuddy(control)
    if not control.accessibleName():
        control.setAccessibleName(text)
    column = QVBoxLayout()
    column.setSpacing(SPACING // 2)
    column.addWidget(label)
    column.addWidget(control)
    return column


def row(*controls: QWidget) -> QWidget:
    """Controls side by side that share the width; hidden or shown together."""
    made = QWidget()
    inside = QHBoxLayout(made)
    inside.setContentsMargins(0, 0, 0, 0)
    inside.setSpacing(SPACING)
    for control in controls:
        inside.addWidget(control, 1)
    return made


def line() -> QFrame:
    """A hairline between two parts of a panel."""
    made = QFrame()
    made.setProperty("kind", "line")
    made.setFixedHeight(1)
    return made


class Choice(QComboBox):
    """A box of choices, each a text with a value behind it; the wheel scrolls past it, not through it."""

    chosen = Signal(object)

    def __init__(self, choices: Sequence[tuple[str, object]] = ()) -> None:
        super().__init__()
        self._dressed = False
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # after a choice by mouse Space still plays
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(4)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_choices(choices, None)
        self.activated.connect(self._chosen)

    def set_choices(self, choices: Sequence[tuple[str, object]], value: object) -> None:
        """Offer other choices and choose the one with this value, without emitting it."""
        self.blockSignals(True)
        self.clear()
        for text, behind in choices:
            self.addItem(text, behind)
        self.blockSignals(False)
        self.set_value(value)

    @property
    def value(self) -> object:
        """The value behind the choice."""
        return self.currentData()

    def set_value(self, value: object) -> None:
        """Choose the choice with this value, or the first."""
        self.setCurrentIndex(next((i for i in range(self.count()) if self.itemData(i) == value), 0))

    @Slot(int)
    def _chosen(self, index: int) -> None:
        self.chosen.emit(self.itemData(index))

    def showPopup(self) -> None:
        if not self._dressed:  # late: only with a delegate of this kind does a stylesheet reach the lines
            self._dressed = True
            self.setItemDelegate(QStyledItemDelegate(self))
        super().showPopup()

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class Segments(QWidget):
    """A few choices side by side, one of them on."""

    chosen = Signal(object)

    def __init__(self, choices: Sequence[tuple[str, object]], value: object, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self._values = [behind for _, behind in choices]
        self._group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACING // 2)
        for number, (text, _) in enumerate(choices):
            button = text_button(text, "segment")
            button.setCheckable(True)
            button.setMinimumWidth(0)
            button.setAccessibleName(f"{name}: {text}")
            self._group.addButton(button, number)
            row.addWidget(button, 1)
        self.set_value(value)
        self._group.idClicked.connect(self._clicked)

    @property
    def value(self) -> object:
        """The value that is on."""
        return self._values[self._group.checkedId()]

    def set_value(self, value: object) -> None:
        """Switch this value on, or the first."""
        number = self._values.index(value) if value in self._values else 0
        self._group.button(number).setChecked(True)

    def disable(self, value: object, reason: str) -> None:
        """Disable a choice, with the reason as its tooltip; "" enables it."""
        button = self._group.button(self._values.index(value))
        button.setEnabled(not reason)
        button.setToolTip(reason)

    @Slot(int)
    def _clicked(self, number: int) -> None:
        self.chosen.emit(self._values[number])


class Number(QSpinBox):
    """A whole number; the wheel changes it only while it has the keyboard.

    Whatever number is typed counts, the nearest one that is possible; an emptied field is the special value, if any.
    """

    def __init__(self, low: int, high: int, value: int, suffix: str = "", name: str = "") -> None:
        super().__init__()
        self.setRange(low, high)
        self.setValue(value)
        self.setSuffix(suffix)
        self.setKeyboardTracking(False)
        self.lineEdit().setTextMargins(6, 0, 0, 0)  # a stylesheet pads a spin box, but not the text in it
        if name:
            self.setAccessibleName(name)

    def _typed(self, text: str) -> str:
        return text.removeprefix(self.prefix()).removesuffix(self.suffix()).removesuffix(self.suffix().strip()).strip()

    def validate(self, text: str, place: int) -> tuple[QValidator.State, str, int]:
        typed = self._typed(text)
        if text == self.specialValueText() or typed.isdecimal() or (not typed and self.specialValueText()):
            unfinished = self.keyboardTracking() and typed.isdecimal() and int(typed) < self.minimum()
            return (_State.Intermediate if unfinished else _State.Acceptable), text, place
        return (_State.Invalid if typed else _State.Intermediate), text, place

    def valueFromText(self, text: str) -> int:
        typed = self._typed(text)
        return max(self.minimum(), min(self.maximum(), int(typed))) if typed.isdecimal() else self.minimum()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class Decimal(QDoubleSpinBox):
    """A number with two decimals; the wheel changes it only while it has the keyboard."""

    def __init__(self, low: float, high: float, value: float) -> None:
        super().__init__()
        self.setRange(low, high)
        self.setSingleStep(0.05)
        self.setValue(value)
        self.setKeyboardTracking(False)
        self.lineEdit().setTextMargins(6, 0, 0, 0)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()
