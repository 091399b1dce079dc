from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from composer_app.ui.panels.data.songs import LENGTH, NOTES, SIMILAR, SongModel, SongsPage
from tests.ui.panels.data.statistics import progress, statistics


def page(qtbot: QtBot) -> SongsPage:
    made = SongsPage(SongModel())
    qtbot.addWidget(made)
    made.show()
    for each in progress():
        made.model.add(each.song)
    made.model.set_similar(statistics().pairs)
    return made


def names(made: SongsPage) -> list[str]:
    return [song.name for song in made.model.shown]


def test_songs_are_listed_with_what_was_found(qtbot: QtBot) -> None:
    made = page(qtbot)
    assert names(made) == ["a.mid", "b.mid", "c.mid"]
    assert made.model.index(1, LENGTH).data() == "1:04"
    assert made.model.index(0, SIMILAR).data() == "50 %   b.mid"
    assert made.model.index(2, NOTES).data(Qt.ItemDataRole.AccessibleTextRole) == "Notes: none"
    assert made.count.text() == "3 songs"


def test_the_header_sorts_by_number_not_by_text(qtbot: QtBot) -> None:
    made = page(qtbot)
    made.table.sortByColumn(NOTES, Qt.SortOrder.DescendingOrder)
    assert names(made) == ["a.mid", "b.mid", "c.mid"]
    made.table.sortByColumn(LENGTH, Qt.SortOrder.DescendingOrder)
    assert names(made) == ["b.mid", "a.mid", "c.mid"]


def test_the_table_is_narrowed_by_kind_and_by_words(qtbot: QtBot) -> None:
    made = page(qtbot)
    made.model.narrow("dropped", "")
    assert names(made) == ["c.mid"]
    made.model.narrow("similar", "")
    assert names(made) == ["a.mid", "b.mid"]
    made.shown.set_value("all")
    made.search.setText("DRUMS")
    assert names(made) == ["c.mid"]
    assert made.count.text() == "1 of 3 songs"


def test_the_chosen_song_stays_chosen_when_more_come(qtbot: QtBot) -> None:
    made = page(qtbot)
    made.table.selectRow(1)
    made.model.narrow("similar", "")
    assert made.model.shown[made.table.currentIndex().row()].name == "b.mid"


def test_a_kept_song_is_opened(qtbot: QtBot) -> None:
    made = page(qtbot)
    with qtbot.waitSignal(made.open_requested) as asked:
        made.table.activated.emit(made.model.index(0, 0))
    assert asked.args == ["a.mid"]
    with qtbot.assertNotEmitted(made.open_requested):
        made.table.activated.emit(made.model.index(2, 0))
