from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDrag, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QAbstractButton, QAbstractSpinBox, QComboBox, QLineEdit, QSlider
from pytestqt.qtbot import QtBot

from composer_app.library.idea import Idea
from composer_app.settings import Settings
from composer_app.ui.panels.ideas.card import IdeaCard
from composer_app.ui.panels.ideas.view import OWN_DRAG
from composer_app.ui.piano_roll.selection import Edit
from tests.ui.conftest import Opened
from tests.ui.stand_ins import some_clip

LEFT = Qt.MouseButton.LeftButton
Opening = Callable[..., Opened]


def add(opened: Opened, name: str = "One", pitch: int = 72) -> Idea:
    idea = opened.desk.library.add(Idea(name, some_clip(pitch=pitch), model="Base"))
    opened.window.parts.ideas.add_ideas([idea])
    return idea


def cell_of(opened: Opened, idea: Idea) -> object:
    ideas = opened.window.parts.ideas
    return ideas.view.visualRect(ideas.model.index_of(idea.id))


def click(qtbot: QtBot, opened: Opened, place: QPoint) -> None:
    qtbot.mouseClick(opened.window.parts.ideas.view.viewport(), LEFT, pos=place)


def played(opened: Opened) -> list[object]:
    return [told[1:] for told in opened.desk.player.told if told[0] == "play"]


def test_click_on_generate_shows_four_ideas(qtbot: QtBot, opened: Opened) -> None:
    with qtbot.waitSignal(opened.desk.session.writing.ended):
        qtbot.mouseClick(opened.window.parts.generate.button, LEFT)
    assert opened.window.parts.ideas.model.rowCount() == 4
    assert opened.window.parts.generate.button.text() == "Generate idea"


def test_button_counts_while_ideas_are_written(qtbot: QtBot, opened: Opened) -> None:
    opened.desk.generator.gate.clear()
    opened.window.wiring.actions.writing.generate()
    assert opened.window.parts.generate.button.text() == "Writing 1 of 4 - stop"
    with qtbot.waitSignal(opened.desk.session.writing.ended):
        opened.desk.generator.gate.set()


def test_click_on_a_card_plays_it_and_another_click_stops(qtbot: QtBot, opened: Opened) -> None:
    idea = add(opened)
    place = IdeaCard.roll(cell_of(opened, idea)).center()
    click(qtbot, opened, place)
    assert played(opened) == [(idea.clip, 0, None)]
    click(qtbot, opened, place)
    assert opened.desk.player.told[-1] == ("stop",)


def test_double_click_opens_an_idea_in_the_roll(qtbot: QtBot, opened: Opened) -> None:
    idea = add(opened)
    place = IdeaCard.roll(cell_of(opened, idea)).center()
    qtbot.mouseDClick(opened.window.parts.ideas.view.viewport(), LEFT, pos=place)
    assert opened.window.parts.roll.editor.clip == idea.clip
    assert opened.window.windowTitle() == "One - Inkling"


def test_click_on_the_star_stars_and_does_not_play(qtbot: QtBot, opened: Opened) -> None:
    idea = add(opened)
    click(qtbot, opened, IdeaCard.star(cell_of(opened, idea)).center())
    assert [found.id for found in opened.desk.library.ideas(starred=True)] == [idea.id]
    assert played(opened) == []


