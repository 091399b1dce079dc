from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from composer_app.protocol.progress import Scoring, Stepped
from composer_app.ui.panels.compare.text import (
    best_baseline,
    figure_about,
    figure_name,
    figure_value,
    is_beaten,
    progress_text,
    shared_accuracy,
    speed,
)
from tests.ui.panels.compare.reports import FIGURES, compared


def test_the_best_baseline_of_a_figure_is_named(tmp_path: Path) -> None:
    scored = compared(tmp_path)
    assert best_baseline(scored, "next_note_accuracy") == ("Markov 4", 0.32)
    assert is_beaten(scored, "next_note_accuracy", 0.41)
    assert is_beaten(scored, "step_accuracy", 0.61) is False
    assert is_beaten(scored, "event_nats", 1.0) is None


def test_less_is_better_where_nats_are_counted(tmp_path: Path) -> None:
    rows = (("copy_last", (("melody_nats_per_note", 9.0),)), ("markov_2", (("melody_nats_per_note", 5.94),)))
    scored = replace(compared(tmp_path), baselines=rows)
    assert best_baseline(scored, "melody_nats_per_note") == ("Markov 2", 5.94)
    assert is_beaten(scored, "melody_nats_per_note", 18.24) is False
    assert is_beaten(scored, "melody_nats_per_note", 1.9)


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [("step_accuracy", 0.255, "25.5 %"), ("event_nats", 1.234, "1.23 nats"), ("bce", 0.12149, "0.121")],
)
def test_figures_are_read_as_shares_nats_or_numbers(name: str, value: float, told: str) -> None:
    assert figure_value(name, value) == told


def test_names_of_figures_are_words() -> None:
    assert figure_name("step_accuracy_on_changes") == "Step accuracy on changes"
    assert shared_accuracy(FIGURES) == 0.41
    assert shared_accuracy(()) is None


def test_what_a_run_is_at_is_said() -> None:
    assert progress_text(Stepped(3, 80, 2.0, 12.5, 100, 200)) == "epoch 3, 3:20 left"
    assert progress_text(Scoring(3, 12)) == "scoring, 3 of 12 songs"


def test_speeds_are_no_more_exact_than_they_are() -> None:
    assert [speed(value) for value in (12_345.0, 4_100.0, 20.5, 2.25)] == ["12 k/s", "4,100 /s", "20 /s", "2.2 /s"]


def test_whole_songs_are_shared_where_new_bars_are_measured_too() -> None:
    assert shared_accuracy((("next_note_accuracy", 0.4), ("whole_songs_next_note_accuracy", 0.7))) == 0.7


def test_new_bars_are_explained() -> None:
    assert figure_name("new_bars_melody_accuracy") == "New bars, melody"
    assert "repeat" in figure_about("new_bars_melody_accuracy")
    assert figure_about("step_accuracy") == ""
