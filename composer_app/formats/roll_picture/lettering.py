"""Letters as strokes, drawn for Inkling: a picture needs no font of the system's and looks the same everywhere.

Each glyph is strokes of points "xy": x from 0 to 4, y from 0 (top of a capital) over 6 (base line) to 8.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_GLYPHS = {
    "A": "06 20 46|14 34", "B": "06 00 30 41 42 33 03|33 44 45 36 06", "C": "41 30 10 01 05 16 36 45",
    "D": "00 06 26 44 42 20 00", "E": "40 00 06 46|03 33", "F": "40 00 06|03 33",
    "G": "41 30 10 01 05 16 36 45 43 23", "H": "00 06|40 46|03 43", "I": "00 06", "J": "40 45 36 16 05",
    "K": "00 06|40 03 46", "L": "00 06 46", "M": "06 00 23 40 46", "N": "06 00 46 40",
    "O": "10 30 41 45 36 16 05 01 10", "P": "06 00 30 41 42 33 03", "Q": "10 30 41 45 36 16 05 01 10|24 47",
    "R": "06 00 30 41 42 33 03|23 46", "S": "41 30 10 01 02 13 33 44 45 36 16 05", "T": "00 40|20 26",
    "U": "00 05 16 36 45 40", "V": "00 26 40", "W": "00 16 22 36 40", "X": "00 46|40 06", "Y": "00 23 40|23 26",
    "Z": "00 40 06 46",
    "a": "02 22 33 36|34 14 05 16 26 35", "b": "00 06|03 12 22 33 35 26 16 05", "c": "32 12 03 05 16 36",
    "d": "30 36|33 22 12 03 05 16 26 35", "e": "04 34 33 22 12 03 05 16 36", "f": "30 20 11 16|02 22",
    "g": "32 37 28 08|33 22 12 03 05 16 26 35", "h": "00 06|03 12 22 33 36", "i": "02 06|00 00",
    "j": "12 17 08|10 10", "k": "00 06|32 04 36", "l": "00 05 16", "m": "02 06|03 12 23 26|23 32 43 46",
    "n": "02 06|03 12 22 33 36", "o": "12 22 33 35 26 16 05 03 12", "p": "02 08|03 12 22 33 35 26 16 05",
    "q": "32 38|33 22 12 03 05 16 26 35", "r": "02 06|04 13 22", "s": "32 12 03 14 24 35 26 06",
    "t": "10 15 26|02 22", "u": "02 05 16 26 35|32 36", "v": "02 16 32", "w": "02 16 23 36 42", "x": "02 36|32 06",
    "y": "02 16 32|16 08", "z": "02 32 06 36",
    "0": "10 20 31 35 26 16 05 01 10", "1": "01 10 16", "2": "01 10 20 31 32 06 36",
    "3": "01 10 20 31 32 23 34 35 26 16 05|13 23", "4": "26 20 04 34", "5": "30 00 03 23 34 35 26 16 05",
    "6": "30 10 01 05 16 26 35 34 23 03", "7": "00 30 16", "8": "10 20 31 32 23 13 02 01 10|13 04 05 16 26 35 34 23",
    "9": "33 13 02 01 10 20 31 35 26 06", "#": "10 16|30 36|02 42|04 44", "/": "30 06", "(": "20 02 04 26",
    ")": "00 22 24 06", "+": "21 25|03 43", "-": "03 33", ".": "06 06", "'": "00 01", ",": "16 07", ":": "02 02|06 06",
    "&": "46 02 01 10 20 21 04 05 16 26 44", " ": "",
}  # fmt: skip
CAPITAL, DEPTH = 6.0, 8.0  # heights of a capital and of a letter with a tail, in units
GAP, SPACE = 1.7, 2.0

Strokes = NDArray[np.float32]


def strokes_of(text: str) -> tuple[Strokes, float]:
    """The strokes of a text and its width, both in units; strokes are x, y, x, y of their ends, shape (n, 4).

    What there is no letter for is left out.
    """
    strokes: list[tuple[float, float, float, float]] = []
    x = 0.0
    for letter in text:
        if letter not in _GLYPHS:
            continue
        points = [[(int(p[0]), int(p[1])) for p in stroke.split()] for stroke in _GLYPHS[letter].split("|") if stroke]
        for stroke in points:
            strokes += [(x + a, b, x + c, d) for (a, b), (c, d) in zip(stroke, stroke[1:], strict=False)]
        x += max((place for stroke in points for place, _ in stroke), default=SPACE - GAP) + GAP
    return np.array(strokes, dtype=np.float32).reshape(-1, 4), max(0.0, x - GAP)
