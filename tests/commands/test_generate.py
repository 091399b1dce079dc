from __future__ import annotations

import json
from pathlib import Path

import mido
import pytest

from composer_app.formats.midi_file import write_clip
from composer_app.music.originality import Originality, Shared
from composer_app.protocol.request import GeneratedIdea, Request, Sketch
from tests.commands.conftest import Run
from tests.training.songs import song


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


def test_line_tells_what_was_asked_and_what_came_of_it(tmp_path: Path, model: Path, inkling: Run) -> None:
    words = ("--count", 1, "--bars", 2, "--key", "G major", "--adventure", 0.5, "--seed", 3, "--density", 0.5)
    _, out, _ = inkling("generate", "--model", model, "--out", tmp_path / "a", *words)
    line = json.loads(out)
    assert set(line) == {"file", "seed", "model", "request", "nats", "originality", "draws", "notes"}
    asked = line["request"]
    assert (asked["key"], asked["bars"], asked["temperature"], asked["seed"]) == ("G major", 2, 1.0, 3)
    assert asked["controls"] == {"density": 0.5}


def test_line_of_a_continuation_names_its_clip(tmp_path: Path, model: Path, inkling: Run) -> None:
    write_clip(song(1, 2), tmp_path / "clip.mid", "clip")
    words = ("--task", "continue", "--clip", tmp_path / "clip.mid", "--count", 1, "--bars", 1)
    _, out, _ = inkling("generate", "--model", model, "--out", tmp_path / "a", *words)
    assert json.loads(out)["request"]["clip"] == str(tmp_path / "clip.mid")


def test_originality_is_told_with_its_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, inkling: Run) -> None:
    shared = Shared(8, "Some song", 3, 4, 0, 1920)
    idea = GeneratedIdea(song(1), 3, "m", Request(), 1.5, originality=Originality("amber", 8, 0.25, (shared,)))
    sketch = Sketch(0, song(1))
    monkeypatch.setattr("composer_app.generation.generate.open_model", lambda path: None)
    monkeypatch.setattr("composer_app.generation.generate.generate", lambda request, model: iter((sketch, idea)))
    _, out, _ = inkling("generate", "--out", tmp_path / "a", "--count", 1)
    (line,) = map(json.loads, out.splitlines())
    told = line["originality"]
    assert (told["verdict"], told["longest"], told["share"]) == ("amber", 8, 0.25)
    assert told["runs"][0] == {
        "notes": 8, "song": "Some song", "first_bar": 3, "last_bar": 4, "start": 0, "end": 1920,
    }  # fmt: skip
    assert [path.name for path in (tmp_path / "a").iterdir()] == ["0001.mid"]


def test_generated_chords_are_written_as_played_and_the_same_idea(tmp_path: Path, model: Path, inkling: Run) -> None:
    tracks = []
    for style in ("block", "broken"):
        words = ("--count", 1, "--bars", 4, "--seed", 3, "--accompaniment", style)
        inkling("generate", "--model", model, "--out", tmp_path / style, *words)
        tracks.append(mido.MidiFile(tmp_path / style / "0001.mid").tracks)
    assert list(tracks[0][1]) == list(tracks[1][1])
    assert list(tracks[0][2]) != list(tracks[1][2])
