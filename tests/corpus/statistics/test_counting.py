from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from composer_app.corpus.statistics.counting import count_folder
from composer_app.corpus.statistics.figures import Statistics, StatisticsProgress
from composer_app.corpus.statistics.ngrams import NOTE_VALUES
from composer_app.errors import ComposerError
from composer_app.formats.midi_file import write_clip
from composer_app.music.clip import Clip
from composer_app.music.key import Key
from composer_app.music.meter import Meter, Timeline
from composer_app.music.note import Note
from tests.corpus import songs

WIDEST = 127


def counted(folder: Path) -> tuple[list[StatisticsProgress], Statistics]:
    told = list(count_folder(folder))
    assert told[-1].statistics is not None
    return told, told[-1].statistics


def test_every_file_is_told_with_how_many_are_done(tmp_path: Path) -> None:
    write_clip(songs.clip(), tmp_path / "a.mid", "a")
    (tmp_path / "b.mid").write_text("no music")
    told, _ = counted(tmp_path)
    assert [(each.song.name, each.song.kept, each.done, each.files) for each in told] == [
        ("a.mid", True, 1, 2), ("b.mid", False, 2, 2),
    ]  # fmt: skip
    assert told[1].song.reason.startswith("dropped: is not a MIDI file")
    assert told[1].seconds_left == 0


def test_notes_are_counted_for_each_voice_and_for_all(tmp_path: Path) -> None:
    clip = songs.clip(8)
    write_clip(clip, tmp_path / "a.mid", "a")
    _, found = counted(tmp_path)
    everything, melody, chords = found.parts
    assert (melody.notes, chords.notes) == (len(clip.melody), len(clip.chords))
    assert everything.notes == len(clip.notes)
    assert melody.pitches[72] == sum(note.pitch == 72 for note in clip.melody)
    assert melody.pitch_classes[0] == sum(note.pitch % 12 == 0 for note in clip.melody)
    assert melody.velocities[100] == len(clip.melody)
    assert {NOTE_VALUES[i][0]: n for i, n in enumerate(chords.durations) if n} == {"1/1": len(clip.chords)}


def test_intervals_follow_the_melody_and_the_bass_of_the_chords(tmp_path: Path) -> None:
    write_clip(songs.clip(4), tmp_path / "a.mid", "a")
    _, found = counted(tmp_path)
    tune = [note.pitch for note in songs.melody(4)]
    rising = sum(b - a == 2 for a, b in itertools.pairwise(tune))
    assert found.part("melody").intervals[WIDEST + 2] == rising
    assert sum(found.part("chords").intervals) == 3  # four chords


def test_a_file_without_two_voices_is_counted_among_all_notes(tmp_path: Path) -> None:
    write_clip(Clip(melody=tuple(songs.melody())), tmp_path / "a.mid", "a")
    told, found = counted(tmp_path)
    assert (found.kept, found.songs) == (0, 1)
    assert found.part("all").notes == 32
    assert found.part("melody").notes == 0
    assert (told[0].song.key, told[0].song.notes, told[0].song.melody) == ("C major", 32, 0)
    assert dict(found.dropped)["only a melody: no chords were found."] == 1


def test_names_that_are_no_utf_8_are_told_as_text(tmp_path: Path, old_name: str) -> None:
    write_clip(songs.clip(), tmp_path / "a.mid", "a")
    (tmp_path / "a.mid").rename(tmp_path / old_name)
    write_clip(songs.clip(), tmp_path / "z.mid", "a")
    told, _ = counted(tmp_path)
    assert [each.song.name for each in told] == ["für.mid", "z.mid"]
    assert told[1].song.reason == "dropped: a duplicate of für.mid"


def test_the_same_music_is_counted_once(tmp_path: Path) -> None:
    for name in "abc":
        write_clip(songs.clip(8), tmp_path / f"{name}.mid", name)
    _, found = counted(tmp_path)
    assert (found.files, found.kept, found.songs) == (3, 1, 1)
    assert found.part("melody").notes == 32
    assert found.dropped == (("a duplicate of another file", 2),)


def test_songs_alike_are_paired(tmp_path: Path) -> None:
    write_clip(songs.clip(12), tmp_path / "a.mid", "a")
    write_clip(songs.clip(12, shift=2), tmp_path / "b.mid", "b")
    _, found = counted(tmp_path)
    assert [(pair.first, pair.second, pair.share) for pair in found.pairs] == [("a.mid", "b.mid", 1.0)]
    assert found.groups == (("a.mid", "b.mid"),)


def test_keys_meters_tempos_and_lengths_are_counted_by_song(tmp_path: Path) -> None:
    waltz = Timeline.plain(90, Meter(3, 4))
    write_clip(songs.clip(8), tmp_path / "a.mid", "a")
    notes = tuple(Note(480 * beat, 480, 74 + beat % 4) for beat in range(48))
    chords = tuple(Note(1440 * bar, 1440, pitch) for bar in range(16) for pitch in (50, 54, 57))
    write_clip(Clip(chords, notes, 1440 * 16, waltz, Key(2)), tmp_path / "b.mid", "b")
    told, found = counted(tmp_path)
    assert found.keys == (("C major", 1), ("D major", 1))
    assert found.meters == (("3/4", 1), ("4/4", 1))
    assert found.tempos == ((90, 1), (120, 1))
    assert found.lengths == ((0, 1), (30, 1))
    assert found.seconds == pytest.approx(16 + 32)
    assert (told[1].song.bars, told[1].song.bpm) == (16, 90)


def test_what_was_counted_is_told_along_the_way(tmp_path: Path) -> None:
    for number in range(4):
        write_clip(songs.clip(4, shift=number), tmp_path / f"{number}.mid", "a")
    told = list(count_folder(tmp_path, every=0))
    assert [each.statistics.songs for each in told if each.statistics][-1] == 4
    assert sum(each.statistics is not None for each in told) > 1


def test_to_stop_is_to_stop_iterating(tmp_path: Path) -> None:
    write_clip(songs.clip(), tmp_path / "a.mid", "a")
    (tmp_path / "b.mid").touch()
    counting = count_folder(tmp_path)
    assert next(counting).done == 1
    counting.close()


def test_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ComposerError, match="is not there"):
        next(count_folder(tmp_path / "none"))


def test_folder_of_broken_files_has_statistics_too(tmp_path: Path) -> None:
    (tmp_path / "a.mid").touch()
    _, found = counted(tmp_path)
    assert (found.files, found.songs, found.part("all").notes, found.pairs) == (1, 0, 0, ())
