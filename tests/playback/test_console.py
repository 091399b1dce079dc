from __future__ import annotations

from pathlib import Path

import pytest

from composer_app.errors import ComposerError
from composer_app.music.clip import Clip
from composer_app.music.note import Note
from composer_app.playback.console import describe_ports, play
from tests.playback.recording import RECORD, FileOutputs, read_record, still_sounding

SHORT = Clip(melody=(Note(0, 240, 60),))


@pytest.fixture
def record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "record.txt"
    monkeypatch.setenv(RECORD, str(path))
    return path


def test_clip_is_played_and_released(record: Path) -> None:
    ticks: list[float] = []
    play(SHORT, progress=ticks.append, outputs=FileOutputs)
    messages = [message for _, _, message in read_record(record)]
    assert messages[0] == (0x90, 60, 80)
    assert not still_sounding(messages)
    assert ticks


def test_ctrl_c_releases_every_note(record: Path) -> None:
    def interrupt(tick: float) -> None:
        if tick > 60:
            raise KeyboardInterrupt

    play(Clip(melody=(Note(0, 9600, 60),)), progress=interrupt, outputs=FileOutputs)
    messages = [message for _, _, message in read_record(record)]
    assert messages[0] == (0x90, 60, 80)
    assert not still_sounding(messages)


def test_unknown_port_is_refused_in_words(record: Path) -> None:
    with pytest.raises(ComposerError, match="Nobody"):
        play(SHORT, "Nobody", outputs=FileOutputs)


def test_ports_are_described_with_the_built_in_piano_first() -> None:
    assert describe_ports()[0].startswith("Built-in piano")


def test_chords_are_played_in_a_style(record: Path) -> None:
    play(Clip(chords=tuple(Note(bar * 1920, 1920, pitch) for bar in range(2) for pitch in (48, 52))),
         outputs=FileOutputs, style="stride")  # fmt: skip
    struck = [message[1] for _, _, message in read_record(record) if message[0] & 0xF0 == 0x90]
    assert struck[:2] == [36, 52]
