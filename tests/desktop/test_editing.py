"""A clip edited by mouse and key, as a composer does: what the window shows is what the library holds."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

from tests.desktop import hands
from tests.desktop.display import wait_until
from tests.desktop.hands import KeptIdea
from tests.desktop.jack import Jack
from tests.desktop.midi_ear import listening
from tests.desktop.program import Program
from tests.desktop.seeds import MELODY, write_seed

Inkling = Callable[..., AbstractContextManager[Program]]
Notes = list[list[int]]
CHORDS, VOLUME = 1, 7  # the channel of the chords, the control of a channel's volume


def opened(program: Program, tmp_path: Path) -> KeptIdea:
    """The seed, opened: a melody of quarters."""
    hands.open_clip(program, write_seed(tmp_path / "seed.mid", bpm=60))
    idea = hands.kept_ideas(program)[-1]
    program.click(f"note melody 0 {MELODY[0]}")
    return idea


def melody_is(program: Program, idea: KeptIdea, like: Callable[[Notes], bool], what: str) -> Notes:
    """The melody as it is kept, once it is like that."""
    wait_until(lambda: like(hands.kept(program, idea.id).melody), what)
    return hands.kept(program, idea.id).melody


def drag(program: Program, part: str, by: tuple[int, int], at: float = 0.5) -> None:
    """Drags a part of the roll, grabbed at a share of its width."""
    x, y, width, height = program.find(part).rectangle
    start = round(x + 1 + (width - 3) * at), y + height // 2
    program.display.drag(start, (start[0] + by[0], start[1] + by[1]))


def test_quantise_mends_a_late_note_and_undo_brings_it_back(inkling: Inkling, tmp_path: Path) -> None:
    with inkling() as program:
        idea = opened(program, tmp_path)
        hands.choose(program, "grid", "Off")
        program.click(f"note melody 0 {MELODY[0]}")
        program.display.key("Right")
        melody_is(program, idea, lambda notes: notes[0][0] == 30, "the first note is late")
        program.display.key("q")
        melody_is(program, idea, lambda notes: notes[0][0] == 0, "it is quantised")
        wait_until(lambda: program.says("1 note quantised"), "the window says so")
        program.display.key("ctrl+z")
        melody_is(program, idea, lambda notes: notes[0][0] == 30, "undo takes it back")


def test_velocities_are_dragged_and_drawn_in_the_lane(inkling: Inkling, tmp_path: Path) -> None:
    with inkling() as program:
        idea = opened(program, tmp_path)
        program.display.key("Escape")
        drag(program, f"velocity melody 0 {MELODY[0]}", (0, -100))
        melody_is(program, idea, lambda notes: notes[0][3] == 127, "the first note is as loud as can be")
        drag(program, f"velocity melody 480 {MELODY[1]}", (0, 100))
        melody_is(program, idea, lambda notes: notes[1][3] == 1, "the second is as soft as can be")


def test_both_edges_of_a_note_are_dragged(inkling: Inkling, tmp_path: Path) -> None:
    with inkling() as program:
        idea = opened(program, tmp_path)
        width = program.find(f"note melody 480 {MELODY[1]}").rectangle[2]
        drag(program, f"note melody 480 {MELODY[1]}", (width // 2, 0), at=0.0)
        melody_is(program, idea, lambda notes: notes[1][:2] == [720, 240], "it begins later")
        drag(program, f"note melody 720 {MELODY[1]}", (-width // 4, 0), at=1.0)
        melody_is(program, idea, lambda notes: notes[1][:2] == [720, 120], "it ends sooner")


def test_a_note_is_inverted_by_the_right_button(inkling: Inkling, tmp_path: Path) -> None:
    with inkling() as program:
        idea = opened(program, tmp_path)
        program.display.key("ctrl+a")
        program.click(f"note melody 480 {MELODY[1]}", button=3)
        program.click("menu_legato")
        program.click(f"note melody 480 {MELODY[1]}", button=3)
        program.click("menu_invert")
        melody_is(program, idea, lambda notes: [n[2] for n in notes] != MELODY, "the melody is upside down")


def test_the_counter_stays_where_the_playhead_is(inkling: Inkling, tmp_path: Path) -> None:
    with inkling() as program:
        opened(program, tmp_path)
        program.display.key("Escape", "Right", "Right", "Right", "Right")
        wait_until(lambda: program.find("position").text == "1.2.1", "the playhead stands on beat 2")
        program.click(f"note melody 480 {MELODY[1]}")
        program.display.key("Up", "ctrl+z")
        wait_until(lambda: program.find("position").text == "1.2.1", "it still does", timeout=3)


def test_a_tune_is_typed_without_a_mouse(inkling: Inkling) -> None:
    with inkling() as program:
        program.find("position")
        program.display.key("ctrl+n", "ctrl+r", "n", "n", "Up", "Up", "n", "Up", "Up")
        wait_until(lambda: [len(idea.melody) for idea in hands.kept_ideas(program)] == [3], "three notes are kept")
        first, second, third = hands.kept_ideas(program)[0].melody
        assert [first[0], second[0], third[0]] == [0, 480, 960]
        assert [second[2] - first[2], third[2] - second[2]] == [2, 2]


def test_a_muted_voice_is_not_played_and_a_level_is_sent(inkling: Inkling, jack: Jack, tmp_path: Path) -> None:
    with listening(jack.environment, tmp_path / "heard.txt") as ear, inkling() as program:
        wait_until(ear.is_ready, "the ear listens")
        hands.choose_port(program, "Ear")
        opened(program, tmp_path)
        program.click("mixer")
        program.click("mute_melody")
        program.find("mute_melody", is_ready=lambda widget: widget.checked)
        program.click("level_chords")
        program.display.key("Left")
        program.display.key("Escape")
        wait_until(lambda: not program.all_named("mixer_popup"), "the mixer is closed")
        program.display.key("space")
        wait_until(lambda: program.find("position").text != "1.1.1", "it plays")
        wait_until(lambda: program.find("position").text == "1.1.1", "it is over")
        struck = [message for message in ear.note_ons() if message.time > ear.note_ons()[0].time + 0.5]
        assert {message.channel for message in struck} == {CHORDS}
        assert any(message.data[:2] == (0xB0 | CHORDS, VOLUME) for message in ear.heard())
