from __future__ import annotations

from composer_app.ui.panels.training.text import Checked, foreseen


def test_both_voices_are_told_in_percent() -> None:
    figures = (("next_note_accuracy", 0.463), ("nats_per_chord", 3.5), ("next_chord_accuracy", 0.38))
    assert foreseen(figures) == "melody 46 %, chords 38 %"


def test_method_without_chords_tells_its_melody() -> None:
    assert foreseen((("next_note_accuracy", 0.5),)) == "melody 50 %"
    assert foreseen(()) == "-"


def test_new_bars_are_called_so_only_where_they_are_checked() -> None:
    assert (Checked(16).foreseen, Checked(0).foreseen) == ("New bars foreseen", "Other songs foreseen")
    assert "first 16 bars" in Checked(16).about_foreseen
    assert "bars" not in Checked(0).about_surprise + Checked(0).curve + Checked(0).about_foreseen
