from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from composer_app.errors import ComposerError
from composer_app.evaluation.evaluate import evaluate
from composer_app.formats.midi_file import write_clip
from composer_app.methods.method import FolderScore
from composer_app.music.meter import Meter, Timeline
from composer_app.protocol.progress import Scoring
from tests.training.songs import song, songs_in, tiny_model


def figures(tmp_path: Path) -> dict[str, Any]:
    model = tiny_model(tmp_path / "tiny.safetensors")
    *scoring, found = evaluate(model, songs_in(tmp_path / "songs", 4), "cpu")
    assert all(isinstance(said, Scoring) for said in scoring)
    assert isinstance(found, FolderScore)
    return found.report


def test_every_figure_has_its_baselines(tmp_path: Path) -> None:
    found = figures(tmp_path)
    assert found["songs"] == 4
    for row in (found, found["baselines"]["markov_2"], found["baselines"]["copy_last"]):
        assert row["melody"]["nats_per_note"] > 0
        assert 0 <= row["melody"]["pitch_accuracy"] <= 1
        assert row["chords"]["nats_per_change"] > 0
        assert 0 <= row["chords"]["accuracy"] <= 1


def test_notes_and_changes_are_counted_as_played(tmp_path: Path) -> None:
    found = figures(tmp_path)
    assert found["notes"] == 4 * 8 * 4
    assert found["changes"] == 4 * (4 * 2 - 1)  # C, F, G, C | C, F, G, C: the C goes on over the bar line


def test_what_is_given_is_measured_beside_the_past_alone(tmp_path: Path) -> None:
    found = figures(tmp_path)
    for task, voice, figure in (
        ("fill", "melody", "nats_per_note"),
        ("fill", "chords", "nats_per_change"),
        ("chords_under_melody", "chords", "accuracy"),
        ("melody_over_chords", "melody", "pitch_accuracy"),
    ):
        row = found[task][voice]
        assert row[figure] >= 0
        assert row["past_only"][figure] >= 0


def test_folder_without_songs_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(ComposerError, match="holds no MIDI files"):
        list(evaluate(tiny_model(tmp_path / "tiny.safetensors"), tmp_path / "empty", "cpu"))


def test_folder_of_bars_too_long_to_score_is_refused(tmp_path: Path) -> None:
    endless = replace(song(1), timeline=Timeline.plain(100, Meter(17, 4)))
    write_clip(endless, tmp_path / "endless.mid", "endless")
    with pytest.raises(ComposerError, match="nothing to score"):
        list(evaluate(tiny_model(tmp_path / "tiny.safetensors"), tmp_path, "cpu"))
