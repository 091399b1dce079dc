"""Names of exported files, and the ideas that words on the command line name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from composer_app.errors import ComposerError
from composer_app.library.idea import Idea
from composer_app.library.store import Library

_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f]')


def file_stem(name: str) -> str:
    """`Inkling - <name>` without what some system forbids in a file's name."""
    return f"Inkling - {_FORBIDDEN.sub('', name).strip(' .')[:80] or 'idea'}"


def free_path(folder: Path, name: str, suffix: str) -> Path:
    """A path for an idea in a folder, numbered when a file of that name is there already."""
    stem = file_stem(name)
    path, number = folder / f"{stem}{suffix}", 1
    while path.exists():
        number += 1
        path = folder / f"{stem} {number}{suffix}"
    return path


def find_ideas(library: Library, words: Sequence[str]) -> list[Idea]:
    """The ideas given by numbers, names and the word "starred"; ComposerError for a word that matches none."""
    kept = library.ideas()
    found: dict[int, Idea] = {}
    for word in words:
        wanted = word.lower()
        matching = [
            idea
            for idea in kept
            if word == str(idea.id) or wanted == idea.name.lower() or (wanted == "starred" and idea.starred)
        ]
        if not matching:
            which = "No idea is starred yet" if wanted == "starred" else f"There is no idea {word} in the library"
            raise ComposerError(f"{which}; Inkling's window shows those there are.")
        found |= {idea.id: idea for idea in matching}
    return list(found.values())
