from __future__ import annotations

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from composer_app.library.idea import Idea
from composer_app.music.clip import Clip
from composer_app.music.originality import Originality, Shared, Verdict
from composer_app.ui.panels.ideas.card import CARD_HEIGHT, IdeaCard
from composer_app.ui.panels.ideas.model import IdeasModel
from composer_app.ui.widgets.badge import badge_place, paint_badge
from composer_app.ui.widgets.theme import VERDICTS

RUNS = (Shared(12, "Für Elise", 5, 7, 0, 1920), Shared(8, "Old song", 1, 1, 1920, 3840))
RED = Originality("red", 12, 0.4, RUNS)
GREEN = Originality("green", 6, 0.0)


def marked(verdict: Verdict) -> list[int]:
    """How many pixels of each row of the mark are filled."""
    found = Originality(verdict, 9, 0.0)
    image = QImage(80, 20, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(QColor("#000000"))
    place = badge_place(found, 70, 10)
    painter = QPainter(image)
    paint_badge(painter, place, found)
    painter.end()
    hue = QColor(VERDICTS[verdict])
    columns = range(place.left(), place.left() + 14)
    return [filled for y in range(20) if (filled := sum(image.pixelColor(x, y) == hue for x in columns))]


def test_marks_differ_in_shape_and_not_in_hue_only(qapp: object) -> None:
    disc, triangle, square = marked("green"), marked("amber"), marked("red")
    assert disc[0] < max(disc) > disc[-1]
    assert triangle == sorted(triangle)
    assert triangle[0] < triangle[-1]
    assert len(set(square)) == 1


def test_idea_of_which_nothing_is_known_has_no_badge(qapp: object) -> None:
    assert not IdeaCard.badge(QRect(0, 0, 300, CARD_HEIGHT), Idea("One", Clip())).isValid()


@pytest.mark.parametrize("found", [RED, GREEN])
def test_badge_stands_on_the_card_and_clear_of_bin_and_roll(qapp: object, found: Originality) -> None:
    cell = QRect(0, 0, 300, CARD_HEIGHT)
    badge = IdeaCard.badge(cell, Idea("One", Clip(), originality=found))
    assert IdeaCard.card(cell).contains(badge)
    assert not badge.intersects(IdeaCard.bin(cell))
    assert not badge.intersects(IdeaCard.roll(cell))


def said(qtbot: QtBot, idea: Idea, role: Qt.ItemDataRole) -> str:
    parent = QWidget()
    qtbot.addWidget(parent)
    model = IdeasModel(parent)
    model.set_ideas([idea])
    return str(model.data(model.index(0), role))


def test_tooltip_tells_the_song_its_bars_and_how_much(qtbot: QtBot) -> None:
    tip = said(qtbot, Idea("One", Clip(), id=1, originality=RED), Qt.ItemDataRole.ToolTipRole)
    assert "shares 12 notes with Für Elise, bars 5-7, and 1 more such run (40% of its notes)" in tip


def test_screen_reader_is_told_the_verdict(qtbot: QtBot) -> None:
    text = said(qtbot, Idea("One", Clip(), id=1, originality=GREEN), Qt.ItemDataRole.AccessibleTextRole)
    assert "Originality green: it shares no more than 6 notes in a row with a training song" in text


def test_idea_without_originality_is_told_as_before(qtbot: QtBot) -> None:
    assert "Originality" not in said(qtbot, Idea("One", Clip(), id=1), Qt.ItemDataRole.ToolTipRole)
