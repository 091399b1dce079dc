from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from composer_app.corpus.reading import song_cache
from composer_app.corpus.reading.folder import FileRead, read_folder
from composer_app.corpus.reading.prepared import prepare
from composer_app.corpus.reading.song_cache import SongCache, open_song, read_clip, read_score
from composer_app.corpus.statistics.counting import count_folder
from composer_app.corpus.transcription.tracks import SongRead
from composer_app.corpus.transcription.voices import split_voices
from composer_app.errors import ComposerError
from composer_app.formats import midi_file
from composer_app.formats.midi_file import write_clip
from composer_app.music.clip import Clip, Section
from composer_app.music.key import Key
from composer_app.music.meter import Meter, MeterChange, Tempo, Timeline
from tests.corpus import songs


class Work:
    """How often songs were parsed and transcribed."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.parsed = self.transcribed = 0
        monkeypatch.setattr(song_cache, "parse_score", self.parse)
        monkeypatch.setattr(song_cache, "split_voices", self.transcribe)

    def parse(self, *args: bytes) -> object:
        self.parsed += 1
        return midi_file.parse_score(*args)

    def transcribe(self, score: object) -> object:
        self.transcribed += 1
        return split_voices(score)


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> Work:
    return Work(monkeypatch)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "songs"
    folder.mkdir()
    for shift in range(3):
        write_clip(songs.clip(shift=shift), folder / f"{shift}.mid", "song")
    write_clip(Clip(melody=tuple(songs.melody(9))), folder / "melody.mid", "song")
    return folder


def another_run() -> None:
    """Forget what this process has in memory."""
    song_cache._songs_in.cache_clear()


def cached(home: Path) -> list[Path]:
    return sorted((home / "data" / "cache" / "songs").iterdir())


def rich() -> Clip:
    timeline = Timeline(
        (Tempo(0, 60e6 / 517241), Tempo(960, 91.3)), (MeterChange(0, Meter(3, 4)), MeterChange(1440, Meter(6, 8)))
    )
    return replace(songs.clip(), timeline=timeline, key=Key(9, True), sections=(Section(0, "i4"), Section(960, "Ä")))


def test_two_voice_file_is_kept_note_by_note(tmp_path: Path) -> None:
    clip = replace(songs.clip(), key=Key.parse("C major"))
    write_clip(clip, tmp_path / "a.mid", "a")
    assert read_clip(tmp_path / "a.mid") == clip


def test_score_and_voices_come_back_as_they_were(tmp_path: Path, work: Work) -> None:
    write_clip(rich(), tmp_path / "a.mid", "a")
    first = open_song(tmp_path / "a.mid")
    found = first.score, first.voices
    another_run()
    again = open_song(tmp_path / "a.mid")
    assert (again.score, again.voices) == found == (midi_file.read_score(tmp_path / "a.mid"), split_voices(found[0]))
    assert (work.parsed, work.transcribed) == (1, 1)


def test_every_reader_shares_one_parse(folder: Path, work: Work) -> None:
    def rows(_: object) -> SongRead:
        return SongRead(None, 0, 0, "nothing")

    for _ in range(2):
        before = [read.reason for read in read_folder(folder)]
        *_, last = count_folder(folder)
        list(prepare([read.path for read in read_folder(folder)], rows))
        for path in folder.iterdir():
            read_score(path)
        another_run()
    assert (work.parsed, work.transcribed) == (4, 4)
    assert last.statistics is not None
    assert before[-1] == "dropped: only a melody: no chords were found."


def test_same_content_under_another_name_is_parsed_once(folder: Path, work: Work) -> None:
    (folder / "0.mid").rename(folder / "other.mid")
    read_score(folder / "other.mid")
    (folder / "other.mid").rename(folder / "0.mid")
    read_score(folder / "0.mid")
    assert work.parsed == 1


def test_changed_file_is_parsed_again(folder: Path, work: Work) -> None:
    read_clip(folder / "0.mid")
    write_clip(songs.clip(shift=5), folder / "0.mid", "song")
    assert read_clip(folder / "0.mid").melody == songs.clip(shift=5).melody


def test_program_that_reads_otherwise_parses_again(folder: Path, work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    read_score(folder / "0.mid")
    monkeypatch.setattr(song_cache, "reader_digest", lambda: b"another")
    read_score(folder / "0.mid")
    assert work.parsed == 2


def test_source_of_what_reads_songs_is_in_the_digest() -> None:
    package = Path(song_cache.__file__).parents[2]
    assert all(list(package.glob(pattern)) for pattern in song_cache._SOURCES)


def test_damaged_cache_is_parsed_over(folder: Path, own_home: Path, work: Work) -> None:
    found = list(read_folder(folder))
    for number, path in enumerate(cached(own_home)):
        data = path.read_bytes()
        path.write_bytes([b"", data[: len(data) // 2], data[:-8] + bytes(8), b"no music"][number % 4])
    another_run()
    assert list(read_folder(folder)) == found
    assert work.parsed == 8
    another_run()
    assert list(read_folder(folder)) == found
    assert work.parsed == 8


def test_other_json_is_no_song(folder: Path, own_home: Path, work: Work) -> None:
    found = read_clip(folder / "0.mid")
    for path in cached(own_home):
        path.write_bytes(song_cache.voices_to_bytes("none") if path.suffix == ".score" else b"x\x9cno zip")
    another_run()
    assert read_clip(folder / "0.mid") == found


def test_without_room_for_a_cache_songs_are_read_all_the_same(folder: Path, own_home: Path) -> None:
    own_home.mkdir()
    (own_home / "data").touch()
    assert sum(read.kept for read in read_folder(folder)) == 3


def test_damaged_file_says_its_own_name_each_time(folder: Path) -> None:
    for name in ("a.mid", "b.mid"):
        (folder / name).write_bytes((folder / "0.mid").read_bytes()[:40])
        with pytest.raises(ComposerError, match=name):
            read_score(folder / name)


def test_memory_holds_the_last_songs_up_to_its_limit(tmp_path: Path) -> None:
    kept = SongCache(tmp_path / "file", most_notes=70)
    clip = split_voices(songs.score(songs.chords(), songs.melody()))
    for digest in "abc":  # of 58 notes each
        kept.voices.put(digest, clip)
    for path in (tmp_path / "file").iterdir():
        path.unlink()
    assert [digest for digest in "abc" if kept.voices.get(digest)] == ["c"]


def test_processes_share_the_cache_at_the_same_time(folder: Path, own_home: Path, work: Work) -> None:
    code = "import sys; from pathlib import Path; from composer_app.corpus.reading.folder import read_folder\n"
    code += "print(sum(read.kept for _ in range(20) for read in read_folder(Path(sys.argv[1]))))"
    command = [sys.executable, "-c", code, str(folder)]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    assert [int(process.communicate()[0]) for process in running] == [60, 60]
    assert sum(read.kept for read in read_folder(folder)) == 3
    assert (work.parsed, len(cached(own_home))) == (0, 8)


def test_threads_share_the_cache_at_the_same_time(folder: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: [read.reason for read in read_folder(folder)], range(8)))
    assert all(each == found[0] for each in found)


def test_reads_of_a_folder_are_the_same_from_the_cache(folder: Path) -> None:
    first: list[FileRead] = list(read_folder(folder))
    another_run()
    assert list(read_folder(folder)) == first
