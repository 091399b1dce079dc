from __future__ import annotations

import json
from pathlib import Path

import mido

from tests.commands.conftest import Run


def test_generate_writes_numbered_files_and_a_line_each(tmp_path: Path, model: Path, inkling: Run) -> None:
    status, out, _ = inkling("generate", "--model", model, "--out", tmp_path / "ideas", "--count", 2, "--bars", 4)
    lines = [json.loads(line) for line in out.splitlines()]
    assert status == 0
    assert [Path(line["file"]).name for line in lines] == ["0001.mid", "0002.mid"]
    names = {track.name for track in mido.MidiFile(lines[0]["file"]).tracks}
    assert {"Melody", "Chords"} <= names


def test_same_seed_writes_the_same_bytes(tmp_path: Path, model: Path, inkling: Run) -> None:
    for name in ("a", "b"):
        inkling("generate", "--model", model, "--out", tmp_path / name, "--count", 2, "--bars", 2, "--seed", 4)
    assert (tmp_path / "a/0002.mid").read_bytes() == (tmp_path / "b/0002.mid").read_bytes()


def test_seed_of_a_line_writes_its_file_again(tmp_path: Path, model: Path, inkling: Run) -> None:
    _, out, _ = inkling("generate", "--model", model, "--out", tmp_path / "a", "--count", 3, "--bars", 2)
    seed = json.loads(out.splitlines()[2])["seed"]
    inkling("generate", "--model", model, "--out", tmp_path / "b", "--count", 1, "--bars", 2, "--seed", seed)
    first, again = (mido.MidiFile(tmp_path / name).tracks[1:] for name in ("a/0003.mid", "b/0001.mid"))
    assert [list(track)[1:] for track in first] == [list(track)[1:] for track in again]
