from __future__ import annotations

import numpy as np
import pytest

from composer_app.music.clip import Clip
from composer_app.music.note import Note
from composer_app.playback.mix import Mix, Strip, mixed
from composer_app.playback.piano import RATE, Piano
from composer_app.playback.samples import Bank, load_bank
from composer_app.playback.schedule import control, note_on
from tests.playback.test_transport import Stage

CLIP = Clip((Note(0, 3840, 48),), tuple(Note(480 * i, 480, 72 + i) for i in range(8)))
NO_CHORDS = Mix({"chords": Strip(muted=True)})
ONLY_MELODY = Mix({"melody": Strip(solo=True)})


@pytest.fixture
def stage() -> Stage:
    return Stage()


@pytest.fixture(scope="module")
def bank() -> Bank:
    return load_bank()


def channels(stage: Stage) -> set[int]:
    """The channels on which notes were struck."""
    return {message[0] & 0x0F for message in stage.sink.messages if message[0] & 0xF0 == 0x90}


@pytest.mark.parametrize("mix", [NO_CHORDS, ONLY_MELODY])
def test_silent_voice_is_left_out(mix: Mix) -> None:
    assert mixed(CLIP, mix) == CLIP.with_parts(chords=())


def test_muted_solo_voice_is_silent() -> None:
    assert Mix({"melody": Strip(solo=True, muted=True)}).silent == {"chords", "melody"}


def test_clip_keeps_its_length_without_its_longest_voice() -> None:
    assert mixed(CLIP, ONLY_MELODY).length == CLIP.length


@pytest.mark.parametrize("level", [-1, 128])
def test_level_outside_midi_is_refused(level: int) -> None:
    with pytest.raises(ValueError, match="0 to 127"):
        Strip(level)


def test_voice_muted_before_is_not_played(stage: Stage) -> None:
    stage.transport.set_mix(NO_CHORDS)
    stage.transport.play(CLIP)
    stage.run(1.0)
    assert channels(stage) == {0}


def test_voice_muted_while_it_sounds_is_released_at_once(stage: Stage) -> None:
    stage.transport.play(CLIP)
    stage.run(0.7)
    stage.transport.set_mix(NO_CHORDS)
    assert (0x81, 48, 0) in stage.sink.messages


def test_the_other_voice_plays_on_in_time(stage: Stage) -> None:
    stage.transport.play(CLIP)
    stage.run(0.7)
    stage.transport.set_mix(NO_CHORDS)
    stage.run(1.0)
    assert [at for at, pitch in stage.strikes if pitch >= 72] == [0.0, 0.5, 1.0, 1.5]


def test_usual_levels_are_not_sent(stage: Stage) -> None:
    stage.transport.set_mix(ONLY_MELODY)
    stage.transport.play(CLIP)
    assert not [message for message in stage.sink.messages if message[0] & 0xF0 == 0xB0]


def test_level_is_the_volume_of_the_voices_channel(stage: Stage) -> None:
    stage.transport.set_mix(Mix({"chords": Strip(64)}))
    assert stage.sink.messages == [(0xB1, 7, 64)]


def test_level_put_back_is_sent_too(stage: Stage) -> None:
    stage.transport.set_mix(Mix({"chords": Strip(64)}))
    stage.transport.set_mix(Mix())
    assert stage.sink.messages[-1] == (0xB1, 7, 100)


def test_another_sink_gets_the_levels(stage: Stage) -> None:
    stage.transport.set_mix(Mix({"chords": Strip(64)}))
    stage.sink.sent.clear()
    stage.transport.redirect(stage.sink)
    assert (0xB1, 7, 64) in stage.sink.messages


def loudness(piano: Piano) -> float:
    return float(np.sqrt(np.mean(piano.render(RATE // 10) ** 2)))


def test_built_in_piano_follows_the_volume_of_a_channel(bank: Bank) -> None:
    loud, soft = Piano(bank), Piano(bank)
    soft.send(control(1, 7, 50))
    soft.render(480)
    for piano in (loud, soft):
        piano.send(note_on(1, 60, 100))
    assert loudness(soft) / loudness(loud) == pytest.approx(0.25, rel=0.05)


def test_volume_changes_without_a_click(bank: Bank) -> None:
    piano = Piano(bank)
    piano.send(note_on(0, 48, 100))
    piano.render(RATE // 2)
    steady = np.abs(np.diff(piano.render(480), axis=0)).max()
    piano.send(control(0, 7, 0))
    assert np.abs(np.diff(piano.render(480), axis=0)).max() <= 1.5 * steady
