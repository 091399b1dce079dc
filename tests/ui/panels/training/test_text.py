from __future__ import annotations

from composer_app.ui.panels.training.text import Validation, accuracy_text


def test_accuracy_of_both_voices_is_in_percent() -> None:
    figures = (("next_note_accuracy", 0.463), ("nats_per_chord", 3.5), ("next_chord_accuracy", 0.38))
    assert accuracy_text(figures) == "melody 46 %, chords 38 %"


def test_method_without_chords_has_an_accuracy_of_its_melody() -> None:
    assert accuracy_text((("next_note_accuracy", 0.5),)) == "melody 50 %"
    assert accuracy_text(()) == "-"


def test_new_bars_are_named_only_where_they_are_validated_on() -> None:
    assert (Validation(16).accuracy, Validation(0).accuracy) == ("New bars predicted", "Other songs predicted")
    assert "first 16 bars" in Validation(16).about_accuracy
    assert "bars" not in Validation(0).about_loss + Validation(0).curve + Validation(0).about_accuracy
