from __future__ import annotations

from pathlib import Path

from tests.commands.conftest import Run
from tests.training.songs import songs_in


def test_data_tells_what_a_folder_holds_and_writes_its_tables(tmp_path: Path, inkling: Run) -> None:
    songs = songs_in(tmp_path / "songs", 3)
    (songs / "noise.mid").write_bytes(b"not MIDI")
    status, out, _ = inkling("data", songs, "--csv", tmp_path / "out")
    assert status == 0
    assert out.startswith("4 files: 3 with melody and chords")
    assert "dropped 1: is not a MIDI file" in out
    assert str(tmp_path / "out" / "pitches.csv") in out
    assert (tmp_path / "out" / "songs.csv").read_text().count("\n") == 5


def test_data_of_an_empty_folder_is_one_sentence(tmp_path: Path, inkling: Run) -> None:
    status, _, err = inkling("data", tmp_path)
    assert status == 1
    assert "holds no MIDI files" in err
    assert err.count("\n") == 1
