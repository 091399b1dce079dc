from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.commands.conftest import Run
from tests.training.songs import songs_in


def test_train_evaluate_and_generate_follow_each_other(tmp_path: Path, model: Path, inkling: Run) -> None:
    songs, mine = songs_in(tmp_path / "songs"), tmp_path / "mine.safetensors"
    status, out, _ = inkling(
        "train", songs, "--out", mine, "--from", model, "--epochs", 1, "--device", "cpu", "--seed", 1
    )
    line = json.loads(out.splitlines()[-1])
    assert status == 0
    assert {"epoch", "steps", "train_nats", "validation_nats", "copy_rate", "steps_per_second", "seconds"} <= set(line)
    assert line["checked_on"] == "new bars, the first 16 of each song"
    status, out, _ = inkling("evaluate", mine, songs, "--json")
    assert status == 0
    assert json.loads(out)["new_material"]["first_8"]["melody"]["nats_per_note"] > 0


def test_new_material_is_told_first(tmp_path: Path, model: Path, inkling: Run) -> None:
    status, out, _ = inkling("evaluate", model, songs_in(tmp_path / "songs"))
    assert status == 0
    titles = [line.split(":")[0] for line in out.splitlines() if " songs, " in line]
    assert titles[0] == "New material, the first 8 bars from where the melody begins"
    assert titles[-1] == "Whole songs, repeats included"


@pytest.mark.parametrize("weight", ["songs=-1", "songs=nan", "songs=inf", "=2", "songs", "songs=much"])
def test_weight_that_is_none_is_wrong_usage(tmp_path: Path, inkling: Run, weight: str) -> None:
    status, _, err = inkling("train", tmp_path, "--out", tmp_path / "mine.safetensors", "--weigh", weight)
    assert status == 2
    assert "is not a weight" in err


@pytest.mark.parametrize(
    ("words", "status", "sentence"),
    [
        ("--weigh nowhere=2", 1, "lies under a folder called nowhere"),
        ("--weigh songs=0 --from MODEL", 1, "have the weight 0"),
        ("--weigh songs=2 --method beat_roll", 2, "--method two_voice alone"),
        ("--method beat_roll --from MODEL", 1, "was trained by two_voice and cannot go on by beat_roll"),
        ("--preset as-published --from MODEL", 2, "--preset is for a model that begins from nothing"),
        ("--preset as-published --resume", 2, "--preset is for a model that begins from nothing"),
    ],
)
def test_what_a_run_would_pass_over_is_said(
    tmp_path: Path, model: Path, inkling: Run, words: str, status: int, sentence: str
) -> None:
    songs = songs_in(tmp_path / "songs")
    given = [str(model) if word == "MODEL" else word for word in words.split()]
    found, out, err = inkling("train", songs, "--out", tmp_path / "mine.safetensors", *given)
    assert (found, out) == (status, "")
    assert sentence in err
