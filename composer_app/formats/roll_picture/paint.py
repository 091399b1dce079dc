"""A clip becomes a picture of its piano roll: lines of eight bars, with keys, bar numbers, sections and chord names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from composer_app.errors import ComposerError
from composer_app.files.atomic_write import refusal, write_whole
from composer_app.formats.roll_picture.canvas import Canvas, Colour
from composer_app.music.chord import chord_spans
from composer_app.music.clip import Clip
from composer_app.music.key import Key
from composer_app.music.note import Note
from composer_app.music.voices import VOICES

SCALE = 2  # pixels of a unit; all lengths below are in units
MARGIN, KEYS, HEAD, SPACING = 24, 40, 44, 28
ROW, FEWEST_ROWS = 7, 24
LINE_WIDTH, WIDEST_QUARTER = 1536, 72
FEW_BARS, BARS_A_LINE, MANY_BARS_A_LINE = 96, 8, 16
RADIUS, NARROWEST = 2.0, 2.5
NUMBER, NAME = 8, 9  # heights of capitals
BLACK_KEYS = frozenset({1, 3, 6, 8, 10})

BACKGROUND, WHITE_ROW, BLACK_ROW, TONIC_ROW = (21, 23, 28), (28, 31, 38), (22, 24, 29), (33, 37, 46)
OCTAVE, BEAT, BAR = (45, 50, 62), (41, 46, 56), (75, 82, 99)
WHITE_KEY, BLACK_KEY, KEY_EDGE, KEY_NAME = (196, 200, 210), (35, 38, 46), (152, 158, 172), (70, 74, 86)
TEXT, MUTED, SECTION = (232, 234, 240), (152, 160, 176), (242, 176, 78)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the picture: bars `first` up to `last` (not included), ticks `start` to `end`, its top in units."""

    first: int
    last: int
    start: int
    end: int
    top: float


@dataclass(frozen=True, slots=True)
class Page:
    """The layout: the lines, the lowest and highest pitch, and the width of a tick in units."""

    lines: tuple[Line, ...]
    low: int
    high: int
    tick_width: float

    @property
    def rows(self) -> int:
        """How many pitches are shown."""
        return self.high - self.low + 1

    def x(self, line: Line, tick: float) -> float:
        """The x of a tick."""
        return MARGIN + KEYS + (tick - line.start) * self.tick_width

    def y(self, line: Line, pitch: int) -> float:
        """The upper edge of a pitch's row."""
        return line.top + HEAD + (self.high - pitch) * ROW


def write_clip(clip: Clip, path: Path | str, _name: str) -> None:
    """Write a clip as a PNG picture, whole or not at all; ComposerError where the disk or its rights forbid it."""
    path = Path(path)
    try:
        write_whole(path, picture_bytes(clip))
    except OSError as error:
        raise ComposerError(f"{path.name} was not saved: {refusal(error, path)}") from error


def picture_bytes(clip: Clip) -> bytes:
    """The piano roll of a clip as the bytes of a PNG file, at twice the size of a usual screen's pixels."""
    page = lay_out(clip)
    widest = max(line.end - line.start for line in page.lines) * page.tick_width
    width = 2 * MARGIN + KEYS + widest
    height = page.lines[-1].top + HEAD + page.rows * ROW + MARGIN
    canvas = Canvas(round(width * SCALE), round(height * SCALE), BACKGROUND)
    spans = chord_spans(clip.chords, clip.length)
    for line in page.lines:
        _paint_rows(canvas, page, line, clip.key)
        _paint_bars(canvas, page, line, clip)
        _paint_keys(canvas, page, line)
        for voice in VOICES:
            _paint_notes(canvas, page, line, clip.part(voice), _rgb(VOICES[voice].colour))
        free = 0.0
        for span in spans:
            x = page.x(line, max(span.onset, line.start))
            if span.chord and span.onset < line.end and span.end > line.start and x >= free:
                end = canvas.text(
                    x * SCALE, (line.top + HEAD - 6) * SCALE, span.chord.name_in(clip.key), NAME * SCALE, MUTED
                )
                free = end / SCALE + 3
    return canvas.png()


def lay_out(clip: Clip) -> Page:
    """The lines of a picture, each of eight bars (of sixteen in a long clip)."""
    timeline, bars = clip.timeline, max(1, clip.bars)
    size = BARS_A_LINE if bars <= FEW_BARS else MANY_BARS_A_LINE
    pitches = [note.pitch for note in clip.notes] or [60]
    low, high = min(pitches) - 1, max(pitches) + 1
    missing = max(0, FEWEST_ROWS - (high - low + 1))
    low, high = low - missing // 2, high + missing - missing // 2
    step = HEAD + (high - low + 1) * ROW + SPACING
    lines = tuple(
        Line(first, min(bars, first + size), timeline.bar_start(first), timeline.bar_start(min(bars, first + size)),
             MARGIN / 2 + step * index)
        for index, first in enumerate(range(0, bars, size))
    )  # fmt: skip
    longest = max(line.end - line.start for line in lines)
    return Page(lines, low, high, min(LINE_WIDTH / longest, WIDEST_QUARTER / 480))


