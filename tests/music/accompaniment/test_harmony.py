from __future__ import annotations

from composer_app.music.accompaniment.harmony import ceilings, harmonies, under
from composer_app.music.note import Note
from tests.music.accompaniment.clips import chord


def test_what_is_held_on_belongs_to_the_next_chord() -> None:
    found = harmonies([Note(0, 1920, 36), Note(0, 960, 52), Note(960, 960, 53)])
    assert [harmony.tones for harmony in found] == [(36, 52), (36, 53)]


def test_notes_of_a_spread_chord_are_one_harmony() -> None:
    (found,) = harmonies([Note(0, 480, 36), Note(20, 460, 52), Note(45, 435, 55)])
    assert (found.start, found.end, found.tones) == (0, 480, (36, 52, 55))


def test_harmony_ends_with_its_last_tone() -> None:
    found = harmonies([*chord(0, 480), *chord(960, 480, (48, 52))])
    assert [(harmony.start, harmony.end) for harmony in found] == [(0, 480), (960, 1440)]


def test_ceiling_is_the_lowest_melody_note_meanwhile() -> None:
    melody = [Note(0, 600, 70), Note(600, 100, 64), Note(1000, 100, 60)]
    found = harmonies([*chord(0, 960), *chord(960, 30, (40, 50)), *chord(2000, 100)])
    assert ceilings(melody, found) == [64, 128, 128]


def test_tones_below_the_melody_stay() -> None:
    assert under(61, (36, 52, 60)) == (36, 52, 60)


def test_bass_stays_below_what_goes_down() -> None:
    assert under(60, (50, 60, 65)) == (38, 48, 53)


def test_tones_stay_where_there_is_no_room_below() -> None:
    assert under(40, (45, 52, 55)) == (45, 52, 55)
