from __future__ import annotations

import json
from pathlib import Path

import pytest

from composer_app.corpus.reading.importing import import_folder, write_report
from composer_app.corpus.reading.song_cache import read_clip
from composer_app.errors import ComposerError
from composer_app.formats.midi_file import write_clip
from tests.corpus import songs


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "songs"
    (folder / "sub").mkdir(parents=True)
    write_clip(songs.clip(), folder / "a.mid", "a")
    write_clip(songs.clip(shift=2), folder / "sub" / "b.midi", "b")
    (folder / "c.mid").write_text("no music")
    return folder


def test_kept_files_are_written_to_the_same_places(folder: Path, tmp_path: Path) -> None:
    reads = list(import_folder(folder, tmp_path / "out"))
    assert [read.kept for read in reads] == [True, False, True]
    written = {path.relative_to(tmp_path / "out").as_posix() for path in (tmp_path / "out").rglob("*.mid")}
    assert written == {"a.mid", "sub/b.mid"}
    assert read_clip(tmp_path / "out" / "a.mid").melody == songs.clip().melody


def test_files_of_one_stem_do_not_overwrite_each_other(folder: Path, tmp_path: Path) -> None:
    write_clip(songs.clip(shift=5), folder / "a.kar", "a")
    list(import_folder(folder, tmp_path / "out"))
    assert (tmp_path / "out" / "a.mid").exists()
    assert (tmp_path / "out" / "a.mid.mid").exists()


def test_output_within_the_folder_is_not_read_again(folder: Path) -> None:
    list(import_folder(folder, folder / "out"))
    assert len(list(import_folder(folder, folder / "out"))) == 3


def test_writing_over_the_folder_itself_is_refused(folder: Path) -> None:
    with pytest.raises(ComposerError, match="another folder"):
        list(import_folder(folder, folder))


def test_importing_twice_gives_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    list(import_folder(folder, tmp_path / "one"))
    list(import_folder(folder, tmp_path / "two"))
    assert (tmp_path / "one" / "a.mid").read_bytes() == (tmp_path / "two" / "a.mid").read_bytes()


def test_report_has_an_entry_for_every_file(folder: Path, tmp_path: Path) -> None:
    write_report(import_folder(folder, tmp_path / "out"), folder, tmp_path / "report.json")
    first, second, _ = json.loads((tmp_path / "report.json").read_text())
    assert first == {
        "file": "a.mid", "kept": True, "why": "kept: tracks Melody and Chords", "key": "C major", "meter": "4/4",
        "bars": 8, "voices": "tracks Melody and Chords", "confidence": 1.0,
    }  # fmt: skip
    assert second["kept"] is False


def test_names_that_are_no_utf_8_are_written_as_text(folder: Path, tmp_path: Path, old_name: str) -> None:
    (folder / "a.mid").rename(folder / old_name)
    write_report(import_folder(folder, tmp_path / "out"), folder, tmp_path / "report.json")
    assert "für.mid" in [told["file"] for told in json.loads((tmp_path / "report.json").read_text())]
    assert read_clip(tmp_path / "out" / "für.mid").melody == songs.clip().melody


def test_report_that_cannot_be_written_is_said(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(ComposerError, match="not written"):
        write_report([], folder, tmp_path / "none" / "report.json")
