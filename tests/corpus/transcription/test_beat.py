from __future__ import annotations

from dataclasses import replace

from composer_app.corpus.transcription.beat import is_loose, on_grid, on_its_beat
from composer_app.music.meter import Meter, Timeline
from composer_app.music.note import Note
from composer_app.music.score import Score
from tests.corpus import songs


def later(score: Score, ticks: int) -> Score:
    tracks = tuple(
        replace(track, notes=tuple(replace(note, onset=note.onset + ticks) for note in track.notes))
        for track in score.tracks
    )
    return replace(score, tracks=tracks, length=score.length + ticks)


SONG = songs.score(songs.melody(16), songs.figure(16))


def test_music_on_the_grid_is_left_as_it_is() -> None:
    assert on_its_beat(SONG) is SONG


def test_pickup_on_the_grid_is_left_as_it_is() -> None:
    pickup = later(SONG, 1440)
    assert on_its_beat(pickup) is pickup


def test_music_beside_the_grid_begins_on_a_bar_line() -> None:
    moved = on_its_beat(later(SONG, 700))
    assert [note.onset % 1920 for note in moved.tracks[0].notes[:4]] == [0, 480, 960, 1440]


def test_bars_of_one_beat_become_bars_of_four() -> None:
    odd = replace(SONG, timeline=Timeline.plain(100, Meter(1, 4)))
    assert on_its_beat(odd).timeline == Timeline.plain(100, Meter(4, 4))


def test_no_note_is_lost_in_moving() -> None:
    assert len(on_its_beat(later(SONG, 1111)).tracks[1].notes) == len(SONG.tracks[1].notes)


def test_written_notes_are_not_loose_and_triplets_are_written() -> None:
    assert not is_loose(songs.melody())
    assert not is_loose([Note(160 * place, 160, 60) for place in range(48)])
    assert not is_loose([])


def test_loose_sixteenths_come_to_the_grid() -> None:
    sway = (0, 13, -11, 7, 17, -9, 3)
    played = [Note(max(0, 120 * place + sway[place % 7]), 100, 60 + place % 5) for place in range(64)]
    assert is_loose(played)
    assert [note.onset for note in on_grid(played)] == [120 * place for place in range(64)]


def test_loose_triplets_stay_triplets() -> None:
    played = [Note(tick, 150, 60) for tick in (3, 166, 315, 480)]
    assert [note.onset for note in on_grid(played)] == [0, 160, 320, 480]
