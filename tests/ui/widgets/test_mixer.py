from __future__ import annotations

import pytest
from PySide6.QtWidgets import QSlider, QToolButton
from pytestqt.qtbot import QtBot

from composer_app.playback.mix import Mix, Strip
from composer_app.ui.widgets.mixer import MixerButton


@pytest.fixture
def mixer(qtbot: QtBot) -> MixerButton:
    mixer = MixerButton()
    qtbot.addWidget(mixer)
    mixer.show()
    mixer.click()
    return mixer


def control(mixer: MixerButton, name: str) -> QToolButton:
    return mixer.findChild(QToolButton, name)


def test_muting_a_voice_is_emitted(mixer: MixerButton, qtbot: QtBot) -> None:
    with qtbot.waitSignal(mixer.mix_changed) as changed:
        control(mixer, "mute_chords").click()
    assert changed.args[0].silent == {"chords"}


def test_solo_silences_the_others(mixer: MixerButton) -> None:
    control(mixer, "solo_chords").click()
    assert mixer.mix.silent == {"melody"}


def test_level_is_emitted(mixer: MixerButton) -> None:
    mixer.findChild(QSlider, "level_melody").setValue(64)
    assert mixer.mix.strip("melody") == Strip(64)


def test_put_back_it_is_usual(mixer: MixerButton) -> None:
    for _ in range(2):
        control(mixer, "mute_chords").click()
    assert mixer.mix.is_usual
    assert mixer.mix.silent == Mix().silent


def test_every_control_has_a_name(mixer: MixerButton) -> None:
    controls = [*mixer.findChildren(QToolButton), *mixer.findChildren(QSlider)]
    assert len(controls) == 6
    assert all(each.accessibleName() for each in controls)
