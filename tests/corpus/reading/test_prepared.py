import errno
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from composer_app.corpus.reading import prepared
from composer_app.corpus.reading.prepared import PreparedSongs, prepare
from composer_app.corpus.transcription.tracks import SongRead
from composer_app.errors import ComposerError
from composer_app.formats.midi_file import read_score, write_clip
from composer_app.music.clip import Clip
from composer_app.music.note import Note
from composer_app.music.score import Score


def read(score: Score) -> SongRead:
    rows = np.array([(note.pitch, note.duration) for note in score.tracks[0].notes], np.int16)
    if len(rows) < 3:
        return SongRead(None, 0, len(rows), "fewer than three notes")
    return SongRead(rows, len(rows), 0)


def song(folder: Path, name: str, pitches: list[int]) -> Path:
    notes = tuple(Note(480 * i, 480, pitch) for i, pitch in enumerate(pitches))
    write_clip(Clip(melody=notes), folder / f"{name}.mid", name)
    return folder / f"{name}.mid"


def last(files: list[Path], place: Path | None = None) -> PreparedSongs:
    *_, songs = prepare(files, read, place)
    assert isinstance(songs, PreparedSongs)
    return songs


def test_songs_come_back_as_they_were_read(tmp_path: Path) -> None:
    songs = last([song(tmp_path, "a", [60, 62, 64]), song(tmp_path, "b", [70, 71, 72, 73])]).songs
    assert [rows[:, 0].tolist() for rows in songs] == [[60, 62, 64], [70, 71, 72, 73]]


def test_songs_lie_on_disk_and_cannot_be_written(tmp_path: Path) -> None:
    rows: Any = last([song(tmp_path, "a", [60, 62, 64])]).songs[0]
    assert isinstance(rows, np.memmap)
    assert not rows.flags.writeable


def test_nothing_is_left_in_the_folder(tmp_path: Path) -> None:
    place = tmp_path / "prepared"
    songs = last([song(tmp_path, "a", [60, 62, 64])], place)
    assert songs.songs
    assert not list(place.iterdir())


def test_each_file_says_why_it_was_dropped(tmp_path: Path) -> None:
    (tmp_path / "c.mid").write_bytes(b"no music")
    files = [song(tmp_path, "a", [60, 62, 64]), song(tmp_path, "b", [60]), tmp_path / "c.mid"]
    files.append(song(tmp_path, "d", [60, 62, 64]))
    told = last(files).files
    assert [file.kept for file in told] == [True, False, False, False]
    assert told[1].reason == "dropped: fewer than three notes"
    assert "not a MIDI file" in told[2].reason
    assert told[3].reason == "dropped: a duplicate of a.mid"


def test_parts_of_one_song_are_one_group(tmp_path: Path) -> None:
    files = [
        song(tmp_path, "x.mid_1", [60, 62, 64]),
        song(tmp_path, "y", [60, 65, 64]),
        song(tmp_path, "x.mid_2", [9, 7, 7]),
    ]
    assert last(files).groups == [[0, 2], [1]]


def test_part_and_the_whole_song_it_was_cut_from_are_one_group(tmp_path: Path) -> None:
    files = [song(tmp_path, "x", [60, 62, 64]), song(tmp_path, "x.mid_bass", [9, 7, 7])]
    assert last(files).groups == [[0, 1]]


def test_songs_of_one_name_in_folders_of_their_own_are_two(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
    files = [song(tmp_path / "one", "melody", [60, 62, 64]), song(tmp_path / "two", "melody", [60, 65, 64])]
    assert last(files).groups == [[0], [1]]


def test_file_that_vanishes_while_it_is_read_is_dropped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = [song(tmp_path, "a", [60, 62, 64]), song(tmp_path, "b", [60, 65, 64])]

    def vanishing(path: Path) -> Score:
        score = read_score(path)
        (tmp_path / "a.mid").unlink(missing_ok=True)
        return score

    monkeypatch.setattr(prepared, "read_score", vanishing)
    assert [file.kept for file in last(files).files] == [False, True]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no disk that is always full")
def test_disk_that_is_full_as_the_songs_are_mapped_is_told_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    full = Path("/dev/full").open("w+b")  # noqa: SIM115 - closed by what writes to it
    monkeypatch.setattr(tempfile, "TemporaryFile", lambda **_: full)
    with pytest.raises(ComposerError, match="free some space"):
        last([song(tmp_path, "a", [60, 62, 64])])


def test_full_disk_is_told_in_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Full:
        def write(self, _: object) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(ComposerError, match=r"No space left on device.*free some space"):
        prepared.append(Full(), np.zeros(3))  # type: ignore[arg-type]
