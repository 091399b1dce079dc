"""Bars filled, a voice locked, notes varied, all of it taken back: with the shipped model, by mouse and key."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

from tests.desktop import hands
from tests.desktop.display import wait_until
from tests.desktop.hands import KeptIdea
from tests.desktop.program import Program

Inkling = Callable[..., AbstractContextManager[Program]]
HALF = 4 * 1920


def clip_of(idea: KeptIdea) -> tuple[list[list[int]], list[list[int]]]:
    return idea.chords, idea.melody


def wait_for_clip(program: Program, number: int, like: Callable[[KeptIdea], bool], what: str) -> None:
    """Waits until what the roll shows has been saved into its idea and is like that."""
    wait_until(lambda: like(hands.kept(program, number)), what)


def test_bars_in_the_loop_are_filled_swapped_and_taken_back(inkling: Inkling) -> None:
    with inkling() as program:
        before = hands.open_newest(program)
        hands.loop_bars(program, 5, 8)
        takes = hands.write_here(program, "Fill bars 5-8")
        wait_for_clip(program, before.id, lambda idea: clip_of(idea) != clip_of(before), "new notes are in the roll")
        after = hands.kept(program, before.id)
        for old, new in zip(clip_of(before), clip_of(after), strict=True):
            assert [note for note in old if note[0] < HALF] == [note for note in new if note[0] < HALF]
        third = clip_of(hands.kept(program, takes[2]))
        program.click("alternative_3")
        wait_for_clip(program, before.id, lambda idea: clip_of(idea) == third, "the third alternative is in the roll")
        program.display.key("Escape", "ctrl+z")
        wait_for_clip(program, before.id, lambda idea: clip_of(idea) == clip_of(before), "one undo takes it back")


def test_locked_chords_stay_and_get_another_melody(inkling: Inkling) -> None:
    with inkling() as program:
        before = hands.open_newest(program)
        program.click("lock_chords")
        takes = [hands.kept(program, number) for number in hands.write_here(program, "Generate a melody")]
        assert all(take.chords == before.chords for take in takes)
        assert all(take.melody != before.melody for take in takes)


def test_variation_keeps_most_notes(inkling: Inkling) -> None:
    with inkling() as program:
        before = hands.open_newest(program)
        takes = [hands.kept(program, number) for number in hands.write_here(program, "vary")]
        old = {tuple(note) for note in before.chords + before.melody}
        kept = [len(old & {tuple(note) for note in take.chords + take.melody}) / len(old) for take in takes]
        assert all(0.4 <= share < 1 for share in kept), kept


def test_idea_is_written_again_note_for_note(inkling: Inkling) -> None:
    with inkling() as program:
        first = hands.open_newest(program)
        program.click(f"idea {first.id}", button=3)
        program.click("Generate again with the same seed")
        wait_until(lambda: len(hands.kept_ideas(program)) == 5, "it is written again")
        assert clip_of(hands.kept_ideas(program)[-1]) == clip_of(first)
        wait_until(lambda: program.says("has the same notes"), "the window says so")
