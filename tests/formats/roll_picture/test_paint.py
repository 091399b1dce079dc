from __future__ import annotations

import struct

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtGui import QImage

from composer_app.formats.roll_picture import picture_bytes
from composer_app.formats.roll_picture.paint import BACKGROUND, KEYS, MARGIN, ROW, SCALE, lay_out
from composer_app.music.clip import Clip, Section
from composer_app.music.key import Key
from composer_app.music.meter import Meter, MeterChange, Tempo, Timeline
from composer_app.music.note import Note

BAR = 1920


def pixels(clip: Clip) -> NDArray[np.uint8]:
    """The picture as Qt reads it, shape (height, width, 3)."""
    image = QImage.fromData(picture_bytes(clip), "PNG").convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return rows[:, : 3 * image.width()].reshape(image.height(), image.width(), 3).copy()


def colour_of(clip: Clip, note: Note) -> tuple[int, ...]:
    """The pixel in the middle of a note."""
    page = lay_out(clip)
    line = next(line for line in page.lines if line.start <= note.onset < line.end)
    x, y = page.x(line, note.onset + note.duration / 2), page.y(line, note.pitch) + ROW / 2
    return tuple(map(int, pixels(clip)[round(y * SCALE), round(x * SCALE)]))


def test_melody_is_warm_and_chords_are_blue() -> None:
    clip = Clip((Note(0, BAR, 48),), (Note(0, BAR, 72),))
    red, _, blue = colour_of(clip, clip.melody[0])
    assert red > blue + 50
    red, _, blue = colour_of(clip, clip.chords[0])
    assert blue > red + 50


def test_louder_notes_are_brighter() -> None:
    clip = Clip((), (Note(0, 960, 60, 20), Note(960, 960, 60, 120)))
    soft, loud = (sum(colour_of(clip, note)) for note in clip.melody)
    assert loud > soft + 100


def test_note_over_the_end_of_a_line_goes_on_in_the_next() -> None:
    clip = Clip((), (Note(7 * BAR, 2 * BAR, 72),), 16 * BAR)
    page = lay_out(clip)
    picture = pixels(clip)
    for line, bar in ((page.lines[0], 7), (page.lines[1], 8)):
        x, y = page.x(line, (bar + 0.5) * BAR), page.y(line, 72) + ROW / 2
        assert picture[round(y * SCALE), round(x * SCALE), 0] > 120


@pytest.mark.parametrize(("bars", "lines"), [(1, 1), (8, 1), (9, 2), (96, 12), (97, 7)])
def test_lines_have_eight_bars_and_sixteen_in_long_clips(bars: int, lines: int) -> None:
    assert len(lay_out(Clip(length=bars * BAR)).lines) == lines


def test_all_bars_are_shown_in_every_meter() -> None:
    timeline = Timeline((Tempo(0, 90),), (MeterChange(0, Meter(3, 4)), MeterChange(1440 * 3, Meter(7, 8))))
    page = lay_out(Clip((), (Note(0, 20000, 60),), 0, timeline))
    assert [line.start for line in page.lines[1:]] == [line.end for line in page.lines[:-1]]
    assert page.lines[-1].end >= 20000


def test_chord_names_bar_numbers_and_sections_are_written_above() -> None:
    plain = pixels(Clip(length=BAR))
    named = pixels(Clip(tuple(Note(0, BAR, pitch, 1) for pitch in (55, 59, 62)), (), BAR, sections=(Section(0, "A"),)))
    head = slice(0, 50 * SCALE)
    roll = slice((MARGIN + KEYS) * SCALE, None)
    written = [(picture[head, roll].max(axis=2) > 120).sum() for picture in (plain, named)]
    assert 0 < written[0] < written[1]


def test_empty_clip_is_an_empty_roll() -> None:
    assert tuple(pixels(Clip())[0, 0]) == BACKGROUND


def test_pitches_at_both_ends_of_midi_are_shown() -> None:
    clip = Clip((Note(0, BAR, 0, 127),), (Note(0, BAR, 127, 127),), key=Key(0))
    assert min(max(colour_of(clip, note)) for note in clip.notes) > 150


def test_png_says_its_size() -> None:
    data = picture_bytes(Clip(length=BAR))
    width, height = struct.unpack(">II", data[16:24])
    assert pixels(Clip(length=BAR)).shape == (height, width, 3)
