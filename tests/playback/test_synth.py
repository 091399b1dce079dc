from __future__ import annotations

import time

import numpy as np
import pytest

from composer_app.errors import ComposerError
from composer_app.playback.schedule import note_off, note_on
from composer_app.playback.synth import CHOICE, Synth


def test_synth_without_a_sound_card_sounds_into_silence_in_real_time() -> None:
    synth = Synth(("null",))
    try:
        synth.send(note_on(0, 60, 100))
        time.sleep(0.1)
        assert synth.present()
        assert synth._piano.voices == 1
    finally:
        synth.close()


def test_no_sound_card_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(CHOICE, "no such thing")
    with pytest.raises(ComposerError, match="No sound card was found"):
        Synth()


def test_uneven_calls_of_the_card_leave_notes_even(monkeypatch: pytest.MonkeyPatch) -> None:
    """Notes 50 ms apart come out 50 ms apart, though the card asks up to 4 ms early or late."""
    synth = Synth(("null",))
    synth.close()
    clock = [10.0]
    monkeypatch.setattr("composer_app.playback.synth.time.perf_counter", lambda: clock[0])
    chance = np.random.default_rng(1)
    onsets, frames = [], 480
    strike = synth._piano.render

    def render(count: int, messages: list[tuple[int, tuple[int, int, int]]]) -> np.ndarray:
        onsets.extend(block * frames + at for at, message in messages if message[0] & 0xF0 == 0x90)
        return strike(count, messages)

    monkeypatch.setattr(synth._piano, "render", render)
    sent = 0
    for block in range(400):
        due = 10.0 + block * frames / 48000 + chance.uniform(-0.004, 0.004)
        while 10.0 + sent * 0.05 < due:
            clock[0] = 10.0 + sent * 0.05
            synth.send(note_on(0, 60, 80))
            synth.send(note_off(0, 60))
            sent += 1
        clock[0] = due
        synth._block(frames)
    gaps = np.diff(onsets[10:]) / 48
    assert len(gaps) > 50
    assert np.abs(gaps - 50).max() < 1.5
