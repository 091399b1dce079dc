"""The player's inputs through JACK: a second process plays phrases whose times are known."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from composer_app.music.clip import Clip
from composer_app.playback.player import Player
from composer_app.playback.protocol import InputLost, InputsChanged, Received
from tests.desktop.display import wait_until
from tests.desktop.jack import Jack, running_jack
from tests.desktop.midi_ear import listening
from tests.desktop.midi_hand import Hand, phrase, playing

PERIOD = 64  # frames of 48 kHz: rtmidi sends and receives on the edges of periods, so this is the resolution
RUN = [(step * 0.13, 0.1, 60 + step % 24, 20 + step) for step in range(60)]


@pytest.fixture(scope="module")
def quick_jack() -> Iterator[Jack]:
    with running_jack(f"inkling-keys-{os.getpid()}", PERIOD, realtime=True) as jack:
        yield jack


@pytest.fixture
def player(quick_jack: Jack, monkeypatch: pytest.MonkeyPatch) -> Iterator[Player]:
    for name, value in (quick_jack.environment | {"INKLING_AUDIO": "null"}).items():
        monkeypatch.setenv(name, value)
    player = Player()
    player.start()
    yield player
    player.close()


class Log:
    """All events of a player so far."""

    def __init__(self, player: Player) -> None:
        self.player, self.events = player, []

    def look(self) -> list:
        self.events += self.player.events()
        return self.events

    def strikes(self) -> list[Received]:
        return [e for e in self.look() if isinstance(e, Received) and e.message[0] & 0xF0 == 0x90]

    def knows(self, name: str) -> bool:
        return any(isinstance(e, InputsChanged) and any(name in one for one in e.names) for e in self.look())


def on_time(hand: Hand, start: float) -> list[float]:
    """When the strikes of the run were really sent."""
    order = sorted((moment, message[0] & 0xF0 == 0x90) for moment, message in phrase(start, RUN))
    return [at for at, (_, strike) in zip(hand.sent(len(order)), order, strict=True) if strike]


def plugged_in(jack: Jack, name: str = "Hand:out") -> None:
    wait_until(lambda: bool(jack.connections(name)), "the keyboard is connected")
    time.sleep(0.1)


def test_every_note_arrives_with_its_velocity_and_onset(player: Player, quick_jack: Jack) -> None:
    log = Log(player)
    with playing(quick_jack.environment) as hand:
        plugged_in(quick_jack)
        player.record(Clip(), count_in=0)
        wait_until(lambda: player.position().tick > 0)
        start = time.monotonic() + 0.3
        hand.play(phrase(start, RUN))
        wait_until(lambda: len(log.strikes()) == len(RUN), "every note arrives", 40)
        sent = on_time(hand, start)
    assert [(e.message[1], e.message[2]) for e in log.strikes()] == [(pitch, velocity) for _, _, pitch, velocity in RUN]
    late = [e.moment - at for e, at in zip(log.strikes(), sent, strict=True)]
    off = [abs(each - statistics.median(late)) for each in late]
    ticks = [(e.tick or 0) / 960 - at for e, at in zip(log.strikes(), sent, strict=True)]
    print(f"latency {1000 * statistics.median(late):.2f} ms, off by at most {1000 * max(off):.2f} ms")
    assert statistics.quantiles(off, n=20)[-1] < 0.002
    assert max(abs(a - b - ticks[0] + late[0]) for a, b in zip(ticks, late, strict=True)) < 0.001


def test_thru_sounds_at_once(player: Player, quick_jack: Jack, tmp_path: Path) -> None:
    with listening(quick_jack.environment, tmp_path / "heard.txt") as ear, playing(quick_jack.environment) as hand:
        wait_until(ear.is_ready)
        plugged_in(quick_jack)
        player.choose_port("Ear:in")
        wait_until(lambda: any("Ear" in name for name in player.ports()))
        start = time.monotonic() + 0.5
        hand.play(phrase(start, RUN))
        wait_until(lambda: len(ear.note_ons()) == len(RUN) and not ear.sounding(), "every note is passed on", 40)
        assert [message.data[2] for message in ear.note_ons()] == [note[3] for note in RUN]
        late = [message.time - at for message, at in zip(ear.note_ons(), on_time(hand, start), strict=True)]
    print(f"hand to ear: median {1000 * statistics.median(late):.1f} ms, most {1000 * max(late):.1f} ms")
    assert statistics.median(late) < 0.015


def test_keyboard_is_played_again_when_it_is_plugged_in_again(player: Player, quick_jack: Jack) -> None:
    log = Log(player)
    player.record(Clip(), count_in=0)
    with playing(quick_jack.environment) as hand:
        plugged_in(quick_jack)
        hand.play([(time.monotonic(), (0x90, 60, 80))])
        wait_until(lambda: len(log.strikes()) == 1)
        hand.vanish()
        wait_until(lambda: any(isinstance(e, InputLost) for e in log.look()), "the loss is reported")
    assert any(isinstance(e, Received) and e.message == (0x80, 60, 0) for e in log.events)
    with playing(quick_jack.environment) as hand:
        plugged_in(quick_jack)
        hand.play([(time.monotonic(), (0x90, 62, 80))])
        wait_until(lambda: len(log.strikes()) == 2, "it is heard again")
        assert log.strikes()[-1].tick is not None


def test_two_keyboards_are_played_at_once(player: Player, quick_jack: Jack) -> None:
    log = Log(player)
    with playing(quick_jack.environment, "Left") as left, playing(quick_jack.environment, "Right") as right:
        plugged_in(quick_jack, "Left:out")
        plugged_in(quick_jack, "Right:out")
        now = time.monotonic()
        left.play([(now, (0x90, 48, 80))])
        right.play([(now, (0x90, 72, 80))])
        wait_until(lambda: {e.message[1] for e in log.strikes()} == {48, 72})


def test_other_programs_can_connect_to_the_virtual_input(player: Player, quick_jack: Jack) -> None:
    log = Log(player)
    wait_until(lambda: "Inkling in:Inkling" in quick_jack.ports(), "the virtual input is there")
    assert not any("Inkling in" in name for name in player.ports())
    with playing(quick_jack.environment) as hand:
        plugged_in(quick_jack)
        quick_jack.connect("Hand:out", "Inkling in:Inkling")
        hand.play([(time.monotonic(), (0x90, 60, 80)), (time.monotonic() + 0.3, (0x90, 62, 80))])
        wait_until(lambda: len(log.strikes()) == 2, "each comes once, though over two cables", 30)


def test_loop_of_cables_does_not_sound_for_ever(player: Player, quick_jack: Jack) -> None:
    log = Log(player)
    with playing(quick_jack.environment) as hand:
        plugged_in(quick_jack)
        player.choose_port("Inkling")
        wait_until(lambda: "Inkling:Inkling" in quick_jack.ports(), "the virtual output is there", 30)
        quick_jack.connect("Inkling:Inkling", "Inkling in:Inkling")
        hand.play([(time.monotonic(), (0x90, 60, 80)), (time.monotonic() + 0.5, (0x80, 60, 0))])
        wait_until(lambda: len(log.strikes()) >= 1, "it is heard", 30)
        time.sleep(1.0)
        assert len(log.strikes()) == 1
