"""How long a new idea is: a number of bars, or a form such as A8 B8 A8."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from composer_app.protocol.controls import default
from composer_app.ui.widgets.controls import Segments, sentence, set_kind, text_label
from composer_app.ui.widgets.theme import SPACING

BARS = (4, 8, 16)
FORM = "form"


class Length(QWidget):
    """Buttons for common numbers of bars, and a field for a form with a message about what is wrong in it.

    Field and message are in `entry`, which the panel places.
    """

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._bars, self._form, self.problem = int(default("bars")), "", ""
        self._form_bars = 0
        self.choice = Segments([*((str(bars), bars) for bars in BARS), ("Form", FORM)], self._bars, "Bars")
        self.choice.setObjectName("bars")
        self.form = QLineEdit()
        self.form.setObjectName("form")
        self.form.setAccessibleName("Form")
        self.form.setPlaceholderText("A8 B8 A8")
        self.form.setToolTip("Sections in order, each a letter and its bars, such as A8 B8 A8 or Verse 8, Chorus 8")
        self.message = text_label("", "small", wrap=True)
        self.entry = QWidget()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.choice)
        column = QVBoxLayout(self.entry)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACING // 2)
        column.addWidget(self.form)
        column.addWidget(self.message)
        self.choice.chosen.connect(self._chosen)
        self.form.textChanged.connect(self._typed)
        self._show()

    @property
    def by_form(self) -> bool:
        """Whether a form is asked for."""
        return self.choice.value == FORM

    def disable_form(self, reason: str) -> None:
        """Disable the form where the model cannot follow one, and go back to bars; "" enables it again."""
        self.choice.disable(FORM, reason)
        if reason and self.by_form:
            self.choice.set_value(self._bars)
            self._show()

    @property
    def bars(self) -> int:
        """The number of bars, of one section where a form is asked for."""
        return self._bars

    @property
    def form_text(self) -> str | None:
        """The form as the parser prints it; None where bars are asked for, or a form that is none."""
        return self._form or None

    @property
    def all_bars(self) -> int:
        """The number of bars, of all sections where a form is asked for."""
        return self._form_bars if self._form else self._bars

    @property
    def about(self) -> str:
        """The length as text: "8 bars", or the form."""
        return self.form_text or f"{self.bars} bars"

    def set_length(self, bars: int, form: str, by_form: bool) -> None:
        """Set the number of bars, the form, and which of them counts."""
        self._bars = bars if bars in BARS else int(default("bars"))
        self.form.setText(form)
        self.choice.set_value(FORM if by_form else self._bars)
        self._show()

    @Slot(object)
    def _chosen(self, value: object) -> None:
        if isinstance(value, int):
            self._bars = value
        self._show()
        if value == FORM:
            self.form.setFocus()
        self.changed.emit()

    @Slot()
    def _typed(self) -> None:
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        """Show how many bars a form has, or why it is none."""
        self._form = self.problem = ""
        message = self._read() if self.by_form else ""
        self.entry.setVisible(self.by_form)
        self.message.setVisible(bool(message))
        self.message.setText(message)
        set_kind(self.message, "problem" if self.problem else "small")

    def _read(self) -> str:
        from composer_app.music.form import parse_form  # late, as all that the first paint does not need

        try:
            form = parse_form(self.form.text().strip() or self.form.placeholderText(), self._bars)
        except ValueError as error:
            self.problem = sentence(str(error))
            return self.problem
        self._form, self._form_bars = str(form), form.bars
        return f"{form.bars} bars"
