"""A seed is played in: a second process plays a keyboard, and the clip in the window has every note."""

from __future__ import annotations

import json
import os
import sqlite3
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from tests.desktop import hands
from tests.desktop.display import Display, wait_until
from tests.desktop.jack import Jack, running_jack
from tests.desktop.midi_ear import listening
from tests.desktop.midi_hand import Hand, phrase, playing
from tests.desktop.program import Program, running_program
from tests.desktop.seeds import write_seed

Inkling = Callable[..., AbstractContextManager[Program]]
TUNE = [(step * 0.25, 0.22, 72 + (0, 2, 4, 5, 7, 5, 4, 2)[step % 8], 50 + step) for step in range(24)]
CHORDS = [(bar * 2.0, 1.9, pitch, 30) for bar in range(3) for pitch in (48, 52, 55)]
BEAT, COUNT_IN = 0.5, 2.0  # seconds at 120 bpm


@pytest.fixture(scope="module")
def quick_jack() -> Iterator[Jack]:
    with running_jack(f"inkling-takes-{os.getpid()}", 64, realtime=True) as jack:
        yield jack


@pytest.fixture
def inkling(display: Display, quick_jack: Jack, tmp_path: Path) -> Inkling:
    @contextmanager
    def start() -> Iterator[Program]:
        environment = quick_jack.environment | {"INKLING_AUDIO": "null"}
        with running_program(display, tmp_path / "inkling", environment) as program:
            program.find("record")
            yield program

    return start


def plugged_in(jack: Jack, program: Program) -> None:
    wait_until(lambda: bool(jack.connections("Hand:out")), "the keyboard is connected", 60)
    time.sleep(0.2)


def clips(program: Program) -> list[dict]:
    """The clips of the library, newest last."""
    found = next(program.home.rglob("ideas.sqlite"), None)
    if found is None:
        return []
    with sqlite3.connect(f"file:{found}?mode=ro", uri=True) as store:
        return [json.loads(row[0]) for row in store.execute("select clip from ideas order by id")]


def notes(program: Program) -> list[list[int]]:
    """The notes of the newest clip as [onset, duration, pitch, velocity, late, longer]."""
    found = clips(program)
    rows = [*found[-1]["chords"], *found[-1]["melody"]] if found else []
    return sorted([*row, 0, 0][:6] for row in rows)


def record(program: Program, hand: Hand, play: list) -> dict[int, list[float]]:
    """R, and what is played after the count-in; when each velocity's strikes were really sent."""
    program.display.key("r")
    wait_until(lambda: program.says("Recording."), "it records", 20)
    start = time.monotonic() + COUNT_IN + 0.4
    messages = phrase(start, play)
    hand.play(messages)
    sent: dict[int, list[float]] = {}
    for at, (_, message) in zip(hand.sent(len(messages)), sorted(messages), strict=True):
        if message[0] == 0x90:
            sent.setdefault(message[2], []).append(at)
    time.sleep(0.2)
    return sent


def test_every_note_is_recorded_at_its_time_with_its_velocity(inkling: Inkling, quick_jack: Jack) -> None:
    with playing(quick_jack.environment) as hand, inkling() as program:
        plugged_in(quick_jack, program)
        sent = record(program, hand, TUNE + CHORDS)
        program.display.key("r")
        wait_until(lambda: len(notes(program)) == len(TUNE + CHORDS), "every note is in the clip", 30)
        found = notes(program)
        clip = clips(program)[-1]
    assert sorted(row[2:4] for row in found) == sorted([pitch, velocity] for _, _, pitch, velocity in TUNE + CHORDS)
    assert [row[2] for row in sorted(clip["melody"])] == [note[2] for note in TUNE]
    raw = {row[3]: (row[0] + row[4]) * BEAT / 480 for row in found if row[2] >= 72}
    off = [raw[note[3]] - sent[note[3]][-1] for note in TUNE]
    spread = [abs(each - statistics.median(off)) * 1000 for each in off]
    print(f"onsets off by {statistics.median(spread):.2f} ms, most {max(spread):.2f} ms")
    assert statistics.quantiles(spread, n=10)[-1] < 2


def test_take_is_undone_in_one_step_and_done_again(inkling: Inkling, quick_jack: Jack) -> None:
    with playing(quick_jack.environment) as hand, inkling() as program:
        plugged_in(quick_jack, program)
        record(program, hand, TUNE)
        program.display.key("space")
        wait_until(lambda: len(notes(program)) == len(TUNE), "the take is in the clip", 30)
        program.display.key("ctrl+z")
        wait_until(lambda: not notes(program), "it is taken back", 30)
        program.display.key("ctrl+y")
        wait_until(lambda: len(notes(program)) == len(TUNE), "it is back", 30)


def test_cable_pulled_while_recording_loses_nothing(inkling: Inkling, quick_jack: Jack) -> None:
    with inkling() as program:
        with playing(quick_jack.environment) as hand:
            plugged_in(quick_jack, program)
            record(program, hand, TUNE[:12])
            hand.play([(time.monotonic(), (0x90, 96, 80))])
            hand.sent(1)
            time.sleep(0.1)
            hand.vanish()
        wait_until(lambda: program.says("was disconnected"), "the window says so", 30)
        with playing(quick_jack.environment) as hand:
            plugged_in(quick_jack, program)
            start = time.monotonic() + 0.2
            hand.play(phrase(start, TUNE[12:]))
            hand.sent(2 * len(TUNE[12:]))
            time.sleep(0.2)
            program.display.key("r")
            wait_until(lambda: len(notes(program)) == len(TUNE) + 1, "every note is in the clip", 30)


