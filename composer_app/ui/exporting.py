"""Ideas as files: what they are called, and never in the place of another file."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from composer_app.library.idea import Idea

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


def export_ideas(ideas: Sequence[Idea], folder: Path, form: str) -> Iterator[Path]:
    """Write each idea into a folder in a format of the WRITERS table; ComposerError when that fails."""
    from composer_app.formats import WRITERS

    writer = WRITERS[form]
    for idea in ideas:
        path = free_path(folder, idea.name, writer.suffix)
        writer.write(idea.clip, path, idea.name)
        yield path


class DragFiles:
    """The files that ideas are dragged out as; they lie in one folder until the window closes."""

    def __init__(self) -> None:
        self._folder: tempfile.TemporaryDirectory[str] | None = None

    def write(self, idea: Idea) -> Path:
        """The idea as a MIDI file with the name that it is to have where it is dropped."""
        from composer_app.formats.midi_file import write_clip

        if self._folder is None:
            self._folder = tempfile.TemporaryDirectory(prefix="inkling-")
        path = Path(self._folder.name) / str(idea.id) / f"{file_stem(idea.name)}.mid"
        path.parent.mkdir(exist_ok=True)
        write_clip(idea.clip, path, idea.name)
        return path

    def close(self) -> None:
        """Remove the files."""
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None
