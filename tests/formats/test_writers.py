from __future__ import annotations

from pathlib import Path

import pytest

from composer_app.formats import WRITERS
from composer_app.music.clip import Clip
from composer_app.music.note import Note


@pytest.mark.parametrize("name", WRITERS)
def test_every_writer_writes_a_file_with_its_ending(tmp_path: Path, name: str) -> None:
    path = tmp_path / f"idea{WRITERS[name].suffix}"
    WRITERS[name].write(Clip(melody=(Note(0, 480, 60),)), path, "Idea")
    assert path.stat().st_size > 0
