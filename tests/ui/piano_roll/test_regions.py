from __future__ import annotations

import pytest
from PySide6.QtCore import QSize

from composer_app.ui.piano_roll.regions import divided


@pytest.mark.parametrize("sections", [True, False])
def test_regions_fill_the_canvas(sections: bool) -> None:
    regions = divided(QSize(800, 600), sections)
    assert (regions.notes.right(), regions.notes.bottom()) == (799, 599)


def test_strips_stand_between_ruler_and_notes() -> None:
    regions = divided(QSize(800, 600), True)
    tops = [part.top() for part in (regions.ruler, regions.sections, regions.chords, regions.notes)]
    assert tops == sorted(set(tops))


def test_keyboard_stands_beside_the_notes() -> None:
    regions = divided(QSize(800, 600), False)
    assert (regions.keyboard.right() + 1, regions.keyboard.top()) == (regions.notes.left(), regions.notes.top())
