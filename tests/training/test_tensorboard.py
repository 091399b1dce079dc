import sys
from pathlib import Path

import pytest

from composer_app.errors import ComposerError
from composer_app.protocol.progress import EpochEnded, Stepped
from composer_app.training.tensorboard import event_files, write_events


def test_losses_and_figures_stand_in_an_event_file(tmp_path: Path) -> None:
    pytest.importorskip("tensorboardX")
    with event_files(tmp_path / "runs") as writer:
        write_events(writer, Stepped(1, 5, 2.5, 10.0, 0.5, None))
        write_events(writer, EpochEnded(1, 9, 2.4, 2.6, 3.0, 0.0, 10.0, 1.0, True, 0.1, (("step_accuracy", 0.5),)))
    (file,) = (tmp_path / "runs").glob("events.out.tfevents.*")
    content = file.read_bytes()
    assert b"loss/training" in content
    assert b"validation/step_accuracy" in content


def test_nothing_is_written_where_no_folder_is_given() -> None:
    with event_files(None) as writer:
        write_events(writer, Stepped(1, 5, 2.5, 10.0, 0.5, None))


def test_missing_library_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "tensorboardX", None)
    with pytest.raises(ComposerError, match="pip install tensorboardX"), event_files(tmp_path):
        pass
