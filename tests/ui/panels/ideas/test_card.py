from __future__ import annotations

from PySide6.QtCore import QRect

from composer_app.library.idea import Idea
from composer_app.music.originality import Originality
from composer_app.ui.panels.ideas.card import CARD_HEIGHT, IdeaCard
from tests.ui.stand_ins import some_clip

CELL = QRect(0, 0, 320, CARD_HEIGHT)


def test_what_can_be_clicked_on_a_card_stands_apart_and_inside(qapp: object) -> None:
    idea = Idea("One", some_clip(), originality=Originality("red", 112, 0.5))
    places = [IdeaCard.roll(CELL), IdeaCard.star(CELL), IdeaCard.bin(CELL), IdeaCard.badge(CELL, idea)]
    assert all(IdeaCard.card(CELL).contains(place) for place in places)
    pairs = [(one, two) for number, one in enumerate(places) for two in places[:number]]
    assert not any(one.adjusted(0, 1, 0, -1).intersects(two.adjusted(0, 1, 0, -1)) for one, two in pairs)
