from __future__ import annotations

import csv
from pathlib import Path

import pytest

from composer_app.corpus.statistics.counting import count_folder
from composer_app.corpus.statistics.figures import StatisticsProgress
from composer_app.corpus.statistics.table_csv import write_csv
from composer_app.errors import ComposerError
from composer_app.formats.midi_file import write_clip
from tests.corpus import songs


@pytest.fixture
def told(tmp_path: Path) -> list[StatisticsProgress]:
    folder = tmp_path / "songs"
    folder.mkdir()
    write_clip(songs.clip(12), folder / "a.mid", "a")
    write_clip(songs.clip(12, shift=2), folder / "b, again.mid", "b")
    (folder / "c.mid").touch()
    return list(count_folder(folder))


def written(told: list[StatisticsProgress], folder: Path) -> dict[str, list[dict[str, str]]]:
    assert told[-1].statistics is not None
    found = {}
    for path in write_csv(told[-1].statistics, [each.song for each in told], folder):
        with path.open(encoding="utf-8", newline="") as file:
            found[path.stem] = list(csv.DictReader(file))
    return found


def test_each_table_is_a_file_with_a_row_an_observation(told: list[StatisticsProgress], tmp_path: Path) -> None:
    tables = written(told, tmp_path / "made" / "out")
    assert {"songs", "alike", "pitches", "pitch_classes", "intervals", "durations", "velocities", "patterns"} < set(
        tables
    )
    assert sum(int(row["notes"]) for row in tables["pitches"] if row["part"] == "melody") == 96
    assert {row["name"] for row in tables["pitches"] if row["pitch"] == "72"} == {"C5"}
    assert tables["durations"][0].keys() == {"part", "note_value", "quarters", "notes"}


def test_songs_tell_their_reason_and_their_group(told: list[StatisticsProgress], tmp_path: Path) -> None:
    tables = written(told, tmp_path)
    by_name = {row["song"]: row for row in tables["songs"]}
    assert by_name["a.mid"]["group"] == by_name["b, again.mid"]["group"] == "1"
    assert by_name["c.mid"]["reason"].startswith("dropped: is empty")
    assert tables["alike"] == [{"song": "a.mid", "other": "b, again.mid", "share": "1.0"}]


def test_a_folder_that_cannot_be_written_is_a_sentence(told: list[StatisticsProgress], tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ComposerError, match="were not written"):
        written(told, tmp_path / "file" / "out")
