"""The methods, each a folder with its encoding, network, sampling and evaluation; free of torch until one is loaded.

A method's folder holds two things that are looked for: `ENTRY` in its `__init__` (an `Entry`, free of torch) and
`METHOD` in its `method.py` (a `Method`). A new method is its folder and one line in `PACKAGES`; one that writes from
left to right is put together by `left_to_right`. Methods do not know each other.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from composer_app.errors import ComposerError
from composer_app.methods.entry import Entry

if TYPE_CHECKING:
    from composer_app.methods.method import AnyMethod

PACKAGES = [
    "composer_app.methods.two_voice",
    "composer_app.methods.note_names",
    "composer_app.methods.melody_grid",
    "composer_app.methods.pitch_duration",
    "composer_app.methods.musical_regression",
    "composer_app.methods.beat_roll",
]


def catalogue() -> dict[str, Entry]:
    """Every method's entry by its name, the default first."""
    entries: list[Entry] = [import_module(package).ENTRY for package in PACKAGES]
    return {entry.name: entry for entry in entries}


def load(name: str) -> AnyMethod:
    """A method with its networks, which loads torch; ComposerError where there is none of that name."""
    for package, known in zip(PACKAGES, catalogue(), strict=True):
        if known == name:
            method: AnyMethod = import_module(f"{package}.method").METHOD
            return method
    raise ComposerError(f"There is no method {name}; choose one of {', '.join(catalogue())}.")
