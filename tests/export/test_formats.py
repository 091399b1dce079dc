from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from composer_app.errors import ComposerError
from composer_app.export.formats import WRITERS, export_ideas
from composer_app.library.idea import Idea
from composer_app.music.clip import Clip
from composer_app.music.note import Note

CLIP = Clip(melody=(Note(0, 480, 60),), length=1920)


@pytest.mark.parametrize("name", WRITERS)
@pytest.mark.parametrize("voice", ["chords", "melody"])
def test_every_writer_writes_a_file_with_its_ending_for_either_voice_alone(
    tmp_path: Path, name: str, voice: str
) -> None:
    path = tmp_path / f"idea{WRITERS[name].suffix}"
    WRITERS[name].write(Clip(length=1920).with_parts(**{voice: CLIP.melody}), path, "Idea", "arpeggio")
    assert path.stat().st_size > 0


@pytest.mark.parametrize("name", WRITERS)
def test_every_writer_writes_the_same_bytes_again(tmp_path: Path, name: str) -> None:
    paths = [tmp_path / file for file in ("a", "b")]
    for path in paths:
        WRITERS[name].write(CLIP, path, "Idea", "block")
    assert paths[0].read_bytes() == paths[1].read_bytes()


@pytest.mark.parametrize("name", WRITERS)
def test_every_writer_says_that_a_folder_is_missing(tmp_path: Path, name: str) -> None:
    with pytest.raises(ComposerError, match="does not exist"):
        WRITERS[name].write(CLIP, tmp_path / "none" / "idea", "Idea", "block")


def test_export_never_takes_another_files_place(tmp_path: Path) -> None:
    idea = Idea("Dawn", CLIP)
    paths = list(export_ideas([idea, idea], tmp_path, "midi"))
    assert [path.name for path in paths] == ["Inkling - Dawn.mid", "Inkling - Dawn 2.mid"]


def test_table_costs_no_import_of_its_formats() -> None:
    check = "import composer_app.export.formats, sys; sys.exit(bool({'xml', 'miniaudio', 'numpy'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", check], check=False).returncode == 0


@pytest.mark.parametrize("name", WRITERS)
def test_chords_are_written_as_played_where_they_are_heard(tmp_path: Path, name: str) -> None:
    chords = tuple(Note(bar * 1920, 1920, pitch) for bar in range(2) for pitch in (48, 52, 55))
    files = []
    for style in ("block", "broken"):
        WRITERS[name].write(Clip(chords), tmp_path / style, "Idea", style)
        files.append((tmp_path / style).read_bytes())
    assert (files[0] != files[1]) == WRITERS[name].played