def test_click_on_the_bin_deletes_and_undo_brings_back(qtbot: QtBot, opened: Opened) -> None:
    idea = add(opened)
    click(qtbot, opened, IdeaCard.bin(cell_of(opened, idea)).center())
    assert opened.window.parts.ideas.model.rowCount() == 0
    assert opened.window.parts.toast.text == "One was deleted."
    qtbot.keyClick(opened.window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert opened.window.parts.ideas.model.rowCount() == 1


def test_space_plays_the_opened_clip_and_stops_it(qtbot: QtBot, opened: Opened) -> None:
    idea = add(opened)
    opened.desk.session.document.open_idea(idea)
    opened.window.parts.roll.setFocus()
    qtbot.keyClick(opened.window.parts.roll, Qt.Key.Key_Space)
    assert played(opened) == [(idea.clip, 0, None)]
    qtbot.keyClick(opened.window.parts.roll, Qt.Key.Key_Space)
    assert opened.desk.player.told[-1] == ("stop",)


def test_space_in_the_search_field_is_a_letter(qtbot: QtBot, opened: Opened) -> None:
    opened.desk.session.document.open_idea(add(opened))
    search = opened.window.parts.ideas.search
    search.setFocus()
    qtbot.keyClicks(search, "a b")
    assert search.text() == "a b"
    assert played(opened) == []


def test_space_presses_the_button_that_has_the_keyboard(qtbot: QtBot, opened: Opened) -> None:
    opened.desk.session.document.open_idea(add(opened))
    loop = opened.window.parts.transport.loop
    loop.setFocus()
    qtbot.keyClick(loop, Qt.Key.Key_Space)
    assert loop.isChecked()
    assert played(opened) == []


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Escape])
def test_enter_and_escape_leave_a_field_for_the_roll(qtbot: QtBot, opened: Opened, key: Qt.Key) -> None:
    tempo = opened.window.parts.generate.signature.tempo
    tempo.setFocus()
    qtbot.keyClick(tempo, key)
    assert opened.window.parts.roll.hasFocus()


def test_playing_moves_the_playhead_and_ends_at_the_start(qtbot: QtBot, opened: Opened) -> None:
    opened.desk.session.document.open_idea(add(opened))
    opened.window.wiring.actions.play.toggle_play()
    opened.desk.player.at = replace(opened.desk.player.at, tick=1440.0)
    qtbot.waitUntil(lambda: opened.window.parts.transport.position.text() == "1.4.1")
    opened.desk.player.at = replace(opened.desk.player.at, playing=False)
    qtbot.waitUntil(lambda: opened.window.parts.transport.position.text() == "1.1.1")


def test_loop_plays_the_whole_clip_round(qtbot: QtBot, opened: Opened) -> None:
    idea = add(opened)
    opened.desk.session.document.open_idea(idea)
    opened.window.wiring.actions.play.toggle_loop()
    opened.window.wiring.actions.play.toggle_play()
    assert played(opened) == [(idea.clip, 0, (0, idea.clip.length))]


def test_edit_reaches_the_player_while_it_plays(qtbot: QtBot, opened: Opened) -> None:
    opened.desk.session.document.open_idea(add(opened))
    opened.window.wiring.actions.play.toggle_play()
    opened.window.parts.roll.editor.apply(Edit(some_clip(pitch=80)))
    assert opened.desk.player.told[-1] == ("replace", some_clip(pitch=80))


def test_tempo_of_the_transport_is_the_clips(qtbot: QtBot, opened: Opened) -> None:
    opened.desk.session.document.open_idea(add(opened))
    assert opened.window.parts.transport.tempo.value() == 96
    opened.window.parts.transport.tempo.setValue(120)
    assert opened.window.parts.roll.editor.clip.timeline.bpm == 120
    opened.window.parts.roll.editor.undo()
    assert opened.window.parts.transport.tempo.value() == 96


def test_continue_asks_with_the_clip_of_the_roll(qtbot: QtBot, opened: Opened) -> None:
    idea = add(opened)
    opened.desk.session.document.open_idea(idea)
    with qtbot.waitSignal(opened.desk.session.writing.ended):
        qtbot.mouseClick(opened.window.parts.generate.onward, LEFT)
    asked = opened.desk.generator.asked[0]
    assert (asked.task, asked.clip) == ("continue", idea.clip)
    assert {found.parent for found in opened.desk.library.ideas(limit=4)} == {idea.id}


