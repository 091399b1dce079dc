"""Which part of the clip is in view: scroll bars, zoom, and following the playhead."""

from __future__ import annotations

from PySide6.QtCore import QObject, QSize, Signal, Slot
from PySide6.QtWidgets import QScrollBar

from composer_app.music.clip import Clip
from composer_app.ui.piano_roll.coords import LEAD, TOP_PITCH, Coords, fitted
from composer_app.ui.piano_roll.selection import Picked, every_note, span

FIT_BARS = 8
ROOM_AFTER = 4  # bars that can be scrolled to after the end of the clip
EMPTY_PITCHES = (55, 76)


class Scrolling(QObject):
    """The coordinates of the canvas, kept inside the clip and in step with two scroll bars."""

    changed = Signal()

    def __init__(self, across: QScrollBar, along: QScrollBar, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.coords = Coords()
        self._across, self._along = across, along
        self._clip, self._size = Clip(), QSize(1, 1)
        self._fits = True
        self._recorded_to = 0
        for bar in (across, along):
            bar.valueChanged.connect(self._follow_bars)

    def show_clip(self, clip: Clip) -> None:
        """Show another clip: its notes in the middle, its first eight bars across."""
        self._clip, self._fits, self._recorded_to = clip, True, 0
        self._fit()

    def grow(self, clip: Clip) -> None:
        """Go on with an edited clip, the view staying where it is."""
        self._clip = clip
        self._look(self.coords)

    def reach(self, tick: int) -> None:
        """Make room beyond the end of the clip: a recording has come to a tick."""
        if self._bars(self._clip.timeline.bars_in(tick) + ROOM_AFTER) > self._end:
            self._recorded_to = tick + self._bars(FIT_BARS)
            self._look(self.coords)

    def resize(self, size: QSize) -> None:
        """Take another size; what was fitted is fitted again."""
        self._size = size
        if self._fits:
            self._fit()
        else:
            self._look(self.coords)

    def look(self, coords: Coords) -> None:
        """Show another part, as near as the clip allows; a clip of half the canvas is small enough."""
        if coords.tick_width < self.coords.tick_width and coords.width(self._end) < self._size.width() / 2:
            return
        self._fits = False
        self._look(coords)

    def zoom(self, factor: float) -> None:
        """Zoom in time about the middle of the canvas."""
        self.look(self.coords.zoomed(factor, self._size.width() / 2))

    def zoom_to(self, picked: Picked) -> None:
        """Let some notes fill the canvas."""
        if picked:
            pitches = [note.pitch for _, note in picked]
            self.look(fitted(span(picked), (min(pitches), max(pitches)), self._pixels))

    @Slot()
    def zoom_to_all(self) -> None:
        """Show the whole clip."""
        self.look(fitted((0, self._clip.length or self._bars(FIT_BARS)), self._pitches(), self._pixels))

    def shows(self, tick: float) -> bool:
        """Whether a tick is in view."""
        return 0 <= self.coords.x(tick) <= self._size.width()

    def follow(self, picked: Picked) -> None:
        """Scroll no farther than it takes to see these notes; of more than fit in, some must be seen."""
        if not picked:
            return
        coords, (first, last) = self.coords, span(picked)
        pitches = [note.pitch for _, note in picked]
        across = (coords.width(first) - LEAD, coords.width(last) + LEAD)
        along = (coords.y(max(pitches)) + coords.top, coords.y(min(pitches)) + coords.top + coords.row_height)
        left = _nearest_view(coords.left, self._size.width(), across)
        top = round(_nearest_view(coords.top, self._size.height(), along))
        if (left, top) != (coords.left, coords.top):
            self.look(coords.scrolled(left, top))

    def reveal(self, ticks: tuple[int, int]) -> None:
        """Turn the page so that it begins at the first of two ticks, unless both are in view."""
        if not all(self.shows(tick) for tick in ticks):
            self.turn_to(ticks[0])

    def turn_to(self, tick: float) -> None:
        """Turn the page so that it begins at a tick."""
        self.look(self.coords.scrolled(self.coords.width(tick) - LEAD, self.coords.top))

    @property
    def _pixels(self) -> tuple[int, int]:
        return self._size.width(), self._size.height()

    @property
    def _end(self) -> int:
        bars = max(self._clip.bars, self._clip.timeline.bars_in(self._recorded_to))
        return self._bars(bars + ROOM_AFTER)

    def _bars(self, count: int) -> int:
        return self._clip.timeline.bar_start(count)

    def _pitches(self) -> tuple[int, int]:
        pitches = [note.pitch for _, note in every_note(self._clip)]
        return (min(pitches), max(pitches)) if pitches else EMPTY_PITCHES

    def _fit(self) -> None:
        bars = min(FIT_BARS, self._clip.bars or FIT_BARS)
        self._look(fitted((0, self._bars(bars)), self._pitches(), self._pixels))

    def _look(self, coords: Coords) -> None:
        width, height = self._pixels
        farthest = max(-LEAD, round(coords.width(self._end)) - width)
        lowest = max(0, (TOP_PITCH + 1) * coords.row_height - height)
        self.coords = coords.scrolled(min(coords.left, farthest), min(coords.top, lowest))
        for bar, least, most, page, value in (
            (self._across, -LEAD, farthest, width, round(self.coords.left)),
            (self._along, 0, lowest, height, self.coords.top),
        ):
            bar.blockSignals(True)
            bar.setRange(least, most)
            bar.setPageStep(page)
            bar.setSingleStep(24)
            bar.setValue(value)
            bar.blockSignals(False)
        self.changed.emit()

    @Slot()
    def _follow_bars(self) -> None:
        self.look(self.coords.scrolled(self._across.value(), self._along.value()))


def _nearest_view(now: float, size: int, shown: tuple[float, float]) -> float:
    """Where a view of `size` pixels, now at `now`, must begin to hold a span of pixels, or part of a longer one."""
    first, last = shown
    if last - first > size:
        return now if first < now + size and last > now else first
    return min(max(now, last - size), first)
