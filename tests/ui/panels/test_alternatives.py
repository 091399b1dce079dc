from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from composer_app.library.idea import Idea
from composer_app.music.clip import Clip
from composer_app.music.originality import Originality
from composer_app.ui.panels.alternatives import AlternativesStrip, numbers_after
from tests.ui.stand_ins import some_clip

CLIP = some_clip()


@pytest.fixture
def strip(qtbot: QtBot) -> AlternativesStrip:
    strip = AlternativesStrip()
    qtbot.addWidget(strip)
    strip.begin("Bars 5-8 of Rain", CLIP, 3)
    return strip


def test_room_is_kept_for_every_alternative_and_what_was_before(strip: AlternativesStrip) -> None:
    assert [card.text() for card in strip.cards] == ["Before", "1", "2", "3"]
    assert strip.numbers == [0]


def test_sketched_alternative_cannot_be_chosen(strip: AlternativesStrip) -> None:
    strip.show_sketch(1, CLIP)
    assert strip.numbers == [0]
    assert strip.cards[1].accessibleName() == "Alternative 1, generating"


def test_card_tells_how_original_and_how_often_drawn(strip: AlternativesStrip) -> None:
    found = Originality("green", 6, 0.0)
    idea = Idea("Idea 2", CLIP, remarks=("bars 5-8 of Rain", "drawn 2 times"), originality=found)
    strip.show_alternative(1, CLIP, idea)
    assert "Originality green" in strip.cards[1].accessibleDescription()
    assert "drawn 2 times" in strip.cards[1].toolTip()


def test_shown_alternative_says_so(strip: AlternativesStrip) -> None:
    strip.show_alternative(2, CLIP, Idea("Idea 2", CLIP))
    strip.mark(2)
    assert strip.cards[2].accessibleName() == "Alternative 2, in the piano roll"
    strip.mark(None)
    assert strip.cards[2].accessibleName() == "Alternative 2"


def test_room_of_what_was_not_written_is_given_up(strip: AlternativesStrip) -> None:
    strip.show_alternative(1, CLIP, Idea("Idea 2", CLIP))
    assert strip.drop_unwritten() == 1
    assert [card.text() for card in strip.cards] == ["Before", "1"]


def test_next_round_begins_with_cards_of_its_own(strip: AlternativesStrip) -> None:
    strip.begin("Rain, 30% changed", Clip(), 2)
    assert [card.text() for card in strip.cards] == ["Before", "1", "2"]


@pytest.mark.parametrize(("shown", "step", "number"), [(0, 1, 1), (2, 1, 0), (0, -1, 2), (None, 1, 1), (None, -1, 2)])
def test_steps_go_round(shown: int | None, step: int, number: int) -> None:
    assert numbers_after([0, 1, 2], shown, step) == number