def _box(canvas: Canvas, x: float, y: float, width: float, height: float, colour: Colour) -> None:
    canvas.fill(x * SCALE, y * SCALE, width * SCALE, height * SCALE, colour)


def _paint_rows(canvas: Canvas, page: Page, line: Line, key: Key | None) -> None:
    """The rows behind the notes, darker out of the scale, a line under every C."""
    left, width = page.x(line, line.start), (line.end - line.start) * page.tick_width
    for pitch in range(page.low, page.high + 1):
        dark = pitch % 12 in BLACK_KEYS if key is None else pitch % 12 not in key.scale
        tonic = key is not None and pitch % 12 == key.tonic
        colour = BLACK_ROW if dark else TONIC_ROW if tonic else WHITE_ROW
        _box(canvas, left, page.y(line, pitch), width, ROW, colour)
        if pitch % 12 == 0:
            _box(canvas, left, page.y(line, pitch) + ROW - 0.5, width, 0.5, OCTAVE)


def _paint_bars(canvas: Canvas, page: Page, line: Line, clip: Clip) -> None:
    """Lines at beats and bars, the bars' numbers, and sections by name."""
    top, height = line.top + HEAD, page.rows * ROW
    for bar in range(line.first, line.last):
        start, end = clip.timeline.bar_start(bar), clip.timeline.bar_start(bar + 1)
        for tick in range(start, end, clip.timeline.meter_at(start).beat):
            _box(canvas, page.x(line, tick), top, 0.5, height, BAR if tick == start else BEAT)
        x = page.x(line, start)
        _box(canvas, x, top - 4, 0.5, 4, BAR)
        end_of_number = canvas.text(x * SCALE, (line.top + 16) * SCALE, str(bar + 1), NUMBER * SCALE, TEXT)
        for section in clip.sections:
            if start <= section.tick < end:
                at = max(page.x(line, section.tick) * SCALE, end_of_number + 6 * SCALE)
                canvas.text(at, (line.top + 16) * SCALE, section.label, NUMBER * SCALE, SECTION)
    _box(canvas, page.x(line, line.end), top, 0.5, height, BAR)


def _paint_keys(canvas: Canvas, page: Page, line: Line) -> None:
    """The keyboard beside the rows, every C by name."""
    left = MARGIN
    for pitch in range(page.low, page.high + 1):
        y = page.y(line, pitch)
        _box(canvas, left, y, KEYS - 2, ROW, WHITE_KEY)
        if pitch % 12 in (0, 5):  # between B and C, between E and F there is no black key
            _box(canvas, left, y + ROW - 0.5, KEYS - 2, 0.5, KEY_EDGE)
    for pitch in range(page.low, page.high + 1):
        y = page.y(line, pitch)
        if pitch % 12 in BLACK_KEYS:
            _box(canvas, left, y + ROW / 2 - 0.25, KEYS - 2, 0.5, KEY_EDGE)
            _box(canvas, left, y + 0.5, (KEYS - 2) * 0.6, ROW - 1, BLACK_KEY)
        if pitch % 12 == 0:
            canvas.text(
                (left + KEYS - 15) * SCALE, (y + ROW - 1.5) * SCALE, f"C{pitch // 12 - 1}", 4.5 * SCALE, KEY_NAME
            )


def _paint_notes(canvas: Canvas, page: Page, line: Line, notes: Iterable[Note], hue: Colour) -> None:
    """The notes of one voice: the louder, the fuller their colour."""
    for note in notes:
        start, end = max(note.onset, line.start), min(note.end, line.end)
        if start >= end:
            continue
        x, width = page.x(line, start), max(NARROWEST, (end - start) * page.tick_width - 1)
        y = page.y(line, note.pitch) + 0.5
        share = 0.5 + 0.5 * note.velocity / 127
        edge, fill = _mixed(hue, share * 0.55), _mixed(hue, share)
        canvas.rounded(x * SCALE, y * SCALE, width * SCALE, (ROW - 1) * SCALE, RADIUS * SCALE, edge)
        canvas.rounded(
            (x + 0.5) * SCALE, (y + 0.5) * SCALE, (width - 1) * SCALE, (ROW - 2) * SCALE, (RADIUS - 0.5) * SCALE, fill
        )


def _rgb(colour: str) -> Colour:
    """Red, green and blue of "#rrggbb"."""
    red, green, blue = bytes.fromhex(colour.removeprefix("#"))
    return red, green, blue


def _mixed(colour: Colour, share: float) -> Colour:
    """So much of a colour over the background."""
    red, green, blue = (round(b + (c - b) * share) for c, b in zip(colour, BACKGROUND, strict=True))
    return red, green, blue
