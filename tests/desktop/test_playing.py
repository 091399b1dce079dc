"""What the window plays is what a second process receives and what sounds."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

from tests.desktop import hands
from tests.desktop.display import wait_until
from tests.desktop.jack import Jack, read_wave, recording
from tests.desktop.midi_ear import listening
from tests.desktop.program import Program
from tests.desktop.seeds import BASS, MELODY, write_seed

Inkling = Callable[..., AbstractContextManager[Program]]


def test_a_generated_idea_is_received_note_for_note(inkling: Inkling, jack: Jack, tmp_path: Path) -> None:
    with listening(jack.environment, tmp_path / "heard.txt") as ear, inkling() as program:
        wait_until(ear.is_ready, "the ear listens")
        newest = hands.generate(program)[-1]
        hands.choose_port(program, "Ear")
        hands.choose(program, "accompaniment", "As written")
        idea = next(idea for idea in hands.kept_ideas(program) if idea.id == newest)
        program.click(f"idea {newest}")
        wait_until(lambda: len(ear.note_ons()) >= len(idea.pitches), "every note is received")
        wait_until(lambda: not ear.sounding(), "every note is released")
        assert sorted(message.data[1] for message in ear.note_ons()) == idea.pitches
        melody = [message.data[1] for message in ear.note_ons() if message.channel == 0]
        assert sorted(melody) == sorted(note[2] for note in idea.melody)


def test_the_built_in_piano_sounds_the_written_pitches(inkling: Inkling, jack: Jack, tmp_path: Path) -> None:
    seed = write_seed(tmp_path / "seed.mid", bpm=60)
    with inkling() as program:
        hands.choose_port(program, "Built-in piano")
        hands.open_clip(program, seed)
        with recording(jack, tmp_path / "sound.wav"):
            program.display.key("space")
            wait_until(lambda: program.find("position").text != "1.1.1", "it plays")
            wait_until(lambda: program.find("position").text == "1.1.1", "it is over")
    sound = read_wave(tmp_path / "sound.wav")
    start = sound.begins()
    for beat, pitch in enumerate(MELODY):
        struck, held = sound.cut(start + beat + 0.02, start + beat + 0.35), sound.cut(start + beat, start + beat + 0.9)
        assert struck.sounds(pitch), f"{pitch} is not heard in beat {beat + 1}"
        assert held.sounds(BASS[beat // 2]), f"{BASS[beat // 2]} is not heard in beat {beat + 1}"
        assert struck.strangers([pitch, *BASS], range(60, 90)) == [], f"a wrong note is heard in beat {beat + 1}"


def test_a_note_is_released_within_a_second_when_the_window_is_killed(
    inkling: Inkling, jack: Jack, tmp_path: Path
) -> None:
    seed = write_seed(tmp_path / "seed.mid", bpm=30, repeats=4)
    with listening(jack.environment, tmp_path / "heard.txt") as ear, inkling() as program:
        wait_until(ear.is_ready, "the ear listens")
        hands.choose_port(program, "Ear")
        hands.open_clip(program, seed)
        program.display.key("space")
        wait_until(lambda: len(ear.sounding()) == 2, "two notes sound")
        killed = time.monotonic()
        program.kill()
        wait_until(lambda: not ear.sounding(), "the notes are released")
        assert ear.heard()[-1].time - killed < 1


def test_a_port_that_vanishes_while_playing_is_told_and_taken_up_again(
    inkling: Inkling, jack: Jack, tmp_path: Path
) -> None:
    seed = write_seed(tmp_path / "seed.mid", bpm=60, repeats=90)
    with inkling() as program:
        with listening(jack.environment, tmp_path / "first.txt") as ear:
            wait_until(ear.is_ready, "the ear listens")
            hands.choose_port(program, "Ear")
            hands.open_clip(program, seed)
            program.display.key("space")
            wait_until(lambda: len(ear.note_ons()) > 2, "it plays")
            ear.vanish()
        wait_until(lambda: program.says("was disconnected"), "the window says that the port is gone")
        with listening(jack.environment, tmp_path / "second.txt") as ear:
            wait_until(ear.is_ready, "the ear listens again")
            wait_until(lambda: len(ear.note_ons()) > 2, "the port is played again by itself")
            program.display.key("space")
            wait_until(lambda: not ear.sounding(), "stop releases what sounds")
