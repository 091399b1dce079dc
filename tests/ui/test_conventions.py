"""What composers expect of every program with a piano roll, done in the whole window by key and mouse."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QEnterEvent, QKeySequence, QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from composer_app.library.idea import Idea
from composer_app.music.clip import Clip
from composer_app.music.key import Key
from composer_app.music.note import Note
from composer_app.playback.mix import Strip
from composer_app.settings import Settings
from composer_app.ui.piano_roll.view import PianoRoll
from tests.ui.conftest import Opened

LEFT, PLAIN = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
BAR = 1920
CLIP = Clip(
    tuple(Note(0, BAR, pitch) for pitch in (48, 52, 55)),
    tuple(Note(BAR + 480 * beat, 480, pitch) for beat, pitch in enumerate((60, 62, 64, 65))),
    2 * BAR,
    key=Key(0),
)
FIRST = ("melody", CLIP.melody[0])


class Composer:
    """Keys and mouse in the roll of a window in which a clip is open."""

    def __init__(self, opened: Opened) -> None:
        self.opened = opened
        self.parts = opened.window.parts
        self.roll: PianoRoll = self.parts.roll
        self.editor = self.roll.editor
        opened.desk.session.document.open_idea(opened.desk.library.add(Idea("One", CLIP)))
        self.roll.setFocus()

    def key(self, *keys: str) -> None:
        for key in keys:
            QTest.keySequence(QApplication.focusWidget() or self.roll, QKeySequence(key))

    def select(self, *notes: tuple[str, Note]) -> None:
        self.editor.select(frozenset(notes))

    @property
    def note(self) -> Note:
        """The only selected note."""
        ((_, note),) = self.editor.picked
        return note

    @property
    def counter(self) -> str:
        return self.parts.transport.position.text()

    @property
    def said(self) -> str:
        return self.parts.status.text

    @property
    def told(self) -> list[tuple]:
        return self.opened.desk.player.told

    def place(self, tick: float, pitch: int) -> QPoint:
        coords, notes = self.roll.scrolling.coords, self.roll._regions.notes
        return notes.topLeft() + QPoint(round(coords.x(tick)), coords.y(pitch) + coords.row_height // 2)

    def drag(self, start: QPoint, end: QPoint, held: Qt.KeyboardModifier = PLAIN) -> None:
        canvas = self.roll.viewport()
        QTest.mousePress(canvas, LEFT, held, start)
        for part in (0.3, 0.7, 1.0):
            where = QPointF(start + (end - start) * part)
            place = QPointF(canvas.mapToGlobal(where.toPoint()))
            QApplication.sendEvent(canvas, QMouseEvent(QEvent.Type.MouseMove, where, place, LEFT, LEFT, held))
        QTest.mouseRelease(canvas, LEFT, held, end)

    def wheel(self, place: QPoint, held: Qt.KeyboardModifier, notches: int = 1) -> None:
        canvas = self.roll.viewport()
        event = QWheelEvent(
            QPointF(place), QPointF(canvas.mapToGlobal(place)), QPoint(), QPoint(0, 120 * notches),
            Qt.MouseButton.NoButton, held, Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(canvas, event)

    def right_click(self, place: QPoint) -> list[str]:
        """What the menu offers that a click with the right button opens; it is closed again."""
        canvas = self.roll.viewport()
        reason = QContextMenuEvent.Reason.Mouse
        QApplication.sendEvent(canvas, QContextMenuEvent(reason, place, canvas.mapToGlobal(place)))
        menu = [menu for menu in self.opened.window.findChildren(QMenu) if menu.objectName().endswith("_menu")][-1]
        texts = [action.text().replace("&", "") for action in menu.actions() if action.text()]
        menu.close()
        return texts


@pytest.fixture
def composer(opened: Opened, qtbot: QtBot) -> Composer:
    opened.window.activateWindow()
    made = Composer(opened)
    qtbot.waitUntil(made.roll.hasFocus)
    return made


def test_space_toggles_enter_returns_escape_stops(composer: Composer) -> None:
    composer.key("Space")
    assert composer.told[-1][0] == "play"
    composer.key("Esc")
    assert composer.told[-1] == ("stop",)
    composer.opened.window.wiring.actions.play.seek(960)
    composer.key("Return")
    assert composer.counter == "1.1.1"


@pytest.mark.parametrize(
    ("key", "note"),
    [
        ("Up", Note(BAR, 480, 61)), ("Down", Note(BAR, 480, 59)), ("Shift+Up", Note(BAR, 480, 72)),
        ("Shift+Down", Note(BAR, 480, 48)), ("Alt+Up", Note(BAR, 480, 62)), ("Alt+Down", Note(BAR, 480, 59)),
        ("Right", Note(BAR + 120, 480, 60)), ("Left", Note(BAR - 120, 480, 60)),
        ("Shift+Right", Note(BAR, 600, 60)), ("Shift+Left", Note(BAR, 360, 60)),
    ],
)  # fmt: skip
def test_arrows_move_notes(composer: Composer, key: str, note: Note) -> None:
    composer.select(FIRST)
    composer.key(key)
    assert composer.note == note


def test_cut_copy_paste_duplicate_delete_undo_redo(composer: Composer) -> None:
    composer.key("Ctrl+A", "Ctrl+X")
    assert not composer.editor.clip.notes
    composer.key("Ctrl+Z", "Ctrl+A", "Ctrl+D")
    assert len(composer.editor.clip.notes) == 14
    composer.key("Del")
    assert len(composer.editor.clip.notes) == 7
    composer.key("Ctrl+Z", "Ctrl+Shift+Z")
    assert len(composer.editor.clip.notes) == 7
    composer.key("Esc")
    assert not composer.editor.picked


@pytest.mark.parametrize(("key", "tool"), [("2", "draw"), ("3", "erase"), ("P", "draw"), ("E", "erase")])
def test_keys_choose_tools(composer: Composer, key: str, tool: str) -> None:
    composer.key(key)
    assert composer.editor.tool == tool
    composer.key("1")
    assert composer.editor.tool == "select"


def test_alt_leaves_the_grid_and_off_grid_notes_keep_their_place(composer: Composer) -> None:
    start = composer.place(2100, 60)
    step = composer.roll.scrolling.coords.width(45)
    composer.drag(start, start + QPoint(round(step), 0), Qt.KeyboardModifier.AltModifier)
    off = composer.note.onset
    assert off % 120
    composer.key("Right")
    assert composer.note.onset == off + 120


def test_q_quantises_as_far_as_the_strength(composer: Composer) -> None:
    composer.select(FIRST)
    composer.editor.move(ticks=20)
    composer.key("Shift+Q")
    dialog = QApplication.activeModalWidget()
    dialog.strength.setValue(50)
    dialog.accept()
    assert composer.note.onset == BAR + 10
    composer.key("Q")
    assert composer.note.onset == BAR + 5
    assert composer.said == "1 note quantised to 1/16, strength 50 %."


def test_quantise_settings_are_remembered(open_window: Callable[..., Opened]) -> None:
    opened = open_window(replace(Settings(), quantise_strength=70, quantise_swing=60, velocity_lane=False))
    operations = opened.window.parts.roll.operations
    assert (operations.strength, operations.swing) == (70, 60)
    assert not opened.window.wiring.menu_actions["toggle_lane"].isChecked()
    operations.strength = 30
    opened.window.remember()
    assert (opened.remembered[-1].quantise_strength, opened.remembered[-1].velocity_lane) == (30, False)


@pytest.mark.parametrize(
    ("key", "count"), [("S", 10), ("Shift+L", 7), ("Shift+I", 7)],
)  # fmt: skip
def test_notes_are_split_made_legato_inverted(composer: Composer, key: str, count: int) -> None:
    composer.opened.window.wiring.actions.play.seek(960)
    composer.key("Ctrl+A", key)
    assert len(composer.editor.clip.notes) == count


def test_split_notes_are_joined(composer: Composer) -> None:
    composer.opened.window.wiring.actions.play.seek(960)
    composer.key("Ctrl+A", "S", "Ctrl+J")
    assert composer.editor.clip == CLIP


def test_z_zooms_to_the_selection_and_shift_z_to_all(composer: Composer) -> None:
    before = composer.roll.scrolling.coords.tick_width
    composer.select(FIRST)
    composer.key("Z")
    assert composer.roll.scrolling.coords.tick_width > before
    composer.key("Shift+Z")
    assert composer.roll.scrolling.coords.x(0) >= 0


def test_ctrl_wheel_zooms_and_shift_wheel_scrolls(composer: Composer) -> None:
    composer.wheel(composer.place(BAR, 60), Qt.KeyboardModifier.ControlModifier, 8)
    zoomed = composer.roll.scrolling.coords
    assert zoomed.tick_width > 0.2
    composer.wheel(composer.place(BAR, 60), Qt.KeyboardModifier.ShiftModifier, -1)
    assert composer.roll.scrolling.coords.left > zoomed.left


def test_loop_is_drawn_in_the_ruler_and_l_toggles_it(composer: Composer) -> None:
    start = QPoint(composer.place(0, 60).x(), 10)
    composer.drag(start, QPoint(composer.place(BAR, 60).x(), 10))
    assert composer.editor.loop == (0, BAR)
    composer.key("L")
    assert composer.editor.loop is None


def test_loop_is_set_by_key_alone(composer: Composer) -> None:
    composer.select(FIRST)
    composer.key("Ctrl+L")
    assert composer.editor.loop == (BAR, BAR + 480)
    composer.key("Esc", "Right", "[")
    assert composer.editor.loop == (120, BAR + 480)
    composer.key("Right", "Right", "]")
    assert composer.editor.loop == (120, 360)


def test_velocity_is_changed_by_the_wheel_and_in_the_lane(composer: Composer) -> None:
    composer.wheel(composer.place(BAR + 100, 60), Qt.KeyboardModifier.AltModifier)
    assert composer.editor.clip.melody[0].velocity == 84
    regions, coords = composer.roll._regions, composer.roll.scrolling.coords
    corner = regions.notes.topLeft() + QPoint(round(coords.x(BAR)), 0)
    head, top = (corner + QPoint(0, round(regions.velocities.y(velocity))) for velocity in (84, 127))
    composer.drag(head, top - QPoint(0, 10))
    assert composer.editor.clip.melody[0].velocity == 127


def test_velocity_is_changed_by_key_and_read_out(composer: Composer) -> None:
    composer.select(FIRST)
    composer.key("Ctrl+Up", "Ctrl+Up", "Ctrl+Down")
    assert composer.note.velocity == 84
    assert composer.roll.accessibleDescription().endswith("velocity 84")


def test_preview_has_a_switch(composer: Composer) -> None:
    composer.select(FIRST)
    composer.key("Up")
    assert composer.told[-1] == ("preview", 61, "melody")
    composer.opened.window.wiring.menu_actions["hear_notes"].trigger()
    composer.key("Up")
    assert composer.told[-1] == ("preview", 61, "melody")


def test_counter_stays_where_the_playhead_is_after_edit_and_undo(composer: Composer) -> None:
    composer.key("Right", "Right", "Right", "Right")
    assert composer.counter == "1.2.1"
    composer.select(FIRST)
    composer.key("Up")
    assert composer.counter == "1.2.1"
    composer.key("Ctrl+Z")
    assert (composer.counter, composer.opened.window.wiring.actions.play.cursor) == ("1.2.1", 480)


def test_first_drawn_note_leaves_the_playhead_where_it_is(composer: Composer) -> None:
    composer.opened.desk.session.document.new_clip()
    composer.opened.window.wiring.actions.play.seek(960)
    composer.key("N")
    composer.opened.desk.session.document.save()
    assert composer.opened.desk.session.document.idea is not None
    assert composer.counter == "1.4.1"


def test_playhead_sent_out_of_view_is_followed(composer: Composer) -> None:
    composer.wheel(composer.place(0, 60), Qt.KeyboardModifier.ControlModifier, 12)
    assert not composer.roll.scrolling.shows(2 * BAR)
    composer.key("Esc", "End")
    assert composer.roll.scrolling.shows(2 * BAR)


def test_right_button_offers_what_fits_the_place(composer: Composer) -> None:
    on_note = composer.right_click(composer.place(BAR + 100, 60))
    assert {"Cut", "Quantise", "Velocity ...", "Legato", "Invert"} <= set(on_note)
    assert composer.editor.picked == {FIRST}
    ruler = composer.right_click(QPoint(composer.place(BAR + 100, 60).x(), 10))
    assert {"Play from here", "Loop bar 2", "Loop the selection"} <= set(ruler)
    lane = composer.roll._regions.lane.center()
    assert composer.right_click(lane) == ["Velocity ...", "Louder", "Softer", "Velocity lane"]
    assert {"Paste", "Insert a note", "Select all"} <= set(composer.right_click(composer.place(BAR + 100, 70)))


def test_mute_goes_to_the_player(composer: Composer) -> None:
    mixer = composer.parts.header.mixer
    mixer.click()
    mixer._rows["chords"].mute.click()
    assert composer.told[-1][1].strip("chords") == Strip(muted=True)


def test_tempo_typed_too_fast_is_the_fastest(composer: Composer) -> None:
    field = composer.parts.transport.tempo
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "500")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert composer.editor.clip.timeline.bpm == 400


def test_s_still_stars_in_the_list_of_ideas(composer: Composer) -> None:
    view = composer.parts.ideas.view
    composer.opened.window.wiring.actions.ideas.show_ideas_found()
    view.setFocus()
    view.setCurrentIndex(view.model().index(0, 0))
    composer.key("S")
    assert composer.opened.desk.library.ideas(starred=True)


@pytest.mark.parametrize("key", ["N", "Q", "Ctrl+Up", "Shift+I", "Alt+Down"])
def test_keys_of_the_roll_edit_nothing_from_elsewhere(composer: Composer, key: str) -> None:
    composer.key("Ctrl+A")
    composer.parts.ideas.view.setFocus()
    composer.key(key)
    assert composer.editor.clip == CLIP


def test_alternative_under_the_mouse_is_a_ghost_in_the_roll(composer: Composer, qtbot: QtBot) -> None:
    composer.parts.header.lock("chords", True)
    with qtbot.waitSignal(composer.opened.desk.session.writing.ended):
        composer.opened.window.wiring.actions.writing.rewrite()
    card = composer.parts.alternatives.cards[2]
    place = QPointF(card.rect().center())
    QApplication.sendEvent(card, QEnterEvent(place, place, place))
    ghosts = composer.roll._captions.ghosts
    assert len(ghosts) > 0
    assert not set(ghosts.notes) & set(composer.editor.clip.notes)
    QApplication.sendEvent(card, QEvent(QEvent.Type.Leave))
    assert len(composer.roll._captions.ghosts) == 0


def test_panic_silences(composer: Composer) -> None:
    composer.key("Ctrl+.")
    assert composer.told[-1] == ("panic",)
