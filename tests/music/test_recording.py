from __future__ import annotations

from composer_app.music.clip import Clip
from composer_app.music.meter import Timeline
from composer_app.music.microtiming import as_played
from composer_app.music.note import Note
from composer_app.music.performance import PlayedNote
from composer_app.music.recording import TakeOptions, clip_of_performance, take_by_voice, with_take

EMPTY = Clip(length=15360)
OLD = Clip(melody=(Note(0, 480, 72), Note(1920, 480, 74)), chords=(Note(0, 1920, 48),), length=3840)
TUNE = [PlayedNote(480.0 * beat + 7, 455, 76 + beat, 80) for beat in range(3)]


def taken(clip: Clip, options: TakeOptions, start: int = 0, end: int = 1900) -> Clip:
    return with_take(clip, take_by_voice(TUNE, options, start), options, start, end)


def test_take_lies_on_the_grid_and_keeps_its_feel() -> None:
    clip = taken(EMPTY, TakeOptions())
    assert [note.onset for note in clip.melody] == [0, 480, 960]
    assert [as_played(note).onset for note in clip.melody] == [7, 487, 967]


def test_empty_clip_becomes_as_long_as_its_take() -> None:
    assert taken(EMPTY, TakeOptions()).length == 1920


def test_overdub_keeps_what_is_there() -> None:
    clip = taken(OLD, TakeOptions())
    assert set(OLD.notes) <= {as_played(note) for note in clip.notes} | set(clip.notes)
    assert len(clip.melody) == 5


def test_replace_takes_out_what_the_take_lasts_over_in_its_voice_only() -> None:
    clip = taken(OLD, TakeOptions(replace=True))
    assert Note(1920, 480, 74) in clip.melody
    assert Note(0, 480, 72) not in clip.melody
    assert clip.chords == OLD.chords


def test_empty_take_erases_nothing() -> None:
    assert with_take(OLD, {"chords": [], "melody": []}, TakeOptions(replace=True), 0, 9999) is OLD


def test_voice_can_be_chosen_for_all() -> None:
    assert taken(EMPTY, TakeOptions(hands="chords")).melody == ()


def test_split_point_can_be_chosen() -> None:
    take = take_by_voice(TUNE, TakeOptions(hands="split", split=77))
    assert ([n.pitch for n in take["chords"]], [n.pitch for n in take["melody"]]) == ([76], [77, 78])


def test_what_was_tried_while_counting_in_is_left_out() -> None:
    early = [PlayedNote(-900, 200, 60, 80), PlayedNote(-20, 480, 62, 80)]
    assert [note.pitch for note in take_by_voice(early, TakeOptions())["melody"]] == [62]


def test_pickup_and_meter_of_the_clip_stay() -> None:
    timeline = Timeline.plain(90, pickup=1)
    assert taken(Clip(timeline=timeline), TakeOptions()).timeline == timeline


def test_free_playing_becomes_a_clip_in_its_tempo() -> None:
    played = [PlayedNote(100 + 0.75 * beat, 0.7, 72 + beat % 3, 80) for beat in range(16)]
    played += [PlayedNote(100 + 3.0 * bar, 2.9, pitch, 80) for bar in range(4) for pitch in (48, 52, 55)]
    clip = clip_of_performance(played, TakeOptions())
    assert abs(clip.timeline.bpm - 80) < 1
    assert [note.onset for note in clip.melody] == [480 * beat for beat in range(16)]
    assert len(clip.chords) == 12
    assert clip.bars == 4
    assert clip.key is not None


def test_single_chord_becomes_a_clip_too() -> None:
    clip = clip_of_performance([PlayedNote(7.0, 2.0, pitch, 80) for pitch in (60, 64, 67)], TakeOptions())
    assert [note.onset for note in clip.chords] == [0, 0, 0]
