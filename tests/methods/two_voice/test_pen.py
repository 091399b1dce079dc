from __future__ import annotations

import numpy as np
import pytest

from composer_app.methods.two_voice.batches import together
from composer_app.methods.two_voice.conditions import lay_form
from composer_app.methods.two_voice.draw import Draw
from composer_app.methods.two_voice.grid import Song
from composer_app.methods.two_voice.pen import Pen
from composer_app.methods.two_voice.sampling import write
from tests.methods.two_voice.songs import small_network

IDEAS = 12


def written(letters: str, contrast: bool) -> Pen:
    """Ideas of two-bar sections."""
    nothing = np.zeros(32 * len(letters), np.int16)
    form = lay_form([(2 * i, letter) for i, letter in enumerate(letters)], 2 * len(letters), last=True)
    batch = together([Song(nothing, nothing, 16, form=form)] * IDEAS)
    *_, pen = write(small_network(), batch, 0, Draw(contrast=contrast), range(IDEAS))
    return pen


@pytest.mark.parametrize(("contrast", "forget"), [(False, False), (True, True)])
def test_melody_of_a_new_letter_mostly_forgets_the_ones_before(contrast: bool, forget: bool) -> None:
    assert any(written("AB", contrast).set_aside) == forget


def test_letter_that_comes_back_is_remembered() -> None:
    pen = written("ABA", contrast=True)
    for kept, listener in zip(pen.set_aside, pen.listeners["melody"], strict=True):
        assert kept.keys() <= listener.seen.keys()
