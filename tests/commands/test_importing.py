from __future__ import annotations

import os
from pathlib import Path

import pytest

from composer_app.commands import main
from tests.commands.conftest import Run
from tests.training.songs import songs_in


def test_import_reports_every_file(tmp_path: Path, inkling: Run) -> None:
    songs = songs_in(tmp_path / "songs", 2)
    (songs / "noise.mid").write_bytes(b"not MIDI")
    report = tmp_path / "report.json"
    status, _, _ = inkling("import", songs, "--out", tmp_path / "out", "--report", report)
    assert status == 0
    assert len(list((tmp_path / "out").glob("*.mid"))) == 2
    assert "noise.mid" in report.read_text()


def test_name_that_is_no_utf_8_is_printed_as_it_is(
    tmp_path: Path, old_name: str, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    songs = songs_in(tmp_path / "songs", 1)
    (songs / "song 0.mid").rename(songs / old_name)
    assert main(["import", str(songs), "--out", str(tmp_path / "out")]) == 0
    assert os.fsencode(old_name) in capfdbinary.readouterr().out
