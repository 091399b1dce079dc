from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from composer_app.errors import ComposerError
from composer_app.ui.session.latest_run import LatestRun
from tests.ui.panels.data.statistics import progress
from tests.ui.stand_ins import StandInReader


@pytest.fixture
def reader() -> StandInReader:
    reader = StandInReader()
    reader.counted = progress()
    return reader


@pytest.fixture
def run(reader: StandInReader) -> Iterator[LatestRun]:
    run = LatestRun(reader.count_folder, reader.stop, "counter")
    yield run
    run.close()


def test_every_file_is_told_and_then_the_end(qtbot: QtBot, run: LatestRun, tmp_path: Path) -> None:
    heard: list[object] = []
    run.reported.connect(heard.append)
    with qtbot.waitSignal(run.ended) as ended:
        run.start(tmp_path)
    assert [each.song.name for each in heard] == ["a.mid", "b.mid", "c.mid"]  # type: ignore[attr-defined]
    assert ended.args == [False]
    assert not run.running


def test_stop_does_not_wait_and_nothing_is_heard_after_it(qtbot: QtBot, reader: StandInReader, tmp_path: Path) -> None:
    run = LatestRun(reader.count_folder, lambda: None, "a counter that does not listen")
    reader.gate.clear()
    run.start(tmp_path)
    heard: list[object] = []
    run.reported.connect(heard.append)
    with qtbot.waitSignal(run.ended) as ended:
        run.stop()
    assert ended.args == [True]
    assert [job.running for job in run._dropped] == [True]
    reader.gate.set()
    run.close()
    qtbot.wait(50)
    assert heard == []


def test_a_second_folder_takes_the_place_of_the_first(
    qtbot: QtBot, run: LatestRun, reader: StandInReader, tmp_path: Path
) -> None:
    reader.gate.clear()
    run.start(tmp_path / "one")
    heard: list[object] = []
    run.reported.connect(heard.append)
    with qtbot.waitSignal(run.ended):
        run.start(tmp_path / "two")
    assert len(heard) == 3


def test_what_went_wrong_is_told(qtbot: QtBot, run: LatestRun, reader: StandInReader, tmp_path: Path) -> None:
    reader.error = ComposerError("There is no such folder.")
    with qtbot.waitSignal(run.failed) as failed:
        run.start(tmp_path)
    assert str(failed.args[0]) == "There is no such folder."
