from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from composer_app.errors import ComposerError
from composer_app.formats.midi_file import write_clip
from composer_app.music.clip import Clip
from composer_app.music.meter import Timeline
from composer_app.music.note import Note
from composer_app.workers.reader import Reader

BAR = 1920
MORE_THAN_A_PIPE_HOLDS = 2000  # answers: reading waits for who listens, however quick the machine is


@pytest.fixture
def reader() -> Iterator[Reader]:
    reader = Reader()
    yield reader
    reader.close()


def song(folder: Path, name: str = "song.mid", bars: int = 16) -> Clip:
    chords = tuple(Note(BAR * bar, BAR, 48 + step) for bar in range(bars) for step in (0, 4, 7))
    melody = tuple(Note(480 * beat, 480, 67 + beat % 5) for beat in range(4 * bars))
    clip = Clip(chords, melody, BAR * bars, Timeline.plain(100))
    write_clip(clip, folder / name, "Song")
    return clip


def test_clip_is_read_in_another_process(reader: Reader, tmp_path: Path) -> None:
    clip = song(tmp_path)
    read = reader.read_clip(tmp_path / "song.mid")
    assert (read.chords, read.melody) == (clip.chords, clip.melody)


def test_refused_file_is_a_sentence(reader: Reader, tmp_path: Path) -> None:
    (tmp_path / "text.mid").write_text("no music at all")
    with pytest.raises(ComposerError, match=r"text\.mid"):
        reader.read_clip(tmp_path / "text.mid")


def test_folder_is_told_file_by_file_without_the_clips(reader: Reader, tmp_path: Path) -> None:
    song(tmp_path)
    (tmp_path / "text.mid").write_text("no music at all")
    reads = {read.path.name: read for read in reader.read_folder(tmp_path)}
    assert reads["song.mid"].kept
    assert not reads["text.mid"].kept
    assert reads["text.mid"].reason
    assert all(read.clip is None for read in reads.values())


def test_folder_is_counted_file_by_file_in_another_process(reader: Reader, tmp_path: Path) -> None:
    song(tmp_path, bars=16)
    song(tmp_path, "other.mid", bars=8)
    told = list(reader.count_folder(tmp_path))
    assert [each.song.name for each in told] == ["other.mid", "song.mid"]
    assert told[-1].statistics is not None
    assert told[-1].statistics.part("melody").notes == 96


def test_a_reader_apart_is_stopped_by_itself(reader: Reader, tmp_path: Path) -> None:
    for number in range(20):
        song(tmp_path, f"{number}.mid")
    other = reader.apart()
    told = other.count_folder(tmp_path)
    next(told)
    reader.stop()
    assert len(list(told)) == 19


def test_stopped_reading_ends_with_a_sentence(reader: Reader, tmp_path: Path) -> None:
    song(tmp_path)
    for number in range(MORE_THAN_A_PIPE_HOLDS):
        shutil.copy(tmp_path / "song.mid", tmp_path / f"{number}.mid")
    reads = reader.read_folder(tmp_path)
    next(reads)
    stopper = threading.Thread(target=reader.stop)
    stopper.start()
    with pytest.raises(ComposerError, match="broken off"):
        for _ in reads:
            pass
    stopper.join()


def test_reading_that_nobody_follows_leaves_no_process(reader: Reader, tmp_path: Path) -> None:
    for number in range(50):
        song(tmp_path, f"{number}.mid")
    reads = reader.read_folder(tmp_path)
    next(reads)
    reads.close()  # type: ignore[attr-defined]
