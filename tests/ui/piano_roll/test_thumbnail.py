from __future__ import annotations

import pytest
from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QColor, QImage, QPainter
from pytestqt.qtbot import QtBot

from composer_app.music.clip import Clip
from composer_app.music.note import Note
from composer_app.ui.piano_roll.thumbnail import SmallRoll, kept_picture, paint_clip
from composer_app.ui.widgets import theme


def painted(clip: Clip, width: int = 200, height: int = 60) -> QImage:
    image = QImage(width, height, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(0)
    painter = QPainter(image)
    paint_clip(painter, image.rect(), clip)
    painter.end()
    return image


def rows_of(image: QImage, colour: str) -> list[int]:
    wanted = QColor(colour).rgb()
    return [y for y in range(image.height()) if any(image.pixel(x, y) == wanted for x in range(image.width()))]


@pytest.fixture
def small(qtbot: QtBot, clip: Clip) -> SmallRoll:
    small = SmallRoll()
    qtbot.addWidget(small)
    small.resize(200, small.height())
    small.set_clip(clip)
    return small


def test_melody_stands_above_the_chords(qapp: object, clip: Clip) -> None:
    image = painted(clip)
    assert max(rows_of(image, theme.MELODY)) < min(rows_of(image, theme.CHORDS))


def test_note_is_at_least_two_pixels_high(qapp: object) -> None:
    image = painted(Clip((Note(0, 960, 10),), (Note(0, 960, 120),)), height=30)
    assert len(rows_of(image, theme.MELODY)) >= 2


def test_notes_stay_inside_the_rectangle(qapp: object) -> None:
    image = QImage(100, 60, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(0)
    painter = QPainter(image)
    paint_clip(painter, QRect(20, 10, 60, 40), Clip((Note(0, 1920, 0),), (Note(0, 1920, 127),)))
    painter.end()
    outside = [(x, y) for x in range(100) for y in range(60) if not QRect(20, 10, 60, 40).contains(x, y)]
    assert not any(image.pixelColor(x, y).alpha() for x, y in outside)


def test_empty_clip_paints_nothing(qapp: object) -> None:
    assert not any(painted(Clip()).pixelColor(x, 30).alpha() for x in range(200))


def test_progress_is_painted_where_the_music_is(small: SmallRoll) -> None:
    small.set_playhead(0.5)
    image = small.grab().toImage()
    assert image.pixelColor(4 + round(0.5 * 191), 2) == QColor(theme.ACCENT)


def test_progress_can_be_taken_away(small: SmallRoll) -> None:
    before = small.grab().toImage()
    small.set_playhead(0.5)
    small.set_playhead(None)
    assert small.grab().toImage() == before


def test_clip_is_told_to_screen_readers(small: SmallRoll) -> None:
    assert small.accessibleDescription().startswith("2 bars, 4 melody notes")


def test_picture_is_painted_again_only_for_another_size_or_screen(qapp: object) -> None:
    painted: list[QPainter] = []
    first = kept_picture(None, QSize(60, 20), 1.0, painted.append)
    assert kept_picture(first, QSize(60, 20), 1.0, painted.append) is first
    wider = kept_picture(first, QSize(80, 20), 1.0, painted.append)
    sharper = kept_picture(wider, QSize(80, 20), 2.0, painted.append)
    assert (wider.size(), sharper.size(), len(painted)) == (QSize(80, 20), QSize(160, 40), 3)
