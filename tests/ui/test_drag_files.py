from __future__ import annotations

from composer_app.library.idea import Idea
from composer_app.music.accompaniment.styles import Style
from composer_app.ui.drag_files import DragFiles
from tests.ui.stand_ins import some_clip


def test_dragged_idea_is_a_midi_file_named_after_it() -> None:
    files = DragFiles(lambda: "block")
    path = files.write(Idea("Rain", some_clip(), id=3))
    assert path.name == "Inkling - Rain.mid"
    assert path.read_bytes()[:4] == b"MThd"
    files.close()
    assert not path.exists()


def test_dragged_idea_is_played_as_it_is_heard() -> None:
    style: list[Style] = ["block"]
    files = DragFiles(lambda: style[0])
    idea = Idea("Rain", some_clip(), id=3)
    written = files.write(idea).read_bytes()
    style[0] = "stride"
    assert len(files.write(idea).read_bytes()) > len(written)
    files.close()
