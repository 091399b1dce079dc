"""The form of a song by bar: its section's letter, the place in the section, repeats of a letter, the song's end."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from composer_app.methods.two_voice.encoding.tokens import Tokens

# The columns of a bar's row; 0 stands for what is not known.
LETTER, SECTION_BAR, SECTION_BARS_LEFT, LETTER_DISTANCE, SONG_BARS_LEFT = range(5)
INSTRUMENTAL = 9
FARTHEST_IN_SECTION, FAR_FROM_END = 16, 8


def encode_form(starts: Sequence[tuple[int, str]], bars: int, last: bool) -> Tokens:
    """The form (bars, 5) of sections that begin at these bars; `last` says that the song ends with them.

    SECTION_BAR counts from 1 at the section's first bar, SECTION_BARS_LEFT to 1 at its last. LETTER_DISTANCE is how
    many bars ago the same place of the last section with that letter was, 0 where there was none. SONG_BARS_LEFT
    counts to 1 at the song's last bar.
    """
    form = np.zeros((bars, 5), np.int16)
    bounds = [(bar, letter_number(label)) for bar, label in starts if bar < bars]
    if last:
        form[:, SONG_BARS_LEFT] = np.minimum(np.arange(bars, 0, -1), FAR_FROM_END)
    seen: dict[int, tuple[int, int]] = {}
    for (bar, letter), (end, _) in zip(bounds, [*bounds[1:], (bars, 0)], strict=False):
        begin = max(0, bar)
        size = end - begin
        if size <= 0:
            continue
        form[begin:end, LETTER] = letter
        form[begin:end, SECTION_BAR] = np.minimum(np.arange(1, size + 1), FARTHEST_IN_SECTION)
        form[begin:end, SECTION_BARS_LEFT] = np.minimum(np.arange(size, 0, -1), FARTHEST_IN_SECTION)
        if letter in seen:
            before, as_long = seen[letter]
            form[begin : begin + min(size, as_long), LETTER_DISTANCE] = begin - before
        seen[letter] = (begin, size)
    return form


def letter_number(label: str) -> int:
    """A to H as 1 to 8; small letters, which stand for instrumental sections, as 9."""
    letter = label[:1]
    return min(ord(letter) - ord("A") + 1, 8) if "A" <= letter <= "Z" else INSTRUMENTAL
