from __future__ import annotations

import pytest

from composer_app.playback.loop_back import PING, PINGS, LoopBack
from composer_app.playback.schedule import Message
from tests.playback.recording import Clock


def measured(delay: float | None) -> float | None:
    clock, results = Clock(), []
    coming: list[float] = []

    def send(message: Message) -> None:
        if message == PING and delay is not None:
            coming.append(clock.time + delay)

    loop_back = LoopBack(send, results.append, clock)
    for _ in range(2000):
        loop_back.advance()
        while coming and coming[0] <= clock.time:
            assert loop_back.returned(coming.pop(0), PING)
        clock.time += 0.001
    assert len(results) == 1
    return results[0]


def test_time_of_the_way_back_is_measured() -> None:
    assert measured(0.013) == pytest.approx(0.013)


def test_cable_that_is_not_there_is_noticed() -> None:
    assert measured(None) is None


def test_notes_of_others_are_left_alone() -> None:
    assert not LoopBack(lambda _: None, lambda _: None, Clock()).returned(1.0, (0x90, 60, 80))
    assert PINGS > 3
