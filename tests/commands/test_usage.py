from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from composer_app.formats.midi_file import write_clip
from tests.commands.conftest import Run
from tests.training.songs import song

COMMANDS = ["generate", "train", "evaluate", "import", "export", "ports", "play", "data"]


@pytest.mark.parametrize(
    ("argv", "sentence"),
    [
        (["evaluate", "gone.safetensors", "."], "There is no model"),
        (["generate", "--out", "x", "--model", "gone"], "There is no model"),
        (["train", "gone", "--out", "x", "--from", "none"], "gone"),
        (["play", "gone.mid"], "gone.mid"),
        (["import", "gone", "--out", "x"], "gone"),
        (["export", "12345", "--to", "x"], "12345"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, inkling: Run, argv: list[str], sentence: str
) -> None:
    monkeypatch.chdir(tmp_path)
    status, out, err = inkling(*argv)
    assert status == 1
    assert out == ""
    assert sentence in err
    assert len(err.strip().splitlines()) == 1


@pytest.mark.parametrize(
    "argv", [["nonsense"], ["generate"], ["generate", "--out", "x", "--bars", "0"], ["train", "x", "--weigh", "x"], []]
)
def test_wrong_usage_exits_with_two(inkling: Run, argv: list[str]) -> None:
    assert inkling(*argv)[0] == 2


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command: str, inkling: Run) -> None:
    status, out, _ = inkling(command, "--help")
    assert status == 0
    assert "usage" in out


@pytest.mark.parametrize("command", COMMANDS)
def test_help_comes_without_torch_and_without_the_window(command: str) -> None:
    check = (
        "import sys; from composer_app.commands import parser\n"
        f"try: parser().parse_args([{command!r}, '--help'])\n"
        "except SystemExit: pass\n"
        "sys.exit(bool({'torch', 'PySide6', 'rtmidi', 'miniaudio'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", check], capture_output=True, check=False).returncode == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_results_that_cannot_be_told_are_one_sentence(tmp_path: Path) -> None:
    write_clip(song(1), tmp_path / "a.mid", "a")
    with open("/dev/full", "w") as full:
        command = [sys.executable, "-m", "composer_app", "data", str(tmp_path)]
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == "inkling: The results could not be printed: no space left on device."
    assert "Traceback" not in done.stderr
