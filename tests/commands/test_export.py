from __future__ import annotations

from pathlib import Path

import pytest

from composer_app.export.formats import WRITERS
from composer_app.files.folders import data_folder
from composer_app.formats.midi_file import write_clip
from composer_app.library.idea import Idea
from composer_app.library.store import Library
from composer_app.music.accompaniment.styles import STYLES
from tests.commands.conftest import Run
from tests.training.songs import song


@pytest.mark.parametrize("kind", WRITERS)
def test_file_is_exported_in_every_format(tmp_path: Path, inkling: Run, kind: str) -> None:
    write_clip(song(1, 2), tmp_path / "Dawn.mid", "Dawn")
    status, out, _ = inkling("export", tmp_path / "Dawn.mid", "--to", tmp_path / "out", "--as", kind)
    assert status == 0
    assert Path(out.strip()).name == f"Inkling - Dawn{WRITERS[kind].suffix}"
    assert Path(out.strip()).stat().st_size > 0


def test_ideas_of_the_library_are_exported_by_number_and_star(tmp_path: Path, inkling: Run) -> None:
    library = Library(data_folder() / "ideas.sqlite")
    for name in ("Dawn", "Dusk"):
        library.add(Idea(name, song(1, 2)))
    library.star(2)
    library.close()
    _, out, _ = inkling("export", "1", "starred", "--to", tmp_path / "out")
    assert [Path(line).name for line in out.splitlines()] == ["Inkling - Dawn.mid", "Inkling - Dusk.mid"]


def test_unknown_format_is_wrong_usage(tmp_path: Path, inkling: Run) -> None:
    status, _, err = inkling("export", "1", "--to", tmp_path, "--as", "mp3")
    assert status == 2
    assert "musicxml" in err


def test_exported_chords_are_played_in_a_style(tmp_path: Path, inkling: Run) -> None:
    write_clip(song(1, 2), tmp_path / "Dawn.mid", "Dawn")
    sizes = []
    for words in ((), ("--accompaniment", "block"), ("--accompaniment", "broken")):
        _, out, _ = inkling("export", tmp_path / "Dawn.mid", "--to", tmp_path / "out", *words)
        sizes.append(Path(out.strip()).stat().st_size)
    assert sizes[0] == sizes[1] < sizes[2]


@pytest.mark.parametrize("words", [("export", "1", "--to", "x"), ("play", "a.mid"), ("generate", "--out", "x")])
def test_unknown_accompaniment_is_wrong_usage_and_names_those_there_are(inkling: Run, words: tuple[str, ...]) -> None:
    status, _, err = inkling(*words, "--accompaniment", "polka")
    assert status == 2
    assert all(style in err for style in STYLES)
