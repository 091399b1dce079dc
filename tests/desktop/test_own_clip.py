"""A clip that is the composer's own: one voice is enough, chords are typed, a new idea leaves it alone."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

from composer_app.formats.midi_file import write_clip
from composer_app.music.chord import name_chord
from tests.corpus import songs
from tests.desktop import hands
from tests.desktop.display import wait_until
from tests.desktop.hands import KeptIdea
from tests.desktop.program import Program

Inkling = Callable[..., AbstractContextManager[Program]]
BAR = 1920


def chord_at(idea: KeptIdea, tick: int) -> str:
    return str(name_chord(note[2] for note in idea.chords if note[0] <= tick < note[0] + note[1]))


def test_melody_alone_is_opened_and_gets_chords(inkling: Inkling, tmp_path: Path) -> None:
    write_clip(songs.clip(8).with_parts(chords=()), tmp_path / "tune.mid", "tune")
    with inkling() as program:
        hands.open_clip(program, tmp_path / "tune.mid")
        takes = [hands.kept(program, number) for number in hands.write_here(program, "Add chords")]
        assert all(take.chords for take in takes)
        assert all([note[:3] for note in take.melody] == [list(n) for n in tune()] for take in takes)


def tune() -> list[tuple[int, int, int]]:
    return [(note.onset, note.duration, note.pitch) for note in songs.melody(8)]


def test_chord_is_typed_over_another_and_a_new_idea_leaves_the_clip(inkling: Inkling) -> None:
    with inkling() as program:
        before = hands.open_newest(program)
        program.display.key("ctrl+k")
        program.find("chord_entry")
        program.display.key("ctrl+a")
        program.display.type("Ebm7")
        program.display.key("Return")
        wait_until(lambda: chord_at(hands.kept(program, before.id), 0) == "Ebm7", "the chord is in the clip")
        typed = hands.kept(program, before.id)
        hands.loop_bars(program, 5, 6)
        program.find("Rewrite bars 5-6")
        hands.generate(program)
        after = hands.kept(program, before.id)
        assert (after.chords, after.melody) == (typed.chords, typed.melody)
        assert after.melody == before.melody
