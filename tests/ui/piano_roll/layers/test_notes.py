from __future__ import annotations

from PySide6.QtCore import QSize

from composer_app.music.note import Note
from composer_app.ui.piano_roll.arrays import NoteArrays
from composer_app.ui.piano_roll.coords import Coords
from composer_app.ui.piano_roll.layers.notes import in_view, note_rects

SIZE = QSize(800, 400)
COORDS = Coords(tick_width=0.1, row_height=10, left=0, top=500)


def test_repeated_notes_leave_a_gap() -> None:
    arrays = NoteArrays([Note(0, 480, 60), Note(480, 480, 60)])
    first, second = note_rects(SIZE, COORDS, arrays, in_view(arrays, SIZE, COORDS)).tolist()
    assert second[0] - first[2] == 2


def test_shortest_note_is_still_seen() -> None:
    arrays = NoteArrays([Note(100, 1, 60)])
    ((x0, _, x1, _),) = note_rects(SIZE, COORDS, arrays, in_view(arrays, SIZE, COORDS)).tolist()
    assert x1 > x0


def test_note_far_longer_than_the_canvas_keeps_small_numbers() -> None:
    arrays = NoteArrays([Note(0, 2_000_000_000, 60)])
    assert note_rects(SIZE, COORDS, arrays, in_view(arrays, SIZE, COORDS)).max() < 1000


def test_notes_out_of_view_are_left_out() -> None:
    arrays = NoteArrays([Note(0, 480, 60), Note(0, 480, 120), Note(90_000, 480, 60)])
    assert in_view(arrays, SIZE, COORDS).tolist() == [0]