def test_plugged_port_enters_the_chooser(qtbot: QtBot, opened: Opened) -> None:
    opened.desk.player.plug("Built-in piano", "Synth")
    port = opened.window.parts.transport.port
    qtbot.waitUntil(lambda: port.count() == 2)
    port.setCurrentIndex(1)
    port.activated.emit(1)
    assert opened.desk.player.told[-1] == ("port", "Synth")


def test_chosen_port_that_is_away_stays_in_the_chooser(qtbot: QtBot, open_window: Opening) -> None:
    opened = open_window(Settings(port="Synth"))
    assert opened.window.parts.transport.port.currentText() == "Synth (not connected)"


def test_dropped_midi_file_is_opened(qtbot: QtBot, opened: Opened, tmp_path: Path) -> None:
    path = tmp_path / "Song.mid"
    path.write_bytes(b"")
    with qtbot.waitSignal(opened.desk.session.document.opened):
        assert drop(opened, path)
    assert opened.window.parts.header.name.text() == "Song"


def test_dropped_folder_is_read_for_training(qtbot: QtBot, opened: Opened, tmp_path: Path) -> None:
    with qtbot.waitSignal(opened.desk.session.training.reading_ended):
        assert drop(opened, tmp_path)
    assert opened.window.parts.training.folder == tmp_path


def test_own_drag_dropped_on_the_window_is_ignored(opened: Opened, tmp_path: Path) -> None:
    assert not drop(opened, tmp_path, own=True)


def drop(opened: Opened, path: Path, own: bool = False) -> bool:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    if own:
        data.setData(OWN_DRAG, b"1")
    place, copy = QPoint(700, 300), Qt.DropAction.CopyAction
    entering = QDragEnterEvent(place, copy, data, LEFT, Qt.KeyboardModifier.NoModifier)
    entering.ignore()
    opened.window.dragEnterEvent(entering)
    if entering.isAccepted():
        opened.window.dropEvent(QDropEvent(QPointF(place), copy, data, LEFT, Qt.KeyboardModifier.NoModifier))
    return entering.isAccepted()


