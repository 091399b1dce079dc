from __future__ import annotations

from pathlib import Path

import pytest

from composer_app.corpus.folder import read_folder
from composer_app.corpus.report import describe, playing_seconds
from composer_app.formats.midi_file import write_clip
from composer_app.music.clip import Clip
from composer_app.music.meter import Meter, MeterChange, Tempo, Timeline
from tests.corpus import songs


def test_report_counts_what_the_folder_holds(tmp_path: Path) -> None:
    write_clip(songs.clip(8), tmp_path / "a.mid", "a")
    write_clip(songs.clip(12, shift=2), tmp_path / "b.mid", "b")
    write_clip(songs.clip(8), tmp_path / "c.mid", "c")
    (tmp_path / "d.mid").touch()
    report = describe(read_folder(tmp_path))
    assert (report.files, report.kept, report.bars, report.melody_notes) == (4, 2, 20, 80)
    assert report.meters == (("4/4", 2),)
    assert report.pitches == (67, 79)
    assert report.copies == 1
    assert dict(report.dropped)["dropped: the same music as another file"] == 1


def test_nothing_read_is_a_report_too() -> None:
    assert describe([]).sentence.startswith("no files")


def test_playing_time_follows_the_tempo() -> None:
    timeline = Timeline((Tempo(0, 60.0), Tempo(480, 120.0)), (MeterChange(0, Meter()),))
    assert playing_seconds(Clip(length=960, timeline=timeline)) == pytest.approx(1.5)