def test_overdub_keeps_the_notes_that_are_there(inkling: Inkling, quick_jack: Jack, tmp_path: Path) -> None:
    seed = write_seed(tmp_path / "seed.mid", bpm=120, repeats=4)
    with playing(quick_jack.environment) as hand, inkling() as program:
        plugged_in(quick_jack, program)
        hands.open_clip(program, seed)
        before = notes(program)
        record(program, hand, [(0.0, 0.4, 96, 80), (0.5, 0.4, 97, 80)])
        program.display.key("r")
        wait_until(lambda: len(notes(program)) == len(before) + 2, "both are there", 30)
        assert [row for row in notes(program) if row[2] < 96] == before


def test_measured_latency_puts_notes_that_follow_the_music_on_the_beat(
    inkling: Inkling, quick_jack: Jack, tmp_path: Path
) -> None:
    """The second process hears the first note of the clip and plays from there on; its notes lie on the beat."""
    seed = write_seed(tmp_path / "seed.mid", bpm=120, repeats=4)
    with (
        listening(quick_jack.environment, tmp_path / "heard.txt") as ear,
        playing(quick_jack.environment) as hand,
        inkling() as program,
    ):
        wait_until(ear.is_ready)
        plugged_in(quick_jack, program)
        hands.choose(program, "accompaniment", "As written")
        hands.open_clip(program, seed)
        before = notes(program)
        quick_jack.connect("Hand:out", "Ear:in")  # how long the second process takes by itself
        hand.play([(time.monotonic() + 0.2 + 0.1 * number, (0x90, 5, 1)) for number in range(9)])
        sent = hand.sent(9)
        wait_until(lambda: len(ear.note_ons()) == 9, "it hears itself", 20)
        own = statistics.median(message.time - at for message, at in zip(ear.note_ons(), sent, strict=True))
        disconnect(quick_jack, "Hand:out", "Ear:in")
        hands.choose_port(program, "Ear")
        wait_until(lambda: "Inkling player:out" in quick_jack.ports(), "the output is open", 20)
        quick_jack.connect("Inkling player:out", "Inkling in:Inkling")
        program.click("record_more")
        program.click("record_measure")
        wait_until(lambda: program.says("ms earlier"), "it is measured", 20)
        program.display.key("Escape")
        disconnect(quick_jack, "Inkling player:out", "Inkling in:Inkling")
        heard = len(ear.note_ons())
        program.display.key("r")
        wait_until(lambda: len(ear.note_ons()) > heard, "the clip begins", 20)
        begun = ear.note_ons()[heard].time
        hand.play(phrase(begun + 1.0, [(step * 0.25, 0.2, 96, 80 + step) for step in range(16)]))
        hand.sent(32)
        program.display.key("r")
        wait_until(lambda: len(notes(program)) == len(before) + 16, "all are recorded", 30)
        found = [row for row in notes(program) if row[2] == 96]
    late = [((row[0] + row[4]) * BEAT / 480 - 1.0 - 0.25 * step) * 1000 for step, row in enumerate(found)]
    rest = statistics.median(late) - 1000 * own
    print(f"after compensation {rest:.2f} ms; the second process itself {1000 * own:.2f} ms")
    assert abs(rest) < 2


def test_what_was_just_played_is_kept_with_its_tempo(inkling: Inkling, quick_jack: Jack) -> None:
    with playing(quick_jack.environment) as hand, inkling() as program:
        plugged_in(quick_jack, program)
        beat = 60 / 90
        messages = phrase(
            time.monotonic() + 0.3,
            [(beat * step / 2, beat * 0.45, 72 + step % 5, 80) for step in range(16)]
            + [(beat * 4 * bar, beat * 3.9, pitch, 80) for bar in range(2) for pitch in (48, 52, 55)],
        )
        hand.play(messages)
        hand.sent(len(messages))
        time.sleep(0.3)
        program.display.key("shift+r")
        wait_until(lambda: len(notes(program)) == 22, "the clip is there", 30)
        clip = clips(program)[-1]
    assert abs(clip["tempos"][0][1] - 90) < 1.5
    assert [row[0] for row in clip["melody"]] == [240 * step for step in range(16)]
    assert len(clip["chords"]) == 6


def test_computer_keyboard_is_a_piano(inkling: Inkling) -> None:
    with inkling() as program:
        program.display.key("m")
        program.find("keyboard", is_ready=lambda widget: widget.checked)
        program.display.key("r")
        wait_until(lambda: program.find("position").text.startswith("-"), "it counts in", 20)
        wait_until(lambda: program.find("position").text.startswith("1."), "it records", 20)
        for key in "asdf":
            program.display.key(key)
            time.sleep(0.3)
        program.display.key("r")
        wait_until(lambda: [row[2] for row in notes(program)] == [60, 62, 64, 65], "the notes are there", 30)


def disconnect(jack: Jack, source: str, target: str) -> None:
    import subprocess

    subprocess.run(
        ["jack_disconnect", source, target], env=os.environ | jack.environment, check=True, capture_output=True
    )
