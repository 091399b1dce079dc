"""The metronome as it comes out of the loudspeakers."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from composer_app.music.clip import Clip
from composer_app.playback.player import BUILT_IN, Player
from tests.desktop.display import wait_until
from tests.desktop.jack import Jack, read_wave, recording
from tests.desktop.midi_ear import listening
from tests.desktop.sound import Sound


@pytest.fixture
def player(jack: Jack, monkeypatch: pytest.MonkeyPatch) -> Iterator[Player]:
    for name, value in (jack.environment | {"INKLING_AUDIO": "jack"}).items():
        monkeypatch.setenv(name, value)
    player = Player()
    yield player
    player.close()


def clicks(sound: Sound) -> list[float]:
    """When something begins after silence, in seconds."""
    step = sound.rate // 500
    loud = np.abs(sound.samples[: len(sound.samples) // step * step]).reshape(-1, step).max(axis=1) > 0.02
    begins = np.flatnonzero(loud & ~np.concatenate(([False], loud[:-1]))) / 500
    return [float(at) for at, before in zip(begins, [-1.0, *begins], strict=False) if at - before > 0.2]


def heard(player: Player, jack: Jack, path: Path, count_in: int) -> Sound:
    with recording(jack, path):
        player.record(Clip(), count_in=count_in)
        wait_until(lambda: player.position().tick > 480 * 3.5, "it plays")
        player.stop()
        time.sleep(0.3)
    return read_wave(path)


def test_count_in_and_beats_are_heard_on_time(player: Player, jack: Jack, tmp_path: Path) -> None:
    player.choose_port(BUILT_IN)
    player.start()
    player.set_metronome(True, 110)
    sound = heard(player, jack, tmp_path / "clicks.wav", 1)
    found = clicks(sound)
    assert len(found) == 8  # a bar of count-in, a bar of the take
    assert np.diff(found) == pytest.approx([0.5] * 7, abs=0.03)
    accent, beat = sound.cut(found[0], found[0] + 0.05), sound.cut(found[1], found[1] + 0.05)
    assert accent.strongest_pitch(range(80, 100)) > beat.strongest_pitch(range(80, 100))


def test_without_the_metronome_only_the_count_in_clicks(player: Player, jack: Jack, tmp_path: Path) -> None:
    player.choose_port(BUILT_IN)
    player.start()
    player.set_metronome(False, 110, takes=False)
    assert len(clicks(heard(player, jack, tmp_path / "clicks.wav", 1))) == 4


def test_clicks_come_from_the_sound_card_where_the_music_goes_to_a_port(
    player: Player, jack: Jack, tmp_path: Path
) -> None:
    with listening(jack.environment, tmp_path / "heard.txt") as ear:
        wait_until(ear.is_ready, "the ear listens")
        player.choose_port("Ear:in")
        player.start()
        player.set_metronome(True, 110)
        wait_until(lambda: any("Ear" in name for name in player.ports()))
        time.sleep(0.5)
        assert len(clicks(heard(player, jack, tmp_path / "clicks.wav", 0))) == 4
        assert not ear.note_ons()
