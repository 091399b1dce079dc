from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from composer_app.ui.panels.generate.length import Length


@pytest.fixture
def length(qtbot: QtBot) -> Length:
    length = Length()
    qtbot.addWidget(length)
    qtbot.addWidget(length.entry)
    return length


def test_eight_bars_are_usual(length: Length) -> None:
    assert (length.bars, length.form_text, length.about) == (8, None, "8 bars")


def test_form_is_read_as_it_is_typed(length: Length) -> None:
    length.set_length(8, "aaba", by_form=True)
    assert (length.form_text, length.all_bars, length.message.text()) == ("A8 A8 B8 A8", 32, "32 bars")


def test_form_that_is_none_is_said_at_once(length: Length) -> None:
    length.set_length(8, "A8 B8", by_form=True)
    length.form.setText("A8 Q8")
    assert length.problem.startswith('"Q"')
    assert length.message.text() == length.problem
    assert length.form_text is None


def test_form_that_is_too_long_is_said_at_once(length: Length) -> None:
    length.set_length(8, "A40 B40", by_form=True)
    assert "at most 64 bars" in length.problem


def test_empty_field_means_the_form_it_shows(length: Length) -> None:
    length.set_length(8, "", by_form=True)
    assert length.form_text == "A8 B8 A8"


def test_wrong_form_does_no_harm_while_bars_are_asked_for(length: Length) -> None:
    length.set_length(4, "A8 Q8", by_form=False)
    assert (length.problem, length.about) == ("", "4 bars")
