from __future__ import annotations

import pytest

from composer_app.playback.inputs import LOOP_BACKS, is_own


@pytest.mark.parametrize("name", ["Inkling:Inkling", "Inkling in:Inkling 129:0", "Inkling in-01:Inkling"])
def test_own_ports_are_told_from_others(name: str) -> None:
    assert is_own(name)


@pytest.mark.parametrize("name", ["Inkling Keys 49:MIDI 1", "Keystation:Keystation MIDI 1"])
def test_ports_of_others_are_not_own(name: str) -> None:
    assert not is_own(name)


@pytest.mark.parametrize(
    "name", ["Midi Through:Midi Through Port-0 14:0", "Default App Loopback (A)", "loopMIDI Port", "IAC Driver Bus 1"]
)
def test_loop_backs_are_not_opened_unasked(name: str) -> None:
    assert LOOP_BACKS.search(name)
