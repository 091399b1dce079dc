"""The canvas's colours, all mixed from the theme's."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from PySide6.QtGui import QColor

from composer_app.music.voices import VOICES
from composer_app.ui.widgets import theme

if TYPE_CHECKING:  # numpy is not needed to show the window
    import numpy as np
    from numpy.typing import NDArray

STEPS = 16


@cache
def mixed(under: str, over: str, share: float) -> QColor:
    """`share` of one colour over another."""
    a, b = QColor(under), QColor(over)
    pairs = ((a.red(), b.red()), (a.green(), b.green()), (a.blue(), b.blue()))
    return QColor(*(round(x + (y - x) * share) for x, y in pairs))


ROW = mixed(theme.BACKGROUND, theme.PANEL, 1.0)
ROW_DARK = mixed(theme.BACKGROUND, theme.PANEL, 0.15)
ROW_TONIC = mixed(theme.PANEL, theme.RAISED, 0.5)
OCTAVE = mixed(theme.PANEL, theme.LINE, 0.9)
BAR = mixed(theme.PANEL, "#5a6376", 0.75)
BEAT = mixed(theme.PANEL, theme.LINE, 0.95)
STEP = mixed(theme.PANEL, theme.LINE, 0.45)
EDGE = QColor(theme.LINE)
TEXT = QColor(theme.TEXT)
MUTED = QColor(theme.MUTED)
ACCENT = QColor(theme.ACCENT)
PANEL = QColor(theme.PANEL)
RAISED = QColor(theme.RAISED)
BACKGROUND = QColor(theme.BACKGROUND)
OUTLINE = QColor("#ffffff")
GHOST = QColor("#5cc8d7")
BRACE = mixed(theme.PANEL, theme.TEXT, 0.78)
KEY_WHITE = QColor("#c4c8d2")
KEY_BLACK = QColor("#23262e")
KEY_LINE = QColor("#989eac")


def steps_of(velocities: NDArray[np.int64]) -> NDArray[np.int64]:
    """The shades, 0 to STEPS - 1, of velocities, (notes,)."""
    return velocities * STEPS // 128


def fill(voice: str, step: int) -> QColor:
    """The colour of a note: the louder, the fuller."""
    return mixed(theme.BACKGROUND, VOICES[voice].colour, 0.24 + 0.76 * (step + 1) / STEPS)


@cache
def ink(voice: str, step: int) -> QColor:
    """The colour of what is written on a note: dark on loud ones, light on soft ones, whichever is read better."""
    ground = _luminance(fill(voice, step))
    against = [(max(ground, own) + 0.05) / (min(ground, own) + 0.05) for own in map(_luminance, (BACKGROUND, TEXT))]
    return BACKGROUND if against[0] >= against[1] else TEXT


def _luminance(colour: QColor) -> float:
    """The relative luminance of WCAG 2.2."""
    parts = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (colour.redF(), colour.greenF(), colour.blueF())
    )
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), parts, strict=True))


def border(voice: str, step: int) -> QColor:
    """The line around a note: darker around loud ones, lighter around soft ones, so that these are seen too."""
    return mixed(theme.BACKGROUND, VOICES[voice].colour, 0.55)


def chosen(voice: str) -> QColor:
    """The colour of a selected note."""
    return mixed(VOICES[voice].colour, "#ffffff", 0.5)


def clear(colour: QColor, alpha: float) -> QColor:
    """The colour, see-through by an opacity of 0 to 1."""
    other = QColor(colour)
    other.setAlphaF(alpha)
    return other
