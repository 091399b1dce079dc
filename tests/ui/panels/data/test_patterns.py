from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from pytestqt.qtbot import QtBot

from composer_app.corpus.statistics.ngrams import Ngram
from composer_app.ui.panels.data.patterns import TIMES, PatternsPage, notes_of
from tests.ui.panels.data.statistics import statistics


def page(qtbot: QtBot) -> PatternsPage:
    made = PatternsPage()
    qtbot.addWidget(made)
    made.show()
    made.show_statistics(statistics(), "melody")
    return made


def names(made: PatternsPage) -> list[str]:
    return [ngram.name for ngram in made.model.ngrams]


def test_repeated_notes_are_no_pattern_unless_asked_for(qtbot: QtBot) -> None:
    made = page(qtbot)
    made.size_of.set_value(2)
    made.size_of.chosen.emit(2)
    assert sorted(names(made)) == ["+2 1/8, +2 1/8", "+2 1/8, 0 1/8"]
    made.repeats.setChecked(True)
    assert "0 1/8, 0 1/8" in names(made)


def test_patterns_of_notes_are_a_choice(qtbot: QtBot) -> None:
    made = page(qtbot)
    made.kind.set_value("notes")
    made.kind.chosen.emit("notes")
    assert names(made)[0].startswith("C 1/8, D 1/8, E 1/8")
    assert made.model.index(0, TIMES).data() == "1"
    assert made.model.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole).endswith("1 times in 1 songs")


def test_higher_notes_are_drawn_higher_and_longer_ones_longer() -> None:
    place = QRectF(0, 0, 100, 30)
    low, high, again = notes_of(Ngram("steps", ((2, 5), (-2, 8)), 1, 1), place, 2.0)
    assert high.top() < low.top() == again.top()
    assert high.width() > low.width()
    assert again.right() <= place.right() + 1
