"""The ideas of the library that words of the command line mean."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from composer_app.files.folders import data_folder

if TYPE_CHECKING:
    from composer_app.library.idea import Idea


def library_ideas(words: Sequence[str]) -> list[Idea]:
    """The ideas of these numbers or names, or the "starred"; ComposerError where there is none.

    Where the library was damaged, stderr says what has become of it.
    """
    from composer_app.export.names import find_ideas
    from composer_app.library.store import Library

    library = Library(data_folder() / "ideas.sqlite")
    try:
        if library.notice is not None:
            print(f"inkling: {library.notice}", file=sys.stderr)
        return find_ideas(library, words)
    finally:
        library.close()
