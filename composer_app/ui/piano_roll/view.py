"""The piano roll: a canvas on which a clip is seen and edited."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QEvent, QPointF, Qt, QTimer, Signal, Slot
from PySide6.QtGui import (
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
from composer_app.ui.piano_roll.descriptions import selection_description
from composer_app.ui.piano_roll.editor import Editor, Loop, Tool
from composer_app.ui.piano_roll.gestures import begun_on_notes
from composer_app.ui.piano_roll.gestures.audition import Audition
from composer_app.ui.piano_roll.gestures.loop import DragLoop
from composer_app.ui.piano_roll.gestures.pointer import Gesture, Pointer
from composer_app.ui.piano_roll.gestures.pull import pulled
from composer_app.ui.piano_roll.gestures.velocity import change_velocity
from composer_app.ui.piano_roll.gestures.wheel import scrolled, zoomed, zoomed_rows
from composer_app.ui.piano_roll.hover import cursor_at, tip_at
from composer_app.ui.piano_roll.keys import action_for
from composer_app.ui.piano_roll.layers.marks import paint_focus, paint_playhead
from composer_app.ui.piano_roll.layers.shared import SharedNotes
from composer_app.ui.piano_roll.layers.strips import chord_labels, section_labels
from composer_app.ui.piano_roll.picture import Captions, paint_picture
from composer_app.ui.piano_roll.regions import Regions, divided
from composer_app.ui.piano_roll.scrolling import Scrolling
from composer_app.ui.piano_roll.selection import NOTHING, Edit, Picked

PULL_MILLISECONDS = 30
BY_KEY = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason, Qt.FocusReason.ShortcutFocusReason)
Held = Qt.KeyboardModifier


class PianoRoll(QAbstractScrollArea):
    """A clip on a canvas: chords and melody, ruler, chord names, keyboard, playhead.

    `clip_edited` carries the new clip after each edit, `previewed` a pitch and a voice to be heard,
    `seek_requested` a tick, `loop_changed` a pair of ticks or None, `tool_changed` a tool's name.
    """

    clip_edited = Signal(object)
    selection_changed = Signal()
    previewed = Signal(int, str)
    seek_requested = Signal(int)
    loop_changed = Signal(object)
    tool_changed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._editor = Editor(self)
        self._scrolling = Scrolling(self.horizontalScrollBar(), self.verticalScrollBar(), self)
        self._captions = Captions()
        self._gesture: Gesture | None = None
        self._place = QPointF()
        self._held = Held.NoModifier
        self._picture: QPixmap | None = None
        self._ringed = False
        self._pull = QTimer(self, interval=PULL_MILLISECONDS)
        self._prepare()
        self._connect()

    @property
    def clip(self) -> Clip:
        """The clip as it is now."""
        return self._editor.clip

    @property
    def selected_notes(self) -> Picked:
        """The selected notes as (voice, note) pairs."""
        return self._editor.picked

    @property
    def loop(self) -> Loop | None:
        """The loop's first and last tick."""
        return self._editor.loop

    @property
    def can_undo(self) -> bool:
        """Whether an edit can be taken back."""
        return self._editor.history.can_undo

    @property
    def can_redo(self) -> bool:
        """Whether an edit taken back can be done again."""
        return self._editor.history.can_redo

    def set_clip(self, clip: Clip) -> None:
        """Show another clip from its beginning; the one already shown stays as it is, history and all."""
        if clip == self.clip:
            return
        self._gesture = None
        self._editor.load(clip)
        self._captions = replace(self._captions, aimed=None, shared=())
        self._caption(clip)
        self._scrolling.show_clip(clip)

    def edit_clip(self, clip: Clip, picked: Picked = NOTHING, instead: bool = False) -> None:
        """Make another clip the next step of the history, or the last one's replacement: one undo takes it back."""
        self._editor.apply(Edit(clip, picked), instead)

    def set_playhead(self, tick: float | None) -> None:
        """Show where the music is; the page turns when the playhead leaves it, unless one looks elsewhere."""
        if tick == self._editor.playhead:
            return
        followed = self._editor.playhead is None or self._scrolling.shows(self._editor.playhead)
        self._editor.playhead = tick
        if tick is not None and followed and self._gesture is None and not self._scrolling.shows(tick):
            self._scrolling.turn_to(tick)
        self.viewport().update()

    def set_loop(self, loop: Loop | None) -> None:
        """Loop between two ticks, or not at all."""
        self._editor.set_loop(loop)

    def set_tool(self, tool: Tool) -> None:
        """Let the mouse select, draw or erase."""
        self._editor.use_tool(tool)

    def set_voice(self, voice: str) -> None:
        """Let drawn notes go to this voice."""
        self._editor.voice = voice

    def set_grid(self, ticks: int) -> None:
        """Snap to steps of so many ticks; 0 is off."""
        self._editor.grid = ticks
        self._repaint()

    def set_aimed(self, ticks: Loop | None) -> None:
        """Underline in the ruler what would be written anew, or nothing."""
        self._captions = replace(self._captions, aimed=ticks)
        self._repaint()

    def set_shared(self, shared: tuple[SharedNotes, ...]) -> None:
        """Frame the notes that the clip shares with training songs, or none."""
        self._captions = replace(self._captions, shared=shared)
        self._repaint()

    def reveal(self, ticks: Loop) -> None:
        """Turn the page so that it begins at the first of two ticks, unless both are in view."""
        if not all(self._scrolling.shows(tick) for tick in ticks):
            self._scrolling.turn_to(ticks[0])

    def zoom(self, factor: float) -> None:
        """Zoom in time about the middle of the canvas."""
        self._scrolling.zoom(factor)

    @Slot()
    def zoom_to_selection(self) -> None:
        """Let the selected notes fill the canvas."""
        self._scrolling.zoom_to(self._editor.picked)

    @Slot()
    def zoom_to_all(self) -> None:
        """Show the whole clip."""
        self._scrolling.zoom_to_all()

    @Slot()
    def undo(self) -> None:
        """Take the last edit back."""
        self._editor.undo()

    @Slot()
    def redo(self) -> None:
        """Do the edit last taken back again."""
        self._editor.redo()

    @Slot()
    def select_all(self) -> None:
        """Select every note."""
        self._editor.select_all()

    @Slot()
    def copy(self) -> None:
        """Keep the selected notes for pasting."""
        self._editor.copy()

    @Slot()
    def cut(self) -> None:
        """Keep the selected notes for pasting and remove them."""
        self._editor.cut()

    @Slot()
    def paste(self) -> None:
        """Paste at the playhead, and again after what was pasted just now."""
        self._editor.paste()

    @Slot()
    def delete(self) -> None:
        """Remove the selected notes."""
        self._editor.delete()

    @Slot()
    def duplicate(self) -> None:
        """Add the selected notes once more, right after them."""
        self._editor.duplicate()

    @Slot()
    def toggle_loop(self) -> None:
        """Switch the loop off, or on again."""
        self._editor.toggle_loop()

    def _prepare(self) -> None:
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setAccessibleName("Piano roll")
        self.setMinimumSize(320, 200)
        self.viewport().setMouseTracking(True)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._say()

    def _connect(self) -> None:
        editor = self._editor
        editor.clip_edited.connect(self._follow_edit)
        editor.selection_changed.connect(self._say)
        editor.changed.connect(self._repaint)
        self._scrolling.changed.connect(self._repaint)
        self._pull.timeout.connect(self._pull_along)
        for told in ("previewed", "seek_requested", "loop_changed", "tool_changed", "selection_changed"):
            getattr(editor, told).connect(getattr(self, told))

    def _caption(self, clip: Clip) -> None:
        before, sections = self._regions.notes, section_labels(clip.sections, clip.length)
        self._captions = replace(self._captions, chords=chord_labels(clip), sections=sections)
        if self._regions.notes != before:
            self._scrolling.resize(self._regions.notes.size())

    @property
    def _regions(self) -> Regions:
        return divided(self.viewport().size(), bool(self._captions.sections))

    def _pointer(self) -> Pointer:
        """Where the mouse is now, relative to the notes."""
        coords, corner = self._scrolling.coords, self._regions.notes.topLeft()
        x, y = self._place.x() - corner.x(), self._place.y() - corner.y()
        held = (bool(self._held & key) for key in (Held.ShiftModifier, Held.AltModifier, Held.ControlModifier))
        return Pointer(x, y, coords.tick(x), coords.pitch(y), 1 / coords.tick_width, *held)

    def _notice(self, event: QMouseEvent | QWheelEvent) -> Pointer:
        self._place, self._held = event.position(), event.modifiers()
        return self._pointer()

    def _begun(self, at: Pointer, double: bool) -> Gesture | None:
        place, regions = self._place.toPoint(), self._regions
        if regions.keyboard.contains(place):
            return Audition(self._editor, at)
        if regions.top.contains(place):
            return DragLoop(self._editor, at)
        return begun_on_notes(self._editor, at, double) if regions.notes.contains(place) else None

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
        coords = self._scrolling.coords
        ahead = pulled(coords, self._place, self._regions.notes, down=not isinstance(self._gesture, DragLoop))
        if ahead != coords:
            self._scrolling.look(ahead)
            self._gesture.drag(self._pointer())

    @Slot(object)
    def _follow_edit(self, clip: Clip) -> None:
        self._caption(clip)
        self._scrolling.grow(clip)
        self.clip_edited.emit(clip)

    @Slot()
    def _say(self) -> None:
        self.setAccessibleDescription(selection_description(self._editor.picked, self.clip))

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
            paint_picture(painter, self._regions, self._scrolling.coords, self._editor, self._captions)
            painter.end()
        return self._picture

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.drawPixmap(0, 0, self._painted())
        if self._editor.playhead is not None and self._scrolling.shows(self._editor.playhead):
            notes = self._regions.notes
            painter.translate(notes.left(), 0)
            paint_playhead(painter, self._scrolling.coords, self._editor.playhead, notes.bottom() + 1)
            painter.translate(-notes.left(), 0)
        if self._ringed:
            paint_focus(painter, self.viewport().size())
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._scrolling.resize(self._regions.notes.size())

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
            self.viewport().setCursor(cursor_at(self._place.toPoint(), at, self._regions, self._editor))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        at = self._notice(event)
        if event.button() is Qt.MouseButton.LeftButton and (gesture := self._end_gesture()):
            gesture.drop(at)

    def wheelEvent(self, event: QWheelEvent) -> None:
        at, delta, coords = self._notice(event), event.angleDelta(), self._scrolling.coords
        either = delta.y() or delta.x()  # Alt turns the wheel sideways on some systems
        over_keys = self._regions.keyboard.contains(self._place.toPoint())
        if at.ctrl and (at.shift or over_keys):
            self._scrolling.look(zoomed_rows(coords, either, at.y))
        elif at.ctrl:
            self._scrolling.look(zoomed(coords, either, at.x))
        elif at.alt:
            change_velocity(self._editor, at, either)
        else:
            self._scrolling.look(scrolled(coords, either, 0) if at.shift else scrolled(coords, delta.x(), delta.y()))
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        action = action_for(event, bool(self._editor.picked))
        if event.key() == Qt.Key.Key_Escape and (gesture := self._end_gesture()):
            gesture.cancel()
        elif action:
            action(self._editor, self._scrolling)
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
            if stops or action_for(event, bool(self._editor.picked)):
                event.accept()
                return True
        return super().event(event)

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            self._place = QPointF(event.pos())
            tip = tip_at(event.pos(), self._pointer(), self._regions, self._editor, self._captions)
            QToolTip.showText(event.globalPos(), tip, self.viewport())
            return True
        return super().viewportEvent(event)
