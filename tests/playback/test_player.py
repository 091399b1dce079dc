"""The player with its real child process; what it sends is written to a file."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from composer_app.music.clip import Clip
from composer_app.music.note import Note
from composer_app.playback.player import (
    BUILT_IN,
    PlaybackEnded,
    Player,
    PlayerDied,
    PortBack,
    PortFailed,
    PortLost,
    PortsChanged,
)
from composer_app.playback.protocol import STAMP, Received
from composer_app.playback.schedule import Message
from tests.playback.recording import RECORD, FileOutputs, read_record, still_sounding

PAD = Clip(chords=(Note(0, 19200, 48), Note(0, 19200, 55)), melody=(Note(0, 9600, 72),))
SHORT = Clip(melody=(Note(0, 60, 60), Note(60, 60, 62)))
posix = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")


@pytest.fixture
def record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "record.txt"
    monkeypatch.setenv(RECORD, str(path))
    return path


@pytest.fixture
def player(record: Path) -> Iterator[Player]:
    player = Player(FileOutputs)
    player.start()
    yield player
    player.close()


def wait_for(condition: Callable[[], object], seconds: float = 8.0) -> None:
    give_up = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < give_up, "it did not happen"
        time.sleep(0.01)


def sent(record: Path) -> list[Message]:
    return [message for _, _, message in read_record(record)]


def sounding(record: Path) -> set[tuple[int, int]]:
    return still_sounding(sent(record))


def wait_for_event(player: Player, kind: type) -> list[object]:
    """The events up to the first of a kind, that one last."""
    seen: list[object] = []

    def arrived() -> bool:
        seen.extend(player.events())
        return any(isinstance(event, kind) for event in seen)

    wait_for(arrived)
    return seen


def test_clip_is_played_to_its_end(player: Player, record: Path) -> None:
    player.play(SHORT)
    wait_for_event(player, PlaybackEnded)
    notes = [message for message in sent(record) if message[0] & 0xF0 != 0xB0]
    assert notes == [(0x90, 60, 80), (0x80, 60, 0), (0x90, 62, 80), (0x80, 62, 0)]
    assert not player.position().playing


def test_position_moves_while_playing_and_rests_after_stop(player: Player, record: Path) -> None:
    player.play(PAD, 480)
    assert player.position().playing
    wait_for(lambda: player.position().tick > 600)
    player.stop()
    wait_for(lambda: not player.position().playing)
    tick = player.position().tick
    time.sleep(0.05)
    assert player.position().tick == tick >= 600


def test_stop_releases_every_note(player: Player, record: Path) -> None:
    player.play(PAD)
    wait_for(lambda: len(sounding(record)) == 3)
    player.stop()
    wait_for(lambda: not sounding(record))


def test_closing_releases_every_note(player: Player, record: Path) -> None:
    player.play(PAD)
    wait_for(lambda: len(sounding(record)) == 3)
    player.close()
    assert not sounding(record)
    assert [message[1] for message in sent(record)[-3:]] == [64, 123, 120]


def test_news_of_an_earlier_playing_is_left_out(player: Player, record: Path) -> None:
    player.play(SHORT)
    wait_for(lambda: len(sent(record)) >= 4)
    time.sleep(0.05)
    player.play(PAD)
    assert not any(isinstance(event, PlaybackEnded) for event in player.events())


def test_preview_sounds_and_ends(player: Player, record: Path) -> None:
    player.preview(60, "chords")
    wait_for(lambda: sounding(record) == {(1, 60)})
    wait_for(lambda: not sounding(record))


def test_ports_are_kept_fresh(player: Player, record: Path) -> None:
    wait_for_event(player, PortsChanged)
    assert player.ports() == (BUILT_IN,)
    (record.parent / "Synth.port").touch()
    wait_for(lambda: player.ports() == (BUILT_IN, "Synth"))


def test_vanished_port_is_reported_and_played_on_when_it_is_back(player: Player, record: Path) -> None:
    port = record.parent / "Synth.port"
    port.touch()
    player.choose_port("Synth")
    player.play(PAD)
    wait_for(lambda: len(sounding(record)) == 3)
    port.unlink()
    wait_for_event(player, PortLost)
    assert player.position().playing
    port.touch()
    wait_for_event(player, PortBack)
    wait_for(lambda: sounding(record) == {(1, 48), (1, 55)})


def test_port_that_is_not_there_is_refused_in_words(player: Player, record: Path) -> None:
    player.choose_port("Nobody")
    failed = wait_for_event(player, PortFailed)[-1]
    assert str(failed) == 'The MIDI port "Nobody" is not there.'


def test_changing_the_port_leaves_the_old_one_silent(player: Player, record: Path) -> None:
    (record.parent / "Synth.port").touch()
    player.play(PAD)
    wait_for(lambda: len(sounding(record)) == 3)
    player.choose_port("Synth")
    wait_for(lambda: any(name == "Synth" for name, _, _ in read_record(record)))
    assert not still_sounding([message for name, _, message in read_record(record) if name == BUILT_IN])


def test_player_that_died_is_reported_and_can_be_started_again(player: Player, record: Path) -> None:
    player.play(SHORT)
    wait_for_event(player, PlaybackEnded)
    assert player._process is not None
    assert player._process.pid is not None
    os.kill(player._process.pid, signal.SIGTERM if sys.platform == "win32" else signal.SIGKILL)
    wait_for_event(player, PlayerDied)
    assert not player.is_alive
    player.play(SHORT)  # nobody is there: no error
    player.start()
    player.play(SHORT)
    wait_for_event(player, PlaybackEnded)


@posix
def test_terminated_player_releases_every_note(player: Player, record: Path) -> None:
    player.play(PAD)
    wait_for(lambda: len(sounding(record)) == 3)
    assert player._process is not None
    player._process.terminate()
    wait_for(lambda: not sounding(record))


STAND_IN = """
import sys, time
from composer_app.playback.player import Player
from tests.playback.recording import FileOutputs
from tests.playback.test_player import PAD
if __name__ == "__main__":
    player = Player(FileOutputs)
    player.start()
    player.play(PAD)
    print(player._process.pid, flush=True)
    time.sleep(60)
