from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint
from PySide6.QtGui import QColor, QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from composer_app.music.clip import Clip, Section
from composer_app.music.note import Note
from composer_app.ui.piano_roll.selection import Edit
from composer_app.ui.piano_roll.view import PianoRoll
from composer_app.ui.widgets import theme

BAR = 1920
LONG = Clip((), tuple(Note(BAR * bar, 480, 60) for bar in range(32)), 32 * BAR)


def colour_at(roll: PianoRoll, place: QPoint) -> QColor:
    return roll.viewport().grab().toImage().pixelColor(place)


def test_new_clip_is_no_edit(roll: PianoRoll, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(roll.editor.clip_edited):
        roll.set_clip(LONG)


def test_clip_that_is_shown_already_keeps_its_history(roll: PianoRoll) -> None:
    roll.editor.select_all()
    roll.editor.delete()
    roll.set_clip(roll.editor.clip)
    assert roll.editor.history.can_undo


def test_clip_set_as_an_edit_can_be_undone(roll: PianoRoll, clip: Clip) -> None:
    roll.editor.apply(Edit(LONG))
    roll.editor.undo()
    assert roll.editor.clip == clip


def test_first_eight_bars_fill_the_width(roll: PianoRoll) -> None:
    roll.set_clip(LONG)
    assert roll.scrolling.coords.x(8 * BAR) == pytest.approx(roll._regions.notes.width() - 12)


def test_what_was_fitted_fits_after_a_resize(roll: PianoRoll) -> None:
    roll.set_clip(LONG)
    roll.resize(1400, 700)
    assert roll.scrolling.coords.x(8 * BAR) == pytest.approx(roll._regions.notes.width() - 12)


def test_all_can_be_shown(roll: PianoRoll) -> None:
    roll.set_clip(LONG)
    roll.scrolling.zoom_to_all()
    assert roll.scrolling.shows(0)
    assert roll.scrolling.shows(32 * BAR)


def test_very_long_clip_can_be_shown_whole(roll: PianoRoll) -> None:
    roll.set_clip(Clip((), (Note(20_000 * BAR, 480, 60),)))
    roll.scrolling.zoom_to_all()
    assert roll.scrolling.shows(20_000 * BAR)


def test_selection_can_be_zoomed_to(roll: PianoRoll) -> None:
    roll.set_clip(LONG)
    roll.editor.select(frozenset([("melody", LONG.melody[20])]))
    roll.scrolling.zoom_to(roll.editor.picked)
    assert roll.scrolling.shows(20 * BAR)
    assert not roll.scrolling.shows(19 * BAR)


def test_page_turns_when_the_playhead_leaves_it(roll: PianoRoll) -> None:
    roll.set_clip(LONG)
    roll.set_playhead(8 * BAR)
    roll.set_playhead(9 * BAR)
    assert roll.scrolling.shows(9 * BAR)


def test_page_stays_for_one_who_looks_elsewhere(roll: PianoRoll) -> None:
    roll.set_clip(LONG)
    roll.set_playhead(100)
    roll.scrolling.turn_to(20 * BAR)
    roll.set_playhead(200)
    assert roll.scrolling.shows(20 * BAR)


def test_playhead_is_painted(roll: PianoRoll, mouse) -> None:
    roll.set_playhead(960)
    assert colour_at(roll, mouse.place(960, 62)) == QColor(theme.ACCENT)


def test_moving_the_playhead_keeps_the_picture(roll: PianoRoll) -> None:
    roll.set_playhead(100)
    roll.grab()
    before = roll._picture
    roll.set_playhead(200)
    roll.grab()
    assert roll._picture is before


def test_voices_have_their_hues(roll: PianoRoll, mouse) -> None:
    melody, chords = colour_at(roll, mouse.place(2100, 60)), colour_at(roll, mouse.place(900, 52))
    assert melody.red() > melody.blue()
    assert chords.blue() > chords.red()


def test_louder_notes_are_brighter(roll: PianoRoll, mouse) -> None:
    roll.set_clip(Clip((), (Note(0, 960, 60, 20), Note(960, 960, 60, 120)), BAR))
    soft, loud = (colour_at(roll, mouse.place(tick, 60)) for tick in (700, 1660))
    assert loud.lightness() > soft.lightness()


def test_bars_to_be_written_are_underlined_in_the_ruler(roll: PianoRoll, mouse) -> None:
    place = QPoint(mouse.place(1000, 70).x(), roll._regions.ruler.bottom() - 1)
    before = colour_at(roll, place)
    roll.set_target((0, BAR))
    assert colour_at(roll, place) != before


def test_selection_is_told_to_screen_readers(roll: PianoRoll, mouse) -> None:
    mouse.click(2000, 60)
    assert roll.accessibleDescription() == "Melody C4, bar 2 beat 1, quarter, velocity 80"


def test_note_tells_itself_in_a_tooltip(roll: PianoRoll, mouse) -> None:
    place = mouse.place(2000, 60)
    QApplication.sendEvent(roll.viewport(), QHelpEvent(QEvent.Type.ToolTip, place, roll.mapToGlobal(place)))
    assert QToolTip.text() == "Melody C4, bar 2 beat 1, quarter, velocity 80"
    QToolTip.hideText()


def test_sections_take_a_strip_of_their_own(roll: PianoRoll, clip: Clip) -> None:
    before = roll._regions.notes.top()
    roll.set_clip(Clip(clip.chords, clip.melody, clip.length, sections=(Section(0, "A"),)))
    assert roll._regions.notes.top() > before


def test_drag_past_the_border_scrolls(roll: PianoRoll, mouse, qtbot: QtBot) -> None:
    roll.set_clip(LONG)
    notes = roll._regions.notes
    start = mouse.place(100, 70)
    mouse.drag_pixels(start, QPoint(notes.right() + 40, start.y()), drop=False)
    qtbot.waitUntil(lambda: roll.scrolling.coords.left > 100)
    roll._end_gesture()


@pytest.mark.parametrize("count", [0, 1, 500, 6000])
def test_any_number_of_notes_is_painted(roll: PianoRoll, count: int) -> None:
    notes = tuple(Note(60 * n, 50, 40 + n % 40) for n in range(count))
    roll.set_clip(Clip((), notes, 60 * count + 1))
    roll.editor.select_all()
    roll.scrolling.zoom_to_all()
    assert not roll.grab().isNull()


def test_part_that_is_not_in_view_is_turned_to(roll: PianoRoll) -> None:
    roll.set_clip(LONG)
    roll.scrolling.reveal((20 * BAR, 24 * BAR))
    assert roll.scrolling.shows(20 * BAR)
    assert roll.scrolling.shows(24 * BAR)


def test_part_in_view_stays_where_it_is(roll: PianoRoll) -> None:
    before = roll.scrolling.coords
    roll.scrolling.reveal((0, BAR))
    assert roll.scrolling.coords == before


def test_notes_moved_out_of_view_are_followed(roll: PianoRoll) -> None:
    roll.editor.select(frozenset([("melody", roll.editor.clip.melody[0])]))
    for _ in range(4):
        roll.editor.move(semitones=12)
    (_, note), = roll.editor.picked
    y = roll.scrolling.coords.y(note.pitch)
    assert 0 <= y < roll._regions.notes.height()


def test_notes_moved_to_a_far_bar_are_followed(roll: PianoRoll) -> None:
    roll.editor.select(frozenset([("melody", roll.editor.clip.melody[0])]))
    roll.editor.move(ticks=30 * 1920)
    assert roll.scrolling.shows(next(iter(roll.editor.picked))[1].onset)


def test_view_goes_back_with_what_is_undone(roll: PianoRoll) -> None:
    roll.editor.select(frozenset([("melody", roll.editor.clip.melody[0])]))
    roll.editor.move(ticks=30 * 1920)
    roll.editor.undo()
    assert roll.scrolling.shows(1920)


def test_view_stays_where_the_selection_is_larger(roll: PianoRoll) -> None:
    roll.editor.select_all()
    roll.scrolling.look(roll.scrolling.coords.zoomed(4.0, 0))
    before = roll.scrolling.coords
    roll.editor.move(semitones=1)
    assert roll.scrolling.coords.left == before.left
