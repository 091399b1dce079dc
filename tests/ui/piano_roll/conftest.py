"""A piano roll and an editor with a short clip, without a screen."""

from __future__ import annotations

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from pytestqt.qtbot import QtBot

from composer_app.music.clip import Clip
from composer_app.music.note import Note
from composer_app.ui.piano_roll.editor import Editor
from composer_app.ui.piano_roll.view import PianoRoll

BAR = 1920


@pytest.fixture
def clip() -> Clip:
    """Two bars: a held chord of C, and a melody of four quarters in the second bar."""
    chords = tuple(Note(0, BAR, pitch) for pitch in (48, 52, 55))
    melody = tuple(Note(BAR + 480 * beat, 480, pitch) for beat, pitch in enumerate((60, 62, 64, 65)))
    return Clip(chords, melody, 2 * BAR)


@pytest.fixture
def editor(qapp: object, clip: Clip) -> Editor:
    """An editor with the clip."""
    editor = Editor()
    editor.load(clip)
    return editor


@pytest.fixture
def roll(qtbot: QtBot, clip: Clip) -> PianoRoll:
    """A piano roll with the clip, shown."""
    roll = PianoRoll()
    qtbot.addWidget(roll)
    roll.resize(1000, 600)
    roll.set_clip(clip)
    roll.show()
    return roll
