from __future__ import annotations

from pathlib import Path

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
