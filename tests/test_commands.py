import json
from pathlib import Path

import mido
import pytest

from composer_app.commands import main
from tests.training.songs import songs_in, tiny_model


def run(capsys: pytest.CaptureFixture[str], *argv: object) -> tuple[int, str, str]:
    status = main([str(word) for word in argv])
    out, err = capsys.readouterr()
    return status, out, err


@pytest.fixture
def model(tmp_path: Path) -> Path:
    return tiny_model(tmp_path / "tiny.safetensors")


def test_generate_writes_numbered_files_and_a_line_each(
    tmp_path: Path, model: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, out, _ = run(capsys, "generate", "--model", model, "--out", tmp_path / "ideas", "--count", 2, "--bars", 4)
    lines = [json.loads(line) for line in out.splitlines()]
    assert status == 0
    assert [Path(line["file"]).name for line in lines] == ["0001.mid", "0002.mid"]
    names = {track.name for track in mido.MidiFile(lines[0]["file"]).tracks}
    assert {"Melody", "Chords"} <= names


def test_same_seed_writes_the_same_bytes(tmp_path: Path, model: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("a", "b"):
        run(capsys, "generate", "--model", model, "--out", tmp_path / name, "--count", 2, "--bars", 2, "--seed", 4)
    assert (tmp_path / "a/0002.mid").read_bytes() == (tmp_path / "b/0002.mid").read_bytes()


def test_seed_of_a_line_writes_its_file_again(tmp_path: Path, model: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(capsys, "generate", "--model", model, "--out", tmp_path / "a", "--count", 3, "--bars", 2)
    seed = json.loads(out.splitlines()[2])["seed"]
    run(capsys, "generate", "--model", model, "--out", tmp_path / "b", "--count", 1, "--bars", 2, "--seed", seed)
    first, again = (mido.MidiFile(tmp_path / name).tracks[1:] for name in ("a/0003.mid", "b/0001.mid"))
    assert [list(track)[1:] for track in first] == [list(track)[1:] for track in again]


def test_train_evaluate_and_generate_follow_each_other(
    tmp_path: Path, model: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    songs, mine = songs_in(tmp_path / "songs"), tmp_path / "mine.safetensors"
    status, out, _ = run(
        capsys, "train", songs, "--out", mine, "--from", model, "--epochs", 1, "--device", "cpu", "--seed", 1
    )
    line = json.loads(out.splitlines()[-1])
    assert status == 0
    assert {"epoch", "steps", "train_nats", "validation_nats", "copy_rate", "steps_per_second", "seconds"} <= set(line)
    status, out, _ = run(capsys, "evaluate", mine, songs, "--json")
    assert status == 0
    assert json.loads(out)["melody"]["nats_per_note"] > 0


@pytest.mark.parametrize(
    ("argv", "sentence"),
    [
        (["evaluate", "gone.safetensors", "."], "There is no model"),
        (["generate", "--out", "x", "--model", "gone"], "There is no model"),
        (["generate", "--out", "x", "--task", "continue"], "--clip"),
        (["train", "gone", "--out", "x", "--from", "none"], "gone"),
        (["play", "gone.mid"], "gone.mid"),
        (["import", "gone", "--out", "x"], "gone"),
        (["export", "12345", "--to", "x"], "12345"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], argv: list[str], sentence: str
) -> None:
    monkeypatch.chdir(tmp_path)
    status, out, err = run(capsys, *argv)
    assert status == 1
    assert out == ""
    assert sentence in err
    assert len(err.strip().splitlines()) == 1


@pytest.mark.parametrize("argv", [["nonsense"], ["generate"], ["generate", "--out", "x", "--bars", "0"], []])
def test_wrong_usage_exits_with_two(argv: list[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(argv)
    assert left.value.code == 2


@pytest.mark.parametrize("command", ["generate", "train", "evaluate", "import", "export", "ports", "play"])
def test_every_command_explains_itself(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main([command, "--help"])
    assert left.value.code == 0
    assert "usage" in capsys.readouterr().out


def test_import_reports_every_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    songs = songs_in(tmp_path / "songs", 2)
    (songs / "noise.mid").write_bytes(b"not MIDI")
    report = tmp_path / "report.json"
    status, _, _ = run(capsys, "import", songs, "--out", tmp_path / "out", "--report", report)
    assert status == 0
    assert len(list((tmp_path / "out").glob("*.mid"))) == 2
    assert "noise.mid" in report.read_text()
