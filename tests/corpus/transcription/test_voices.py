from __future__ import annotations

from dataclasses import replace

import pytest

from composer_app.corpus.transcription.voices import one_voice, split_voices
from composer_app.errors import ComposerError
from composer_app.music.chord import chord_spans
from composer_app.music.key import Key
from composer_app.music.meter import Meter, Timeline
from composer_app.music.note import Note
from tests.corpus import songs


def names(notes: tuple[Note, ...], length: int) -> list[str]:
    return [str(span.chord) for span in chord_spans(notes, length) if span.chord]


def test_named_tracks_are_sure() -> None:
    voices = split_voices(songs.score(songs.chords(), songs.melody(), names=("Chords", "Melody")))
    assert (voices.confidence, voices.clip.melody) == (1.0, tuple(songs.melody()))


def test_two_unnamed_parts_are_told_apart_by_what_they_play() -> None:
    for parts in ([songs.melody(), songs.chords()], [songs.chords(), songs.melody()]):
        clip = split_voices(songs.score(*parts)).clip
        assert (clip.melody, clip.chords) == (tuple(songs.melody()), tuple(songs.chords()))


def test_broken_chords_become_held_ones_below_a_named_melody() -> None:
    voices = split_voices(songs.score(songs.melody(), songs.figure(), names=("Vocals", "Piano")))
    assert voices.clip.melody == tuple(songs.melody())
    assert names(voices.clip.chords, voices.clip.length) == ["C", "Am", "F", "G"] * 2
    assert {note.pitch for note in voices.clip.chords if note.onset == 0} == {36, 40, 43}


def test_tune_is_found_in_a_single_piano_part() -> None:
    voices = split_voices(songs.score(sorted(songs.melody(16) + songs.figure(16))))
    assert voices.clip.melody == tuple(songs.melody(16))
    assert names(voices.clip.chords, voices.clip.length) == ["C", "Am", "F", "G"] * 4


def test_tune_is_found_below_middle_c_too() -> None:
    low = [replace(note, pitch=note.pitch - 14) for note in songs.melody(16)]
    accompaniment = [replace(note, pitch=note.pitch - 12) for note in songs.figure(16)]
    assert split_voices(songs.score(sorted(low + accompaniment))).clip.melody == tuple(low)


def test_tune_lies_on_top_of_the_right_hand() -> None:
    right = songs.melody() + [Note(bar * 1920, 1900, 64, 60) for bar in range(8)]
    voices = split_voices(songs.score(sorted(right), songs.figure(), names=("Piano right", "Piano left")))
    assert voices.clip.melody == tuple(songs.melody())


def test_a_harder_file_is_less_sure() -> None:
    named = split_voices(songs.score(songs.melody(), songs.figure(), names=("Melody", "Piano")))
    merged = split_voices(songs.score(sorted(songs.melody() + songs.figure())))
    assert 0 < merged.confidence < named.confidence <= 1


def test_single_line_is_refused() -> None:
    with pytest.raises(ComposerError, match="only a melody"):
        split_voices(songs.score(songs.melody()))


def test_bars_of_one_beat_become_bars_where_chords_change() -> None:
    score = songs.score(songs.melody(), songs.figure(), names=("Melody", "Piano"))
    score = replace(score, timeline=Timeline.plain(90, Meter(1, 4)))
    clip = split_voices(score).clip
    assert (clip.timeline.meter, clip.timeline.bpm, clip.melody[0].onset) == (Meter(4, 4), 90, 0)


def test_music_beside_the_grid_is_moved_onto_it() -> None:
    def late(notes: list[Note]) -> list[Note]:
        return [replace(note, onset=note.onset + 45) for note in notes]

    clip = split_voices(songs.score(late(songs.melody()), late(songs.figure()), names=("Melody", "Piano"))).clip
    assert clip.melody == tuple(songs.melody())


def test_freely_played_melody_is_set_on_sixteenths_with_its_velocity() -> None:
    sway = [0, 11, -13, 7, 17, -9, 3]
    played = [
        replace(n, onset=max(0, n.onset + sway[i % 7]), duration=n.duration - 31) for i, n in enumerate(songs.melody())
    ]
    clip = split_voices(songs.score(played, songs.figure(), names=("Melody", "Piano"))).clip
    assert [note.onset for note in clip.melody] == [note.onset for note in songs.melody()]
    assert {note.velocity for note in clip.melody} == {100}


def test_key_is_found_where_the_file_says_none() -> None:
    assert split_voices(songs.score(songs.chords(), songs.melody())).clip.key == Key.parse("C major")


def test_one_voice_keeps_the_highest_and_ends_at_the_next() -> None:
    line = one_voice([Note(0, 960, 60), Note(0, 960, 72), Note(480, 480, 71)])
    assert line == [Note(0, 480, 72), Note(480, 480, 71)]
