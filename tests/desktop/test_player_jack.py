"""The player through JACK: what another program receives, and what comes out of the loudspeakers."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from composer_app.music.clip import Clip
from composer_app.music.meter import Timeline
from composer_app.music.note import Note
from composer_app.playback.player import BUILT_IN, VIRTUAL, Event, Player, PlayerDied, PortBack, PortLost
from tests.desktop.display import wait_until
from tests.desktop.jack import Jack, read_wave, recording, running_jack
from tests.desktop.midi_ear import listening

EAR = "Ear:in"
PAD = Clip(chords=(Note(0, 192000, 48), Note(0, 192000, 55)), melody=(Note(0, 9600, 72),))
TUNE = Clip(
    chords=tuple(Note(bar * 1920, 1920, pitch) for bar in range(2) for pitch in (48, 55, 64)),
    melody=tuple(Note(i * 480, 480, pitch) for i, pitch in enumerate((72, 74, 76, 77, 79, 79, 76, 72))),
)
WINDOW = """
import sys, time
from composer_app.playback.player import Player
from tests.desktop.test_player_jack import EAR, PAD
if __name__ == "__main__":
    player = Player()
    player.choose_port(EAR)
    player.start()
    player.play(PAD)
    print("playing", flush=True)
    time.sleep(600)
"""


@pytest.fixture
def on_jack(jack: Jack, monkeypatch: pytest.MonkeyPatch) -> Jack:
    for name, value in jack.environment.items():
        monkeypatch.setenv(name, value)
    return jack


@pytest.fixture
def player(on_jack: Jack) -> Iterator[Player]:
    player = Player()
    yield player
    player.close()


def saw(player: Player, kind: type, seen: list[Event]) -> bool:
    seen.extend(player.events())
    return any(isinstance(event, kind) for event in seen)


def test_another_program_receives_the_notes_in_order(player: Player, on_jack: Jack, tmp_path: Path) -> None:
    with listening(on_jack.environment, tmp_path / "heard.txt") as ear:
        wait_until(ear.is_ready, "the ear listens")
        player.choose_port(EAR)
        player.start()
        player.play(replace(TUNE, timeline=Timeline.plain(240)))
        wait_until(lambda: len(ear.note_ons()) == 14 and not ear.sounding(), "all notes came")
        melody = [message.data[1] for message in ear.note_ons() if message.channel == 0]
    assert melody == [note.pitch for note in TUNE.melody]


def test_virtual_port_is_heard_by_who_connects_to_it(player: Player, on_jack: Jack, tmp_path: Path) -> None:
    with listening(on_jack.environment, tmp_path / "heard.txt") as ear:
        wait_until(ear.is_ready, "the ear listens")
        player.choose_port(VIRTUAL)
        player.start()
        wait_until(lambda: f"{VIRTUAL}:{VIRTUAL}" in on_jack.ports(), "the virtual port is there")
        on_jack.connect(f"{VIRTUAL}:{VIRTUAL}", EAR)
        player.play(PAD)
        wait_until(lambda: len(ear.sounding()) == 3, "the notes sound")
        player.stop()
        wait_until(lambda: not ear.sounding(), "the notes are released")


def test_vanished_port_is_played_on_when_it_is_back(player: Player, on_jack: Jack, tmp_path: Path) -> None:
    seen: list[Event] = []
    with listening(on_jack.environment, tmp_path / "first.txt") as ear:
        wait_until(ear.is_ready, "the ear listens")
        player.choose_port(EAR)
        player.start()
        player.play(PAD)
        wait_until(lambda: len(ear.sounding()) == 3, "the notes sound")
        ear.vanish()
        wait_until(lambda: saw(player, PortLost, seen), "the loss is reported")
        assert player.position().playing
    with listening(on_jack.environment, tmp_path / "second.txt") as ear:
        wait_until(ear.is_ready, "the ear is back")
        wait_until(lambda: saw(player, PortBack, seen), "the return is reported")
        wait_until(lambda: ear.sounding() == {(1, 48), (1, 55)}, "the chord sounds again")


def test_killed_window_leaves_no_note_sounding_after_a_second(on_jack: Jack, tmp_path: Path) -> None:
    script = tmp_path / "window.py"
    script.write_text(WINDOW)
    environment = os.environ | on_jack.environment | {"PYTHONPATH": str(Path(__file__).parents[2])}
    with listening(on_jack.environment, tmp_path / "heard.txt") as ear:
        wait_until(ear.is_ready, "the ear listens")
        window = subprocess.Popen([sys.executable, str(script)], env=environment, stdout=subprocess.DEVNULL)
        try:
            wait_until(lambda: len(ear.sounding()) == 3, "the notes sound")
        finally:
            killed = time.monotonic()
            window.kill()
            window.wait()
        wait_until(lambda: not ear.sounding(), "the player released them")
        assert ear.heard()[-1].time - killed < 1


def test_built_in_piano_sounds_the_right_pitches(player: Player, on_jack: Jack, tmp_path: Path) -> None:
    path = tmp_path / "piano.wav"
    seen: list[Event] = []
    with recording(on_jack, path):
        player.choose_port(BUILT_IN)
        player.start()
        player.play(TUNE)
        wait_until(lambda: (saw(player, PlayerDied, seen), not player.position().playing)[1], "the tune is over")
    assert seen[-1:] != [PlayerDied]
    sound = read_wave(path)
    begins = sound.begins()
    heard = [
        sound.cut(begins + beat / 2 + 0.05, begins + beat / 2 + 0.45).strongest_pitch(range(70, 82))
        for beat in range(8)
    ]
    assert heard == [note.pitch for note in TUNE.melody]
    assert all(sound.cut(begins + 0.1, begins + 1.9).sounds(pitch) for pitch in (48, 55, 64))
    assert 0.05 < np.abs(sound.samples).max() < 0.95


def test_server_that_dies_is_survived(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    seen: list[Event] = []
    player = Player()
    with running_jack(f"inkling-dies-{os.getpid()}") as server:
        for name, value in server.environment.items():
            monkeypatch.setenv(name, value)
        player.start()
        player.play(PAD)
        wait_until(lambda: BUILT_IN in player.ports() and VIRTUAL in player.ports(), "the player is on JACK")
    try:
        wait_until(lambda: saw(player, PlayerDied, seen) or saw(player, PortLost, seen), "the loss is reported")
        player.start()
        player.play(PAD, 480)
        wait_until(lambda: player.position().tick > 600, "the music goes on")
    finally:
        player.close()
