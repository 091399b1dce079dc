from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from composer_app.errors import ComposerError
from composer_app.playback.piano import CEILING, POLYPHONY, RATE, Piano
from composer_app.playback.samples import Bank, Frames, load_bank
from composer_app.playback.schedule import Message, control, note_off, note_on

BLOCK = 480


@pytest.fixture(scope="module")
def bank() -> Bank:
    return load_bank()


def render(piano: Piano, seconds: float, messages: list[tuple[float, Message]]) -> Frames:
    """The sound of timed messages, in blocks as a sound card asks for them."""
    blocks = []
    for at in range(0, int(seconds * RATE), BLOCK):
        due = [(int(when * RATE) - at, message) for when, message in messages if 0 <= int(when * RATE) - at < BLOCK]
        blocks.append(piano.render(BLOCK, due))
    return np.concatenate(blocks)


def cents_off(sound: Frames, pitch: int) -> float:
    """How far the strongest comb of harmonics lies from a pitch."""
    mono = sound.sum(axis=1)[: RATE * 3 // 2]
    spectrum = np.abs(np.fft.rfft(mono * np.hanning(len(mono)), 1 << 19))
    wanted = 440 * 2 ** ((pitch - 69) / 12)

    def comb(cents: int) -> float:
        first = wanted * 2 ** (cents / 1200) * (1 << 19) / RATE
        places = [round(k * first) for k in range(1, 7) if k * first < 200_000]
        return float(sum(spectrum[place - 1 : place + 2].max() / k for k, place in enumerate(places, 1)))

    return max(range(-80, 81, 2), key=comb)


@pytest.mark.parametrize("pitch", [28, 36, 43, 48, 55, 60, 64, 69, 76, 81, 88])
def test_every_key_is_in_tune(bank: Bank, pitch: int) -> None:
    sound = render(Piano(bank), 1.5, [(0, note_on(0, pitch, 80))])
    assert abs(cents_off(sound, pitch)) <= 8


def test_keys_are_about_equally_loud(bank: Bank) -> None:
    levels = []
    for pitch in range(36, 85, 6):
        sound = render(Piano(bank), 0.5, [(0, note_on(0, pitch, 80))])
        levels.append(10 * np.log10(float((sound**2).mean())))
    assert max(levels) - min(levels) < 10


def test_louder_is_also_brighter(bank: Bank) -> None:
    power, centre = [], []
    for velocity in (30, 60, 90, 120):
        spectrum = np.abs(np.fft.rfft(render(Piano(bank), 0.5, [(0, note_on(0, 60, velocity))])[:, 0])) ** 2
        power.append(spectrum.sum())
        centre.append((spectrum * np.arange(len(spectrum))).sum() / spectrum.sum())
    assert power == sorted(power)
    assert centre == sorted(centre)


def test_note_begins_at_its_frame(bank: Bank) -> None:
    piano = Piano(bank)
    block = piano.render(BLOCK, [(300, note_on(0, 60, 100))])
    assert not block[:300].any()
    assert block[300:].any()


def test_released_note_falls_silent(bank: Bank) -> None:
    piano = Piano(bank)
    render(piano, 3.0, [(0, note_on(0, 60, 100)), (0.5, note_off(0, 60))])
    assert piano.voices == 0


def test_note_of_another_channel_is_not_released(bank: Bank) -> None:
    piano = Piano(bank)
    render(piano, 2.0, [(0, note_on(0, 60, 100)), (0.1, note_off(1, 60))])
    assert piano.voices == 1


def test_all_sound_off_silences_its_channel_quickly(bank: Bank) -> None:
    piano = Piano(bank)
    render(piano, 0.3, [(0, note_on(0, 60, 100)), (0, note_on(1, 40, 100)), (0.1, control(0, 120))])
    assert piano.voices == 1


@pytest.mark.parametrize("act", [note_off(0, 60), control(0, 120), control(0, 123)])
def test_no_click_when_a_note_ends(bank: Bank, act: Message) -> None:
    mono = render(Piano(bank), 0.8, [(0, note_on(0, 60, 100)), (0.4, act)]).sum(axis=1)
    bends = np.abs(np.diff(mono, 2))
    at = int(0.4 * RATE)
    assert bends[at - 5 : at + 4000].max() <= 1.2 * bends[at - 4000 : at - 5].max()


def test_long_note_has_no_click_at_its_loop(bank: Bank) -> None:
    for pitch in (40, 60, 75):
        bends = np.abs(np.diff(render(Piano(bank), 9, [(0, note_on(0, pitch, 100))]).sum(axis=1), 2))
        assert bends[RATE:].max() < bends[:RATE].max()
        blocks = bends[3 * RATE : 8 * RATE].reshape(-1, 2000).max(axis=1)
        assert blocks.max() < 40 * np.median(blocks)


def test_full_hands_stay_under_the_ceiling_softly(bank: Bank) -> None:
    keys = (36, 43, 48, 52, 55, 60, 64, 67, 72, 76)
    sound = np.abs(render(Piano(bank), 1.5, [(0, note_on(1, key, 127)) for key in keys]))
    assert sound.max() < 1
    assert (sound > CEILING).mean() < 0.002


def test_ordinary_music_is_left_alone_by_the_limiter(bank: Bank) -> None:
    piano = Piano(bank)
    sound = render(piano, 1.0, [(0, note_on(1, key, 70)) for key in (48, 55, 60, 64)] + [(0, note_on(0, 76, 90))])
    assert 0.15 < np.abs(sound).max() < CEILING
    assert piano._limit == 1.0


def test_more_notes_than_fit_make_room(bank: Bank) -> None:
    piano = Piano(bank)
    sound = render(piano, 1.0, [(i * 0.004, note_on(i % 2, 30 + i % 60, 90)) for i in range(200)])
    assert np.isfinite(sound).all()
    assert piano.voices <= POLYPHONY


def test_low_keys_lean_left_and_high_keys_right_but_not_much(bank: Bank) -> None:
    lean = []
    for pitch in (36, 60, 96):
        power = (render(Piano(bank), 0.5, [(0, note_on(0, pitch, 90))]) ** 2).mean(axis=0)
        lean.append(10 * np.log10(power[0] / power[1]))
    assert lean[0] > lean[1] > lean[2]
    assert max(map(abs, lean)) < 8


def test_silence_stays_silence(bank: Bank) -> None:
    assert not Piano(bank).render(BLOCK).any()


def test_damaged_piano_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "piano.json").write_text(json.dumps({"rate": 1}))
    with pytest.raises(ComposerError, match="install Inkling again"):
        load_bank(tmp_path)


def test_notice_of_the_recordings_rides_along() -> None:
    from composer_app.files.resources import resource

    assert "Frank Wen" in resource("piano", "LICENSE").read_text(encoding="utf-8")


def test_pedal_holds_released_notes_until_it_is_lifted() -> None:
    piano = Piano()
    piano.render(4800, [(0, (0xB0, 64, 127)), (0, (0x90, 60, 100)), (100, (0x80, 60, 0))])
    held = np.abs(piano.render(24000)[-4800:]).max()
    piano.render(48000, [(0, (0xB0, 64, 0))])
    assert held > 0.02
    assert np.abs(piano.render(4800)).max() < held / 4
