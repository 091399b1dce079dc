"""The names of files as text."""

from __future__ import annotations

import os


def as_text(name: str) -> str:
    """A name or a path that can be written anywhere; one that is not UTF-8, as in old archives, is taken for Latin-1.

    Systems that keep names as bytes hand such a one out with half characters in it, which no file or database takes.
    """
    try:
        name.encode()
    except UnicodeEncodeError:
        return os.fsencode(name).decode("latin-1")
    return name
