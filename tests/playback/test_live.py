from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from composer_app.music.clip import Clip
from composer_app.playback import protocol
from composer_app.playback.live import LiveInput
from composer_app.playback.transport import Transport
from tests.playback.recording import Clock, Recorder


@dataclass
class Desk:
    """A live input on a transport whose clock stands still."""

    clock: Clock = field(default_factory=Clock)
    events: list[protocol.Event] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.sink = Recorder(self.clock)
        self.transport = Transport(self.sink, self.clock)
        self.live = LiveInput(self.transport, self.events.append, lambda: None)

    def arrive(self, *message: int, after: float = 0.0) -> None:
        self.live.receive("Keys", self.clock.time + after, (message[0], message[1], message[2]))
        self.live.handle()

    @property
    def received(self) -> list[protocol.Received]:
        return [event for event in self.events if isinstance(event, protocol.Received)]


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_key_sounds_at_once_with_its_velocity(desk: Desk) -> None:
    desk.arrive(0x93, 60, 17)
    assert desk.sink.messages == [(0x90, 60, 17)]


def test_without_thru_it_is_reported_only(desk: Desk) -> None:
    desk.live.choose(protocol.SetInputs(thru=False))
    desk.arrive(0x90, 60, 80)
    assert not desk.sink.messages
    assert len(desk.received) == 1


def test_other_channels_are_left_out(desk: Desk) -> None:
    desk.live.choose(protocol.SetInputs(channel=1))
    desk.arrive(0x90, 60, 80)
    desk.arrive(0x91, 62, 80)
    assert [event.message[1] for event in desk.received] == [62]


def test_strike_without_velocity_is_a_release(desk: Desk) -> None:
    desk.arrive(0x90, 60, 80)
    desk.arrive(0x90, 60, 0)
    assert desk.received[-1].message == (0x80, 60, 0)


def test_pedal_is_passed_on_and_other_controls_are_not(desk: Desk) -> None:
    desk.arrive(0xB0, 64, 127)
    desk.arrive(0xB0, 7, 127)
    assert desk.sink.messages == [(0xB0, 64, 127)]


def test_messages_have_their_tick_while_recording(desk: Desk) -> None:
    desk.live.choose(protocol.SetInputs(latency=0.02))
    desk.transport.record(Clip(), bars=0)
    desk.arrive(0x90, 60, 80, after=0.27)
    assert desk.received[0].tick == pytest.approx(240)


def test_input_that_is_pulled_out_releases_its_notes(desk: Desk) -> None:
    desk.arrive(0x90, 60, 80)
    desk.live._lost("Keys")
    desk.live.handle()
    assert desk.sink.messages[-1] == (0x80, 60, 0)
    assert desk.events[-1] == protocol.InputLost("Keys")


def test_note_that_comes_over_two_cables_is_one_note(desk: Desk) -> None:
    for source, message in (("Keys", (0x90, 60, 80)), ("Keys 2", (0x90, 60, 80)), ("Keys", (0x80, 60, 0))):
        desk.live.receive(source, desk.clock.time, message)
    desk.live.receive("Keys 2", desk.clock.time, (0x80, 60, 0))
    desk.live.handle()
    assert desk.sink.messages == [(0x90, 60, 80), (0x80, 60, 0)]


def test_key_struck_again_soon_is_another_note(desk: Desk) -> None:
    desk.arrive(0x90, 60, 80)
    desk.arrive(0x80, 60, 0, after=0.05)
    desk.arrive(0x90, 60, 80, after=0.09)
    assert len(desk.received) == 3
