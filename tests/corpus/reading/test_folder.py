from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from composer_app.corpus.reading.folder import music_files, read_folder
from composer_app.errors import ComposerError
from composer_app.formats.midi_file import write_clip
from composer_app.music.clip import Clip
from composer_app.music.note import Note
from tests.corpus import songs


def test_folders_within_and_endings_in_any_case_are_found_and_hidden_ones_passed_over(tmp_path: Path) -> None:
    for name in ("b.MID", "a.midi", "sub/c.kar", ".hidden.mid", ".trash/d.mid", "text.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    found = [path.relative_to(tmp_path).as_posix() for path in music_files(tmp_path)]
    assert found == ["a.midi", "b.MID", "sub/c.kar"]


def test_folder_without_midi_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").touch()
    with pytest.raises(ComposerError, match="holds no MIDI files"):
        list(read_folder(tmp_path))


def test_missing_folder_and_file_instead_of_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ComposerError, match="is not there"):
        music_files(tmp_path / "none")
    (tmp_path / "song.mid").touch()
    with pytest.raises(ComposerError, match="not a folder"):
        music_files(tmp_path / "song.mid")


def test_every_file_is_kept_or_dropped_with_its_reason(tmp_path: Path) -> None:
    write_clip(songs.clip(), tmp_path / "a.mid", "a")
    write_clip(songs.clip(), tmp_path / "b.mid", "b")
    write_clip(Clip(melody=tuple(songs.melody())), tmp_path / "c.mid", "c")
    (tmp_path / "d.mid").write_text("no music")
    write_clip(Clip(tuple(songs.chords(1)), tuple(songs.melody(1))), tmp_path / "e.mid", "e")
    kept, same, alone, text, short = read_folder(tmp_path)
    assert kept.kept
    assert kept.reason.startswith("kept: ")
    assert same.reason == "dropped: a duplicate of a.mid"
    assert alone.reason.startswith("dropped: only a melody")
    assert text.reason.startswith("dropped: is not a MIDI file")
    assert short.reason == "dropped: only 4 melody notes"
    assert [read.clip for read in (same, alone, text, short)] == [None] * 4


def test_what_was_found_is_told(tmp_path: Path) -> None:
    write_clip(songs.clip(), tmp_path / "a.mid", "a")
    (read,) = read_folder(tmp_path)
    assert (str(read.key), str(read.meter), read.bars, read.confidence) == ("C major", "4/4", 8, 1.0)


def test_files_are_read_only_as_they_are_asked_for(tmp_path: Path) -> None:
    write_clip(songs.clip(), tmp_path / "a.mid", "a")
    (tmp_path / "b.mid").touch()
    reads = read_folder(tmp_path)
    assert len(list(itertools.islice(reads, 1))) == 1
    (tmp_path / "b.mid").unlink()
    write_clip(Clip(tuple(songs.chords()), (Note(0, 480, 60),)), tmp_path / "b.mid", "b")
    assert "melody" in next(reads).reason
