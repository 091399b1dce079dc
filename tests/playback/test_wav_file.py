from __future__ import annotations

import io
import wave

import numpy as np
import pytest
from numpy.typing import NDArray

from composer_app.music.clip import Clip
from composer_app.music.meter import Meter, MeterChange, Tempo, Timeline
from composer_app.music.note import Note
from composer_app.playback.piano import RATE
from composer_app.playback.wav_file import LONGEST_TAIL, wav_bytes

Sound = NDArray[np.int16]


def sound(clip: Clip) -> Sound:
    """The frames of a clip's file, shape (frames, 2)."""
    with wave.open(io.BytesIO(wav_bytes(clip))) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (2, 2, RATE)
        return np.frombuffer(file.readframes(file.getnframes()), "<i2").reshape(-1, 2)


def loudness(part: Sound) -> float:
    return float(np.abs(part.astype(np.float64)).max(initial=0))


def test_notes_sound_when_they_are_due() -> None:
    heard = sound(Clip((), (Note(960, 480, 69),), 1920, Timeline.plain(120)))
    assert loudness(heard[:RATE]) == 0
    assert loudness(heard[RATE : RATE + RATE // 10]) > 1000


@pytest.mark.parametrize("pitch", [57, 69])
def test_note_sounds_at_its_pitch(pitch: int) -> None:
    heard = sound(Clip((), (Note(0, 960, pitch),))).sum(axis=1)[:RATE]
    spectrum = np.abs(np.fft.rfft(heard * np.hanning(len(heard))))
    expected = 440 * 2 ** ((pitch - 69) / 12)
    low, high = round(expected / 1.4), round(expected * 1.4)
    assert abs(low + int(np.argmax(spectrum[low:high])) - expected) < 3


def test_tempo_changes_are_followed() -> None:
    timeline = Timeline((Tempo(0, 120), Tempo(960, 60)), (MeterChange(0, Meter()),))
    heard = sound(Clip((), (Note(1440, 480, 69),), 1920, timeline))
    assert loudness(heard[: 2 * RATE]) == 0
    assert loudness(heard[2 * RATE : 2 * RATE + RATE // 10]) > 1000


def test_last_note_dies_away_before_the_file_ends() -> None:
    heard = sound(Clip((), (Note(0, 480, 60),), 480, Timeline.plain(120)))
    assert len(heard) > RATE
    assert loudness(heard[-480:]) < 30


def test_file_is_as_long_as_the_clip_at_least() -> None:
    heard = sound(Clip((), (Note(0, 240, 84),), 1920 * 4, Timeline.plain(120)))
    assert 8 * RATE <= len(heard) < (8 + LONGEST_TAIL + 0.2) * RATE


def test_loud_chords_are_not_clipped() -> None:
    loud = tuple(Note(0, 1920, pitch, 127) for pitch in range(36, 84, 3))
    assert loudness(sound(Clip(loud))) < 32767


def test_empty_clip_is_silence() -> None:
    assert loudness(sound(Clip(length=960))) == 0
