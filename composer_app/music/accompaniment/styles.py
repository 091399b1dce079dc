"""The accompaniment styles: their names in files and in the window."""

from __future__ import annotations

from typing import Literal, get_args

Style = Literal["piano", "block", "broken", "arpeggio", "stride", "off-beat"]
# "piano" chooses for the clip, bar by bar; "block" plays the chords as they are written.
STYLES: dict[Style, str] = {
    "piano": "Piano",
    "block": "As written",
    "broken": "Broken chords",
    "arpeggio": "Arpeggio",
    "stride": "Stride",
    "off-beat": "Off-beat",
}


def style_named(name: str) -> Style:
    """The style of a name; ValueError, listing the names, for anything else."""
    for style in get_args(Style):
        if name == style:
            found: Style = style
            return found
    raise ValueError(f'"{name}" is no accompaniment; there are {", ".join(STYLES)}')
