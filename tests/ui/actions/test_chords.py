"""Chords typed, chosen, copied and pasted in the chord lane, and their edges dragged, in a window."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from composer_app.library.idea import Idea
from composer_app.music.clip import Clip
from composer_app.music.key import Key
from composer_app.music.note import Note
from composer_app.music.progression import progression
from composer_app.ui.piano_roll.chord_entry import ChordEntry
from tests.ui.conftest import Opened

BAR = 1920
LEFT = Qt.MouseButton.LeftButton
ROOTS = (36, 41, 43, 36)
CLIP = Clip(
    [Note(bar * BAR, BAR, root + step) for bar, root in enumerate(ROOTS) for step in (0, 4, 7)],
    [Note(beat * 480, 480, 72) for beat in range(16)],
    4 * BAR,
    key=Key(0),
)


@pytest.fixture
def at_work(opened: Opened) -> Opened:
    opened.desk.session.document.open_idea(opened.desk.library.add(Idea("Rain", CLIP)))
    opened.window.parts.roll.scrolling.zoom_to_all()
    return opened


def names(opened: Opened) -> list[str]:
    clip = opened.window.parts.roll.editor.clip
    return [span.chord.name_in(clip.key) if span.chord else "N.C." for span in progression(clip)]


def entry(opened: Opened) -> ChordEntry:
    return opened.window.wiring.actions.chords.entry


def place(opened: Opened, tick: int, shift: int = 0) -> tuple[QWidget, QPoint]:
    """The viewport, and a point of the chord lane."""
    roll = opened.window.parts.roll
    return roll.viewport(), roll.chord_box(tick, tick + 1).topLeft() + QPoint(shift, 10)


def click(qtbot: QtBot, opened: Opened, tick: int, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    viewport, point = place(opened, tick)
    qtbot.mouseClick(viewport, LEFT, held, point)


def type_chord(qtbot: QtBot, opened: Opened, text: str, key: Qt.Key = Qt.Key.Key_Return) -> None:
    qtbot.keyClicks(entry(opened), text)
    qtbot.keyClick(entry(opened), key)


def test_chord_is_typed_over_another_and_undone(qtbot: QtBot, at_work: Opened) -> None:
    click(qtbot, at_work, BAR + 480)
    assert entry(at_work).text() == "F"
    type_chord(qtbot, at_work, "Dm7/A")
    assert names(at_work) == ["C", "Dm7/A", "G", "C"]
    assert not entry(at_work).isVisible()
    at_work.window.parts.roll.editor.undo()
    assert at_work.window.parts.roll.editor.clip == CLIP


def test_tab_goes_on_to_the_next_chord(qtbot: QtBot, at_work: Opened) -> None:
    click(qtbot, at_work, 480)
    type_chord(qtbot, at_work, "Am", Qt.Key.Key_Tab)
    assert entry(at_work).text() == "F"
    type_chord(qtbot, at_work, "Dm")
    assert names(at_work) == ["Am", "Dm", "G", "C"]


def test_escape_leaves_the_chord_as_it_was(qtbot: QtBot, at_work: Opened) -> None:
    click(qtbot, at_work, 480)
    type_chord(qtbot, at_work, "Am", Qt.Key.Key_Escape)
    assert at_work.window.parts.roll.editor.clip == CLIP
    assert not entry(at_work).isVisible()


def test_what_is_no_chord_is_said_and_the_field_stays(qtbot: QtBot, at_work: Opened) -> None:
    click(qtbot, at_work, 480)
    type_chord(qtbot, at_work, "Hello")
    assert '"Hello" is no chord' in at_work.window.parts.toast.text
    assert entry(at_work).isVisible()


def test_chords_are_typed_into_an_empty_clip(qtbot: QtBot, opened: Opened) -> None:
    opened.window.wiring.menu_actions["edit_chord"].trigger()
    for text in ("Am", "F"):
        type_chord(qtbot, opened, text, Qt.Key.Key_Tab)
    assert names(opened)[:2] == ["Am", "F"]


def test_shift_click_changes_one_bar_of_a_long_chord(qtbot: QtBot, at_work: Opened) -> None:
    click(qtbot, at_work, 3 * BAR + 480)
    type_chord(qtbot, at_work, "G")
    assert names(at_work) == ["C", "F", "G"]
    click(qtbot, at_work, 3 * BAR + 480, Qt.KeyboardModifier.ShiftModifier)
    type_chord(qtbot, at_work, "G7")
    assert names(at_work) == ["C", "F", "G", "G7"]


def test_edge_of_a_chord_is_dragged(qtbot: QtBot, at_work: Opened) -> None:
    viewport, start = place(at_work, BAR)
    qtbot.mousePress(viewport, LEFT, Qt.KeyboardModifier.NoModifier, start)
    qtbot.mouseMove(viewport, place(at_work, BAR + 960)[1])
    qtbot.mouseRelease(viewport, LEFT, Qt.KeyboardModifier.NoModifier, place(at_work, BAR + 960)[1])
    assert [span.onset for span in progression(at_work.window.parts.roll.editor.clip)] == [
        0, BAR + 960, 2 * BAR, 3 * BAR,
    ]  # fmt: skip


def test_drag_across_the_lane_draws_the_loop(qtbot: QtBot, at_work: Opened) -> None:
    viewport, start = place(at_work, 480)
    qtbot.mousePress(viewport, LEFT, Qt.KeyboardModifier.NoModifier, start)
    qtbot.mouseMove(viewport, place(at_work, BAR + 960)[1])
    qtbot.mouseRelease(viewport, LEFT, Qt.KeyboardModifier.NoModifier, place(at_work, BAR + 960)[1])
    assert at_work.window.parts.roll.editor.loop == (480, BAR + 960)


def test_substitute_is_heard_and_chosen(qtbot: QtBot, at_work: Opened) -> None:
    at_work.window.parts.roll.set_playhead(2 * BAR)
    at_work.window.wiring.menu_actions["offer_substitutes"].trigger()
    menu = entry(at_work).menu
    assert menu.isVisible()
    assert any(action.data() == "Em" for action in menu.actions())
    with qtbot.waitSignal(at_work.window.parts.roll.editor.previewed):
        qtbot.keyClick(menu, Qt.Key.Key_Down)
    qtbot.keyClick(menu, Qt.Key.Key_Return)
    assert names(at_work)[2] == menu.actions()[0].data()


def test_progression_is_copied_and_pasted_at_the_playhead(at_work: Opened) -> None:
    at_work.window.wiring.menu_actions["copy_progression"].trigger()
    assert QGuiApplication.clipboard().text() == "| C | F | G | C |"
    QGuiApplication.clipboard().setText("| Am | Dm7 G7 |")
    at_work.window.parts.roll.set_playhead(BAR)
    at_work.window.wiring.menu_actions["paste_progression"].trigger()
    assert names(at_work) == ["C", "Am", "Dm7", "G7", "C"]


def test_new_melody_leaves_the_chords(qtbot: QtBot, at_work: Opened) -> None:
    with qtbot.waitSignal(at_work.desk.session.writing.ended):
        at_work.window.wiring.menu_actions["new_melody"].trigger()
    clip = at_work.window.parts.roll.editor.clip
    assert at_work.desk.generator.asked[0].task == "melody"
    assert clip.chords == CLIP.chords
    assert clip.melody != CLIP.melody
