"""The piano roll: a canvas on which a clip is seen and edited."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt, QTimer, Signal, Slot
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QToolTip, QWidget

from composer_app.music.clip import Clip
from composer_app.ui.piano_roll.described import described_notes
from composer_app.ui.piano_roll.descriptions import selection_description
from composer_app.ui.piano_roll.editor import Editor, Loop
from composer_app.ui.piano_roll.gestures import begun_on_notes
from composer_app.ui.piano_roll.gestures.audition import Audition
from composer_app.ui.piano_roll.gestures.loop import DragLoop
from composer_app.ui.piano_roll.gestures.pointer import Gesture, Pointer
from composer_app.ui.piano_roll.gestures.pull import pulled
from composer_app.ui.piano_roll.gestures.velocity import change_velocity
from composer_app.ui.piano_roll.gestures.velocity_lane import begun_in_lane
from composer_app.ui.piano_roll.gestures.wheel import turned
from composer_app.ui.piano_roll.hover import cursor_at, tip_at
from composer_app.ui.piano_roll.keys import action_for
from composer_app.ui.piano_roll.layers.ghosts import ghost_notes
from composer_app.ui.piano_roll.layers.marks import paint_focus
from composer_app.ui.piano_roll.layers.shared import SharedNotes
from composer_app.ui.piano_roll.layers.strips import chord_labels, section_labels
from composer_app.ui.piano_roll.operations import Operations
from composer_app.ui.piano_roll.picture import Captions, paint_moving, paint_picture
from composer_app.ui.piano_roll.regions import Regions, divided
from composer_app.ui.piano_roll.scrolling import Scrolling

PULL_MILLISECONDS = 30
BY_KEY = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason, Qt.FocusReason.ShortcutFocusReason)
Held = Qt.KeyboardModifier


class PianoRoll(QAbstractScrollArea):
    """A clip on a canvas: chords and melody, ruler, chord names, keyboard, playhead.

    `editor` holds the clip and emits what is edited, `scrolling` which part of it is in view, `operations` do more
    with notes. `menu_requested` carries what was clicked ("note", "ruler", "lane", "empty"), a tick, a place.
    """

    menu_requested = Signal(str, int, QPoint)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.editor = Editor(self)
        self.scrolling = Scrolling(self.horizontalScrollBar(), self.verticalScrollBar(), self)
        self.operations = Operations(self.editor)
        self._captions = Captions()
        self.lane_shown = True
        self._scrolls_rows = self._edited = False
        self._gesture: Gesture | None = None
        self._place = QPointF()
        self._held = Held.NoModifier
        self._picture: QPixmap | None = None
        self._ringed = False
        self._pull = QTimer(self, interval=PULL_MILLISECONDS)
        self._prepare()
        self._connect()

    def set_clip(self, clip: Clip) -> None:
        """Show another clip from its beginning; the one already shown keeps its place and its history."""
        if clip == self.editor.clip:
            return
        self._gesture = None
        self.editor.load(clip)
        self._captions = replace(self._captions, target=None, shared=(), ghosts=ghost_notes(None, clip))
        self._caption(clip)
        self.scrolling.show_clip(clip)

    def set_playhead(self, tick: float | None) -> None:
        """Show where the music is; the page turns when the playhead leaves it, unless another page was scrolled to."""
        if tick == self.editor.playhead:
            return
        followed = self.editor.playhead is None or self.scrolling.shows(self.editor.playhead)
        self.editor.playhead = tick
        if tick is not None and followed and self._gesture is None and not self.scrolling.shows(tick):
            self.scrolling.turn_to(tick)
        self.viewport().update()

    def set_target(self, ticks: Loop | None) -> None:
        """Mark in the ruler what Generate would write, or nothing."""
        self._captions = replace(self._captions, target=ticks)
        self._repaint()

    def set_shared(self, shared: tuple[SharedNotes, ...]) -> None:
        """Frame the notes that the clip shares with training songs, or none."""
        self._captions = replace(self._captions, shared=shared)
        self._repaint()

    def set_ghost(self, clip: Clip | None) -> None:
        """Show behind the notes those of another alternative, or none."""
        self._captions = replace(self._captions, ghosts=ghost_notes(clip, self.editor.clip))
        self._repaint()

    def show_lane(self, shown: bool) -> None:
        """Show the velocity lane, or hide it."""
        self.lane_shown = shown
        self.scrolling.resize(self._regions.notes.size())
        self._repaint()

    def reveal_playhead(self) -> None:
        """Turn the page to the playhead if it is out of view."""
        if self.editor.playhead is not None:
            self.scrolling.reveal((round(self.editor.playhead),) * 2)

    def described_parts(self) -> list[tuple[str, str, QRect]]:
        """The visible notes, for a test that drives the window with a mouse."""
        return described_notes(self.editor, self.scrolling.coords, self._regions)

    def _prepare(self) -> None:
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setAccessibleName("Piano roll")
        self.setMinimumSize(320, 200)
        self.viewport().setMouseTracking(True)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._describe()

    def _connect(self) -> None:
        editor = self.editor
        editor.clip_edited.connect(self._follow_edit)
        editor.selection_changed.connect(self._follow_selection)
        editor.changed.connect(self._repaint)
        self.scrolling.changed.connect(self._repaint)
        self._pull.timeout.connect(self._pull_along)

    def _caption(self, clip: Clip) -> None:
        before, sections = self._regions.notes, section_labels(clip.sections, clip.length)
        self._captions = replace(self._captions, chords=chord_labels(clip), sections=sections)
        if self._regions.notes != before:
            self.scrolling.resize(self._regions.notes.size())

    @property
    def _regions(self) -> Regions:
        return divided(self.viewport().size(), bool(self._captions.sections), self.lane_shown)

    def _pointer(self) -> Pointer:
        """Where the mouse is now, relative to the notes."""
        coords, corner = self.scrolling.coords, self._regions.notes.topLeft()
        x, y = self._place.x() - corner.x(), self._place.y() - corner.y()
        held = (bool(self._held & key) for key in (Held.ShiftModifier, Held.AltModifier, Held.ControlModifier))
        return Pointer(x, y, coords.tick(x), coords.pitch(y), 1 / coords.tick_width, *held)

    def _notice(self, event: QMouseEvent | QWheelEvent) -> Pointer:
        self._place, self._held = event.position(), event.modifiers()
        return self._pointer()

    def _begun(self, at: Pointer, double: bool) -> Gesture | None:
        place, regions = self._place.toPoint(), self._regions
        self._scrolls_rows = regions.notes.contains(place)
        if regions.lane.contains(place):
            return begun_in_lane(self.editor, regions.velocities, at)
        if regions.keyboard.contains(place):
            return Audition(self.editor, at)
        if regions.top.contains(place):
            return DragLoop(self.editor, at)
        return begun_on_notes(self.editor, at, double) if regions.notes.contains(place) else None

    def _press(self, event: QMouseEvent, double: bool) -> None:
        at = self._notice(event)
        if event.button() is Qt.MouseButton.LeftButton and self._gesture is None:
            self._gesture = self._begun(at, double)
            self._pull.start()

    def _end_gesture(self) -> Gesture | None:
        gesture, self._gesture = self._gesture, None
        self._pull.stop()
        return gesture

    @Slot()
    def _pull_along(self) -> None:
        if self._gesture is None or isinstance(self._gesture, Audition):
            return
        coords = self.scrolling.coords
        ahead = pulled(coords, self._place, self._regions.notes, down=self._scrolls_rows)
        if ahead != coords:
            self.scrolling.look(ahead)
            self._gesture.drag(self._pointer())

    @Slot(object)
    def _follow_edit(self, clip: Clip) -> None:
        self._caption(clip)
        self.scrolling.grow(clip)
        self._edited = True

    @Slot()
    def _follow_selection(self) -> None:
        self._describe()
        if self._edited and self._gesture is None:  # what a gesture moves is under the mouse
            self.scrolling.follow(self.editor.picked)
        self._edited = False

    @Slot()
    def _describe(self) -> None:
        self.setAccessibleDescription(selection_description(self.editor.picked, self.editor.clip))

    @Slot()
    def _repaint(self) -> None:
        self._picture = None
        self.viewport().update()

    def _painted(self) -> QPixmap:
        """The canvas without its playhead, painted anew only when something has changed."""
        ratio, size = self.viewport().devicePixelRatioF(), self.viewport().size()
        if self._picture is None or self._picture.deviceIndependentSize().toSize() != size:
            self._picture = QPixmap(size * ratio)
            self._picture.setDevicePixelRatio(ratio)
            painter = QPainter(self._picture)
            painter.setFont(self.font())
            paint_picture(painter, self._regions, self.scrolling.coords, self.editor, self._captions)
            painter.end()
        return self._picture

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.drawPixmap(0, 0, self._painted())
        if self.editor.playhead is not None and self.scrolling.shows(self.editor.playhead):
            paint_moving(painter, self._regions, self.scrolling.coords, self.editor.playhead)
        if self._ringed:
            paint_focus(painter, self.viewport().size())
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.scrolling.resize(self._regions.notes.size())

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """The scroll bars are followed by `Scrolling`; Qt need not shift any pixels."""

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._press(event, double=False)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._press(event, double=True)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = self._notice(event)
        if self._gesture:
            self._gesture.drag(at)
        else:
            self.viewport().setCursor(cursor_at(self._place.toPoint(), at, self._regions, self.editor))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        at = self._notice(event)
        if event.button() is Qt.MouseButton.LeftButton and self._gesture:
            self._gesture.drop(at)
            self._end_gesture()

    def wheelEvent(self, event: QWheelEvent) -> None:
        at, delta = self._notice(event), event.angleDelta()
        over_keys = self._regions.keyboard.contains(self._place.toPoint())
        if at.alt and not at.ctrl:
            change_velocity(self.editor, at, delta.y() or delta.x())  # Alt turns the wheel sideways on some systems
        else:
            self.scrolling.look(turned(self.scrolling.coords, delta, at, over_keys))
        event.accept()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        regions, by_key = self._regions, event.reason() is QContextMenuEvent.Reason.Keyboard
        place = regions.notes.center() if by_key else event.pos()
        self._place, self._held = QPointF(place), Held.NoModifier
        at = self._pointer()
        tick = max(0, round(at.tick))
        note = self.editor.note_at(at.tick, at.pitch, at.per_pixel) if regions.notes.contains(place) else None
        if note and note not in self.editor.picked and not by_key:
            self.editor.select(frozenset([note]))
        if (by_key and self.editor.picked) or note:
            self.menu_requested.emit("note", tick, self.viewport().mapToGlobal(place))
        elif not regions.keyboard.contains(place):
            parts = {"ruler": regions.top, "lane": regions.lane, "empty": regions.notes}
            region = next((name for name, part in parts.items() if part.contains(place)), "empty")
            self.menu_requested.emit(region, tick, self.viewport().mapToGlobal(place))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        action = action_for(event, bool(self.editor.picked))
        if event.key() == Qt.Key.Key_Escape and (gesture := self._end_gesture()):
            gesture.cancel()
        elif action:
            action(self.editor, self.scrolling)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._ringed = event.reason() in BY_KEY
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._ringed = False
        self.viewport().update()

    def event(self, event: QEvent) -> bool:
        # Keys that mean something here are kept from the window's shortcuts while the canvas has the focus.
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            stops = event.key() == Qt.Key.Key_Escape and self._gesture is not None
            if stops or action_for(event, bool(self.editor.picked)):
                event.accept()
                return True
        return super().event(event)

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            self._place = QPointF(event.pos())
            tip = tip_at(event.pos(), self._pointer(), self._regions, self.editor, self._captions)
            QToolTip.showText(event.globalPos(), tip, self.viewport())
            return True
        return super().viewportEvent(event)
