from __future__ import annotations

from composer_app.music.clip import Clip
from composer_app.music.voices import WRITTEN_VOICES, WrittenVoice
from composer_app.protocol.request import Span
from composer_app.ui.piano_roll.selection import NOTHING, Picked, every_note
from composer_app.ui.session.target import Target, spans_to_vary, target_of
from tests.ui.stand_ins import some_clip

BAR = 1920
CLIP = some_clip(bars=8)
MELODY: frozenset[WrittenVoice] = frozenset({"melody"})
CHORDS: frozenset[WrittenVoice] = frozenset({"chords"})
FREE: frozenset[WrittenVoice] = frozenset()


def notes(first: int, last: int, *voices: WrittenVoice) -> Picked:
    """The notes that begin in the bars `first` to `last`, counted from 0."""
    area = range(first * BAR, (last + 1) * BAR)
    return frozenset((v, n) for v in voices or WRITTEN_VOICES for n in CLIP.part(v) if n.onset in area)


def test_without_selection_loop_or_lock_a_new_idea_is_written() -> None:
    assert target_of(CLIP, NOTHING, None, FREE) == Target()


def test_selected_bars_are_filled_in_both_voices() -> None:
    aim = target_of(CLIP, notes(4, 7), None, FREE)
    assert (aim.task, aim.label) == ("fill", "Fill bars 5-8")
    assert set(aim.write) == {Span("melody", 4, 7), Span("chords", 4, 7)}


def test_selection_comes_before_the_loop() -> None:
    assert target_of(CLIP, notes(2, 2), (4 * BAR, 6 * BAR), FREE).label == "Fill bar 3"


def test_loop_is_filled_where_nothing_is_selected() -> None:
    assert target_of(CLIP, NOTHING, (4 * BAR, 6 * BAR), FREE).label == "Fill bars 5-6"


def test_loop_around_the_whole_clip_is_for_listening() -> None:
    assert target_of(CLIP, NOTHING, (0, CLIP.length), FREE) == Target()


def test_loop_that_begins_and_ends_within_bars_counts_them_whole() -> None:
    assert target_of(CLIP, NOTHING, (BAR + 480, 2 * BAR + 480), FREE).label == "Fill bars 2-3"


def test_selected_melody_is_filled_alone() -> None:
    assert target_of(CLIP, notes(1, 1, "melody"), None, FREE).write == (Span("melody", 1, 1),)


def test_locked_voice_is_left_out_of_the_filling() -> None:
    aim = target_of(CLIP, notes(4, 7), None, CHORDS)
    assert aim.write == (Span("melody", 4, 7),)
    assert "chords are locked" in aim.about


def test_selected_notes_of_a_locked_voice_say_where_the_other_is_written() -> None:
    assert target_of(CLIP, notes(4, 7, "chords"), None, CHORDS).write == (Span("melody", 4, 7),)


def test_locked_chords_get_a_melody() -> None:
    assert target_of(CLIP, NOTHING, None, CHORDS).task == "melody"


def test_locked_melody_gets_chords() -> None:
    assert target_of(CLIP, NOTHING, None, MELODY).task == "chords"


def test_whole_written_voice_selected_means_the_whole_voice() -> None:
    melody = frozenset(each for each in every_note(CLIP) if each[0] == "melody")
    assert target_of(CLIP, melody, None, CHORDS).task == "melody"


def test_two_locks_leave_nothing_to_write() -> None:
    problem = target_of(CLIP, NOTHING, None, MELODY | CHORDS).problem
    assert problem == "Both voices are locked: unlock the one to generate."


def test_locked_voice_without_notes_is_a_problem() -> None:
    clip = Clip((), CLIP.melody)
    assert "no chords to write a melody over" in target_of(clip, NOTHING, None, CHORDS).problem


def test_empty_clip_asks_for_a_new_idea_whatever_is_locked() -> None:
    assert target_of(Clip(length=8 * BAR), NOTHING, (0, BAR), CHORDS) == Target()


def test_variation_may_change_everything_where_nothing_is_named() -> None:
    assert spans_to_vary(CLIP, NOTHING, None, FREE) == ()


def test_variation_leaves_a_locked_voice() -> None:
    assert spans_to_vary(CLIP, NOTHING, None, CHORDS) == (Span("melody", 0, 7),)


def test_variation_stays_within_the_selection() -> None:
    assert spans_to_vary(CLIP, notes(2, 3, "melody"), None, FREE) == (Span("melody", 2, 3),)
