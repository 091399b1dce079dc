from __future__ import annotations

import pytest

from composer_app.music.voices import VOICES
from composer_app.ui.piano_roll import shades


def contrast(one: float, other: float) -> float:
    return (max(one, other) + 0.05) / (min(one, other) + 0.05)


@pytest.mark.parametrize("voice", VOICES)
def test_louder_notes_are_fuller(voice: str) -> None:
    lights = [shades._luminance(shades.fill(voice, step)) for step in range(shades.STEPS)]
    assert lights == sorted(set(lights))


@pytest.mark.parametrize("voice", VOICES)
def test_softest_and_loudest_are_told_apart(voice: str) -> None:
    soft, loud = (shades._luminance(shades.fill(voice, step)) for step in (0, shades.STEPS - 1))
    assert contrast(soft, loud) > 3


@pytest.mark.parametrize("voice", VOICES)
def test_names_are_read_on_every_note(voice: str) -> None:
    for step in range(shades.STEPS):
        ground, ink = shades._luminance(shades.fill(voice, step)), shades._luminance(shades.ink(voice, step))
        assert contrast(ground, ink) > 3.8  # on a middling ground no ink has more than 4.5
