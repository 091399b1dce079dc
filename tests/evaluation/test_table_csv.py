"""A comparison as a table that a spreadsheet opens."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from composer_app.errors import ComposerError
from composer_app.evaluation.table_csv import write_csv
from composer_app.protocol.comparison import MethodResult

SCORED = MethodResult(
    "melody_grid", "Melody grid", songs=12, dropped=3, parameters=58_049, seconds=60.0, best_epoch=4,
    examples=12_345.678, writing=0.8, loss=1.9, next_note=0.41, baseline=0.32,
    figures=(("next_note_accuracy", 0.41), ("step_accuracy", 2 / 3)),
    baselines=(("copy_last", (("next_note_accuracy", 0.1),)), ("markov_4", (("f1", 0.2),))),
)  # fmt: skip
REFUSED = MethodResult("two_voice", "Two voices", "No file here holds both melody and chords.")


def table(path: Path) -> list[dict[str, str]]:
    write_csv([SCORED, REFUSED], path)
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_method_and_its_baselines_have_a_row_each(tmp_path: Path) -> None:
    rows = table(tmp_path / "compared.csv")
    assert [(row["method"], row["of"]) for row in rows] == [
        ("melody_grid", "model"), ("melody_grid", "copy_last"), ("melody_grid", "markov_4"), ("two_voice", "model"),
    ]  # fmt: skip
    assert [row["next_note_accuracy"] for row in rows] == ["0.41", "0.1", "", ""]
    assert [row["step_accuracy"] for row in rows] == ["0.666667", "", "", ""]


def test_speed_and_size_stand_beside_the_model_only(tmp_path: Path) -> None:
    model, baseline, *_ = table(tmp_path / "compared.csv")
    assert (model["songs"], model["dropped"], model["parameters"], model["best_epoch"]) == ("12", "3", "58049", "4")
    assert (model["examples_per_second"], model["seconds_to_write"]) == ("12345.7", "0.8")
    assert {baseline[name] for name in ("songs", "parameters", "examples_per_second")} == {""}


def test_a_method_that_could_not_says_why(tmp_path: Path) -> None:
    refused = table(tmp_path / "compared.csv")[-1]
    assert refused["refused"] == "No file here holds both melody and chords."
    assert {value for name, value in refused.items() if name not in ("method", "title", "of", "refused")} == {""}


def test_a_place_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ComposerError, match="The table was not written"):
        write_csv([SCORED], tmp_path / "file" / "compared.csv")
