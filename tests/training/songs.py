"""A folder of tiny songs and a tiny network, quick to train."""

from __future__ import annotations

import random
from pathlib import Path

import torch

from composer_app.formats.midi_file import write_clip
from composer_app.methods import load
from composer_app.methods.two_voice.network.config import TwoVoiceConfig
from composer_app.methods.two_voice.network.two_voice import TwoVoice
from composer_app.models.card_json import card_for
from composer_app.models.file import save_model
from composer_app.music.clip import Clip
from composer_app.music.key import Key
from composer_app.music.meter import Timeline
from composer_app.music.note import Note
from composer_app.protocol.training_settings import TrainingSettings

BAR = 1920


def song(seed: int, bars: int = 8) -> Clip:
    """C, F, G, C with a melody of its own that climbs from each chord's root."""
    chance = random.Random(seed)
    chords, melody = [], []
    for bar in range(bars):
        root = (48, 53, 55, 48)[bar % 4]
        chords += [Note(bar * BAR, BAR, root - 12 + step, 64) for step in (0, 4, 7)]
        melody += [
            Note(bar * BAR + beat * 480, 480, root + 12 + chance.choice((0, 2, 4, 5, 7, 9)), 90) for beat in range(4)
        ]
    return Clip(tuple(chords), tuple(melody), bars * BAR, Timeline.plain(100.0), Key(0))


def songs_in(folder: Path, count: int = 6) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for seed in range(count):
        write_clip(song(seed), folder / f"song {seed}.mid", f"song {seed}")
    return folder


def tiny_model(path: Path) -> Path:
    torch.manual_seed(0)
    network = TwoVoice(
        TwoVoiceConfig(
            hidden=24, harmony=20, embedding=8, memory=8, value=8, encoder=8, inputs=16, critic=8, dropout=0.0
        )
    )
    save_model(path, network, card_for(load("two_voice"), network.config))
    return path


def settings(tmp_path: Path, **changes: object) -> TrainingSettings:
    folder = tmp_path / "songs"
    if not folder.exists():
        songs_in(folder)
    start = tmp_path / "tiny.safetensors"
    if not start.exists():
        tiny_model(start)
    chosen: dict[str, object] = {
        "folder": folder,
        "out": tmp_path / "mine.safetensors",
        "start": str(start),
        "epochs": 3,
    }
    return TrainingSettings(**{**chosen, "device": "cpu", **changes})  # type: ignore[arg-type]
