from __future__ import annotations

from dataclasses import replace

from composer_app.corpus.transcription.melody import find_melody
from composer_app.music.note import Note
from tests.corpus import songs


def test_nothing_has_no_melody() -> None:
    assert find_melody([]).notes == ()


def test_tune_over_block_chords_is_found_whole() -> None:
    assert find_melody(songs.chords() + songs.melody()).notes == tuple(songs.melody())


def test_tune_as_soft_as_its_accompaniment_is_found() -> None:
    flat = [replace(note, velocity=64) for note in songs.melody() + songs.figure()]
    assert [note.pitch for note in find_melody(flat).notes] == [note.pitch for note in songs.melody()]


def test_chord_tones_that_sound_while_the_tune_rests_are_not_the_tune() -> None:
    tune = [note for note in songs.melody(16) if note.onset // 1920 % 4 != 3]
    assert find_melody(songs.chords(16) + tune).notes == tuple(tune)


def test_tune_is_one_voice() -> None:
    doubled = songs.melody() + [replace(note, pitch=note.pitch - 4) for note in songs.melody()] + songs.figure()
    line = find_melody(doubled).notes
    assert all(note.end <= after.onset for note, after in zip(line, line[1:], strict=False))


def test_crowded_texture_is_less_sure_than_a_clear_one() -> None:
    crowd = [Note(place * 240, 240, 60 + place * 7 % 24, 80) for place in range(128)]
    clear = find_melody(songs.melody() + songs.figure())
    assert find_melody(songs.melody() + songs.figure() + crowd).confidence < clear.confidence <= 1
