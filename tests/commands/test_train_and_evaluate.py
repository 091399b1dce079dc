from __future__ import annotations

import json
from pathlib import Path

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
    status, out, _ = inkling("evaluate", mine, songs, "--json")
    assert status == 0
    assert json.loads(out)["melody"]["nats_per_note"] > 0
