"""The ears of the desktop tests hear what is there and nothing else."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import rtmidi

from tests.desktop.display import wait_until
from tests.desktop.jack import RATE, Jack, read_wave, recording
from tests.desktop.midi_ear import listening
from tests.desktop.sound import Sound


def tone(*pitches: int) -> Sound:
    times = np.arange(RATE) / RATE
    waves = [np.sin(2 * np.pi * 440 * 2 ** ((pitch - 69) / 12) * times) for pitch in pitches]
    return Sound(0.1 * np.sum(waves, axis=0), RATE)


def test_the_pitches_of_a_chord_are_found_and_no_others() -> None:
    chord = tone(48, 55, 64, 72)
    assert [pitch for pitch in range(40, 80) if chord.sounds(pitch)] == [48, 55, 64, 72]


def test_a_wrong_note_is_a_stranger() -> None:
    assert tone(48, 72, 73).strangers([48, 72], range(60, 90)) == [73]
    assert tone(48, 72, 67).strangers([48, 72], range(60, 90)) == []


def test_silence_has_no_pitch() -> None:
    with pytest.raises(AssertionError, match="nothing sounds"):
        Sound(np.zeros(RATE), RATE).strongest_pitch()


def test_a_recording_of_nothing_is_silent(jack: Jack, tmp_path: Path) -> None:
    with recording(jack, tmp_path / "nothing.wav"):
        wait_until((tmp_path / "nothing.wav").exists, "the file is begun")
    assert read_wave(tmp_path / "nothing.wav").loudness == 0


def test_the_ear_hears_a_note_struck_and_released(jack: Jack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in jack.environment.items():
        monkeypatch.setenv(name, value)
    with listening(jack.environment, tmp_path / "heard.txt") as ear:
        wait_until(ear.is_ready, "the ear listens")
        player = rtmidi.MidiOut(rtmidi.API_UNIX_JACK, "Hand")
        player.open_port(next(number for number, name in enumerate(player.get_ports()) if "Ear" in name))
        player.send_message([0x90, 64, 80])
        wait_until(lambda: ear.sounding() == {(0, 64)}, "the note sounds")
        player.send_message([0x80, 64, 0])
        wait_until(lambda: ear.sounding() == set(), "the note is released")
        player.delete()
