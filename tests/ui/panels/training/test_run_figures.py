from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from composer_app.protocol.progress import EpochEnded, Prepared, Stepped
from composer_app.ui.panels.training.run_figures import RunFigures

ACCURACIES = (("next_note_accuracy", 0.46), ("next_chord_accuracy", 0.38))


@pytest.fixture
def figures(qtbot: QtBot) -> RunFigures:
    made = RunFigures()
    qtbot.addWidget(made)
    made.begin()
    return made


def prepared(bars: int) -> Prepared:
    return Prepared(20, 3, 1, 2_300_000, "CPU", "base", 40, validation_bars=bars)


def test_copies_and_the_epoch_that_is_kept_are_told(figures: RunFigures) -> None:
    for epoch, copied, is_best in ((1, 0.0, True), (2, 0.25, False)):
        figures.show_progress(EpochEnded(epoch, 40, 1.5, 1.7, 2.5, copied, 12.5, 3.0, is_best))
    assert figures._values["copies"].text() == "25%"
    assert figures._values["best"].text() == "1"


def test_accuracy_on_new_bars_is_shown_by_voice(figures: RunFigures) -> None:
    figures.show_progress(prepared(16))
    figures.show_progress(EpochEnded(1, 40, 1.5, 1.7, 2.5, 0.0, 12.5, 3.0, True, 0.0, ACCURACIES))
    assert figures._names["accuracy"].text() == "New bars predicted"
    assert figures._values["accuracy"].text() == "melody 46 %, chords 38 %"
    assert "new bars" in figures.meaning.text()


def test_other_methods_are_validated_on_whole_songs(figures: RunFigures) -> None:
    figures.show_progress(prepared(16))
    figures.show_progress(prepared(0))
    assert figures._values["validation"].accessibleName() == "Loss, other songs"


def test_a_late_figure_does_not_hide_that_it_is_paused(figures: RunFigures) -> None:
    figures.set_paused(True)
    figures.show_progress(Stepped(1, 10, 1.5, 4.0, 60.0, 65.0))
    assert figures._values["left"].text() == "paused"