"""


@posix
def test_killed_window_leaves_no_note_sounding_after_a_second(record: Path, tmp_path: Path) -> None:
    script = tmp_path / "window.py"
    script.write_text(STAND_IN)
    root = Path(__file__).parents[2]
    window = subprocess.Popen(
        [sys.executable, str(script)], stdout=subprocess.PIPE, text=True, env=os.environ | {"PYTHONPATH": str(root)}
    )
    with window:
        assert window.stdout is not None
        child = int(window.stdout.readline())
        wait_for(lambda: len(sounding(record)) == 3)
        window.kill()
        killed = time.perf_counter()
        wait_for(lambda: not sounding(record), 1.0)
    wait_for(lambda: not Path(f"/proc/{child}").exists(), 2.0)
    assert max(at for _, at, _ in read_record(record)) - killed < 1.0


def test_player_process_loads_neither_torch_nor_qt() -> None:
    code = (
        "import sys, composer_app.playback.player_process, composer_app.playback.player\n"
        "print([name for name in ('torch', 'PySide6', 'pyqtgraph') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_window_side_loads_no_driver() -> None:
    code = (
        "import sys, composer_app.playback.player\n"
        "print([name for name in ('rtmidi', 'miniaudio', 'numpy') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@posix
def test_player_that_hangs_in_a_driver_counts_as_dead(
    player: Player, record: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("composer_app.playback.player.HANG_TIMEOUT", 0.6)
    wait_for_event(player, PortsChanged)
    wait_for(lambda: player._position_block[STAMP])
    assert player._process is not None
    assert player._process.pid is not None
    os.kill(player._process.pid, signal.SIGSTOP)
    wait_for_event(player, PlayerDied)


def test_accompaniment_outlives_the_process(player: Player, record: Path) -> None:
    player.set_accompaniment("off-beat")
    player.close()
    player.start()
    player.play(Clip(chords=tuple(Note(bar * 1920, 1920, pitch) for bar in range(2) for pitch in (48, 52, 55))))
    wait_for(lambda: len([message for message in sent(record) if message[0] & 0xF0 == 0x90]) >= 5)
    struck = [message[1] for message in sent(record) if message[0] & 0xF0 == 0x90]
    assert struck[:5] == [48, 52, 55, 48, 52]


def test_key_of_the_window_sounds_and_is_recorded(player: Player, record: Path) -> None:
    player.record(PAD, count_in=0)
    wait_for(lambda: sounding(record))
    player.press_key((0x90, 84, 33))
    received = wait_for_event(player, Received)[-1]
    assert (0x90, 84, 33) in sent(record)
    assert isinstance(received, Received)
    assert received.tick is not None
    assert 0 < received.tick < 4800
