from __future__ import annotations

import pytest
import rtmidi

from composer_app.errors import ComposerError
from composer_app.playback.ports import Outputs, find_port
from composer_app.playback.protocol import BUILT_IN


@pytest.fixture
def no_midi(monkeypatch: pytest.MonkeyPatch) -> None:
    """A computer with neither ALSA nor JACK."""

    def refuse(*_: object, **__: object) -> None:
        raise rtmidi.SystemError("no sequencer")

    monkeypatch.setattr("composer_app.playback.ports.rtmidi.MidiOut", refuse)


@pytest.mark.usefixtures("no_midi")
def test_without_midi_the_built_in_piano_is_left() -> None:
    outputs = Outputs()
    assert outputs.names() == (BUILT_IN,)
    assert not outputs.has_midi


@pytest.mark.usefixtures("no_midi")
def test_port_without_midi_is_refused_in_words() -> None:
    with pytest.raises(ComposerError, match="no MIDI ports"):
        Outputs().open("Synth")


def test_port_is_found_though_its_numbers_changed() -> None:
    names = ["Midi Through:Midi Through Port-0 14:0", "FLUID Synth (9):Synth input port 129:0"]
    assert find_port("FLUID Synth (9):Synth input port 128:0", names) == 1


def test_port_of_the_exact_name_is_preferred() -> None:
    assert find_port("Keys 2", ["Keys 1", "Keys 2"]) == 1


def test_port_that_is_not_there_is_not_found() -> None:
    assert find_port("Keys", ["Organ"]) is None