def test_dragged_card_carries_a_midi_file_of_its_name(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    carried: list[str] = []

    def drop_at_once(drag: QDrag, *_: object) -> Qt.DropAction:
        carried.extend(url.toLocalFile() for url in drag.mimeData().urls())
        return Qt.DropAction.CopyAction

    monkeypatch.setattr(QDrag, "exec", drop_at_once)
    view = opened.window.parts.ideas.view
    add(opened, "Rain")
    view.setCurrentIndex(opened.window.parts.ideas.model.index(0))
    view.startDrag(Qt.DropAction.CopyAction)
    assert [Path(path).name for path in carried] == ["Inkling - Rain.mid"]
    assert Path(carried[0]).read_bytes()[:4] == b"MThd"


def test_space_opens_the_choices_that_have_the_keyboard(qtbot: QtBot, opened: Opened) -> None:
    key = opened.window.parts.generate.signature.key
    key.setFocus()
    qtbot.keyClick(key, Qt.Key.Key_Space)
    assert key.view().isVisible()
    key.hidePopup()


def test_search_and_star_filter_what_is_listed(qtbot: QtBot, opened: Opened) -> None:
    rain, _ = add(opened, "Rain"), add(opened, "Sun")
    opened.desk.session.ideas.star(rain, True)
    ideas = opened.window.parts.ideas
    ideas.search.setText("su")
    qtbot.waitUntil(lambda: [idea.name for idea in ideas.model.ideas] == ["Sun"])
    ideas.search.clear()
    ideas.starred.click()
    qtbot.waitUntil(lambda: [idea.name for idea in ideas.model.ideas] == ["Rain"])


def test_next_page_comes_when_the_list_is_scrolled(qtbot: QtBot, open_window: Opening) -> None:
    opened = open_window()
    for number in range(60):
        opened.desk.library.add(Idea(f"Idea {number}", some_clip()))
    opened.window.wiring.actions.ideas.show_ideas_found()
    assert opened.window.parts.ideas.model.rowCount() == 40
    bar = opened.window.parts.ideas.view.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    bar.setValue(bar.maximum())
    assert opened.window.parts.ideas.model.rowCount() == 60


def test_reopened_window_stands_as_it_was_left(qtbot: QtBot, opened: Opened) -> None:
    idea = add(opened)
    opened.desk.session.document.open_idea(idea)
    opened.window.parts.generate.length.set_length(16, "", by_form=False)
    opened.window.parts.generate.signature.key.set_value("A minor")
    opened.desk.session.playing.choose_port("Synth")
    opened.window.resize(1100, 700)
    opened.window.remember()
    settings = opened.remembered[-1]
    assert (settings.opened_idea, settings.bars, settings.key) == (idea.id, 16, "A minor")
    assert (settings.port, Path(settings.model).name) == ("Synth", "base.safetensors")
    assert settings.geometry
    assert settings.layout


def test_window_stands_where_it_stood(qtbot: QtBot, open_window: Opening) -> None:
    opened = open_window(Settings(geometry="30 40 1000 700 0"))
    assert (opened.window.pos().x(), opened.window.pos().y()) == (30, 40)
    assert (opened.window.width(), opened.window.height()) == (1000, 700)


def test_window_of_a_screen_that_is_gone_comes_back_into_sight(qtbot: QtBot, open_window: Opening) -> None:
    assert open_window(Settings(geometry="9000 40 1000 700 0")).window.pos().x() < 1000


def test_settings_are_taken_up(qtbot: QtBot, open_window: Opening) -> None:
    opened = open_window(Settings(bars=4, count=8, key="C major", meter="3/4", tempo=80, adventure=100, loop=True))
    request = opened.window.parts.generate.request()
    assert (request.bars, request.count, str(request.key), str(request.meter)) == (4, 8, "C major", "3/4")
    assert (request.tempo, request.adventure) == (80.0, 1.0)
    assert opened.window.parts.transport.loop.isChecked()


def test_every_control_has_a_name_for_a_screen_reader(opened: Opened) -> None:
    kinds = (QAbstractButton, QComboBox, QLineEdit, QAbstractSpinBox, QSlider)
    controls = [control for kind in kinds for control in opened.window.findChildren(kind)]
    inside = (QLineEdit, QAbstractSpinBox, QComboBox)  # Qt's own parts of a control
    own = [
        control
        for control in controls
        if not control.objectName().startswith("qt_") and not isinstance(control.parentWidget(), inside)
    ]
    nameless = [
        control
        for control in own
        if not control.accessibleName() and not getattr(control, "text", lambda: "")() and control.isEnabled()
    ]
    assert nameless == []


def test_shortcuts_are_not_given_twice(opened: Opened) -> None:
    keys = [key.toString() for action in opened.window.wiring.menu_actions.values() for key in action.shortcuts()]
    assert len(keys) == len(set(keys))


def test_opening_the_window_imports_nothing_slow() -> None:
    program = (
        "import sys; import composer_app.app\n"
        "slow = {'torch', 'rtmidi', 'miniaudio', 'pyqtgraph', 'mido', 'numpy'} & set(sys.modules)\n"
        "assert not slow, slow\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("name", ["stop", "to_start", "loop"])
def test_window_survives_every_transport_button_with_nothing_open(qtbot: QtBot, opened: Opened, name: str) -> None:
    button = {"stop": "play", "to_start": "to_start", "loop": "loop"}[name]
    qtbot.mouseClick(getattr(opened.window.parts.transport, button), LEFT)
    assert played(opened) == []


def test_quit_closes_the_window(opened: Opened) -> None:
    opened.window.wiring.menu_actions["close"].trigger()
    assert not opened.window.isVisible()
