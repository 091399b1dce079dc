from __future__ import annotations

from composer_app.library.idea import Idea
from composer_app.ui.drag_files import DragFiles
from tests.ui.stand_ins import some_clip


def test_dragged_idea_is_a_midi_file_named_after_it() -> None:
    files = DragFiles()
    path = files.write(Idea("Rain", some_clip(), id=3))
    assert path.name == "Inkling - Rain.mid"
    assert path.read_bytes()[:4] == b"MThd"
    files.close()
    assert not path.exists()
