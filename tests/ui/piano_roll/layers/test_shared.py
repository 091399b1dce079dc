from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QImage, QPainter

from composer_app.music.note import Note
from composer_app.music.originality import Originality, Shared
from composer_app.ui.piano_roll.arrays import NoteArrays
from composer_app.ui.piano_roll.coords import TOP_PITCH, Coords
from composer_app.ui.piano_roll.layers.shared import SharedNotes, paint_shared, shared_notes
from composer_app.ui.widgets import theme

SIZE = QSize(400, 200)
COORDS = Coords(tick_width=0.1, row_height=10, left=0, top=(TOP_PITCH - 70) * 10)
MELODY = tuple(Note(480 * at, 480, 60 + at % 3) for at in range(8))
RUN = Shared(3, "Für Elise", 5, 6, 960, 2400)
FOUND = Originality("red", 3, 0.4, (RUN,))
GREY = QColor("#404040")


def painted(shared: tuple[SharedNotes, ...], melody: tuple[Note, ...] = MELODY) -> QImage:
    image = QImage(SIZE, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(GREY)
    painter = QPainter(image)
    paint_shared(painter, SIZE, COORDS, NoteArrays(melody), shared)
    painter.end()
    return image


def changed_columns(image: QImage) -> list[int]:
    return [x for x in range(400) if any(image.pixelColor(x, y) != GREY for y in range(77, 120))]


def test_notes_of_a_run_are_those_that_begin_in_it() -> None:
    (part,) = shared_notes(FOUND, MELODY)
    assert part.notes == MELODY[2:5]
    assert part.hue == theme.DANGER


def test_nothing_is_shown_where_nothing_was_checked_or_found() -> None:
    assert shared_notes(None, MELODY) == ()
    assert shared_notes(Originality("green", 6, 0.0), MELODY) == ()


def test_frame_surrounds_the_shared_notes_and_no_others(qapp: object) -> None:
    columns = changed_columns(painted(shared_notes(FOUND, MELODY)))
    assert 85 <= columns[0] <= 96
    assert 240 <= columns[-1] <= 250


def test_notes_edited_since_are_framed_no_longer(qapp: object) -> None:
    shared = shared_notes(FOUND, MELODY)
    edited = tuple(Note(note.onset, 480, 80) if note in MELODY[2:5] else note for note in MELODY)
    assert changed_columns(painted(shared, edited)) == []


def test_song_is_named_above_the_frame(qapp: object) -> None:
    image = painted(shared_notes(FOUND, MELODY))
    above = [y for y in range(60, 76) if any(image.pixelColor(x, y) != GREY for x in range(90, 240))]
    assert above
    assert RUN.description == "shares 3 notes with Für Elise, bars 5-6"
