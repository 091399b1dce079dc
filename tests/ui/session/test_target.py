from __future__ import annotations

from composer_app.music.clip import Clip
from composer_app.music.note import Note
from composer_app.music.voices import WRITTEN_VOICES, WrittenVoice
from composer_app.protocol.request import Span
from composer_app.ui.piano_roll.selection import NOTHING, Picked, every_note
from composer_app.ui.session import target
from composer_app.ui.session.target import Locked, Loop, Scope, Target, scope_of
from tests.ui.stand_ins import some_clip

BAR = 1920
CLIP = some_clip(bars=8)
MELODY: frozenset[WrittenVoice] = frozenset({"melody"})
CHORDS: frozenset[WrittenVoice] = frozenset({"chords"})
FREE: frozenset[WrittenVoice] = frozenset()


def target_of(clip: Clip, picked: Picked, loop: Loop | None, locked: Locked) -> Target:
    return target.target_of(clip, scope_of(clip, picked, loop, locked), locked)


def spans_to_vary(clip: Clip, picked: Picked, loop: Loop | None, locked: Locked) -> tuple[Span, ...]:
    return target.spans_to_vary(clip, scope_of(clip, picked, loop, locked), locked)


def notes(first: int, last: int, *voices: WrittenVoice) -> Picked:
    """The notes that begin in the bars `first` to `last`, counted from 0."""
    area = range(first * BAR, (last + 1) * BAR)
    return frozenset((v, n) for v in voices or WRITTEN_VOICES for n in CLIP.part(v) if n.onset in area)


def test_without_selection_loop_or_lock_nothing_is_rewritten() -> None:
    assert target_of(CLIP, NOTHING, None, FREE) == Target()


def test_selected_bars_are_filled_in_both_voices() -> None:
    aim = target_of(CLIP, notes(4, 7), None, FREE)
    assert (aim.task, aim.label) == ("fill", "Rewrite bars 5-8")
    assert set(aim.write) == {Span("melody", 4, 7), Span("chords", 4, 7)}


def test_selection_comes_before_the_loop() -> None:
    assert target_of(CLIP, notes(2, 2), (4 * BAR, 6 * BAR), FREE).label == "Rewrite bar 3"


def test_loop_is_filled_where_nothing_is_selected() -> None:
    assert target_of(CLIP, NOTHING, (4 * BAR, 6 * BAR), FREE).label == "Rewrite bars 5-6"


def test_loop_around_the_whole_clip_is_for_listening() -> None:
    assert target_of(CLIP, NOTHING, (0, CLIP.length), FREE) == Target()


def test_loop_that_begins_and_ends_within_bars_counts_them_whole() -> None:
    assert target_of(CLIP, NOTHING, (BAR + 480, 2 * BAR + 480), FREE).label == "Rewrite bars 2-3"


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


def test_empty_clip_has_nothing_to_rewrite_whatever_is_locked() -> None:
    assert target_of(Clip(length=8 * BAR), NOTHING, (0, BAR), CHORDS) == Target()


def test_variation_may_change_everything_where_nothing_is_named() -> None:
    assert spans_to_vary(CLIP, NOTHING, None, FREE) == ()


def test_variation_leaves_a_locked_voice() -> None:
    assert spans_to_vary(CLIP, NOTHING, None, CHORDS) == (Span("melody", 0, 7),)


def test_variation_stays_within_the_selection() -> None:
    assert spans_to_vary(CLIP, notes(2, 3, "melody"), None, FREE) == (Span("melody", 2, 3),)


def test_note_that_hangs_over_chooses_no_further_bar() -> None:
    held = Note(6 * BAR - 480, 960, 72)
    assert scope_of(CLIP, frozenset([("melody", held)]), None, FREE).bars == (5, 5)


def test_note_that_sounds_for_half_of_a_bar_chooses_it() -> None:
    held = Note(5 * BAR, BAR + BAR // 2, 48)
    assert scope_of(CLIP, frozenset([("chords", held)]), None, FREE).bars == (5, 6)


def test_clip_of_one_voice_is_offered_the_other() -> None:
    assert target_of(Clip(melody=CLIP.melody), NOTHING, None, FREE).label == "Add chords"
    assert target_of(Clip(CLIP.chords), NOTHING, None, FREE).label == "Add a melody"


def test_no_bars_are_chosen_where_nothing_is() -> None:
    assert scope_of(CLIP, NOTHING, None, FREE) == Scope()
