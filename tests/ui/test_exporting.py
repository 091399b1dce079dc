from __future__ import annotations

from pathlib import Path

import pytest

from composer_app.library.idea import Idea
from composer_app.ui.exporting import DragFiles, file_stem, free_path
from tests.ui.stand_ins import some_clip


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("Rain", "Inkling - Rain"),
        ('a/b:c*?"<>|', "Inkling - abc"),
        ("...", "Inkling - idea"),
        ("x" * 99, f"Inkling - {'x' * 80}"),
    ],
)
def test_name_can_be_kept_on_every_system(name: str, stem: str) -> None:
    assert file_stem(name) == stem


def test_file_that_is_there_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "Inkling - Rain.mid").write_bytes(b"")
    assert free_path(tmp_path, "Rain", ".mid").name == "Inkling - Rain 2.mid"


def test_dragged_idea_is_a_midi_file_named_after_it() -> None:
    files = DragFiles()
    path = files.write(Idea("Rain", some_clip(), id=3))
    assert path.name == "Inkling - Rain.mid"
    assert path.read_bytes()[:4] == b"MThd"
    files.close()
    assert not path.exists()
