"""Ideas as the files that are dragged out of the window."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import tempfile

    from composer_app.library.idea import Idea
    from composer_app.music.accompaniment.styles import Style


class DragFiles:
    """The files that ideas are dragged out as; they lie in one folder until the window closes.

    `style` says how their chords are played.
    """

    def __init__(self, style: Callable[[], Style]) -> None:
        self._style = style
        self._folder: tempfile.TemporaryDirectory[str] | None = None

    def write(self, idea: Idea) -> Path:
        """The idea as a MIDI file with the name that it is to have where it is dropped."""
        # Late: the window is shown before the first drag.
        import tempfile

        from composer_app.export.names import file_stem
        from composer_app.formats.midi_file import write_clip

        if self._folder is None:
            self._folder = tempfile.TemporaryDirectory(prefix="inkling-")
        path = Path(self._folder.name) / str(idea.id) / f"{file_stem(idea.name)}.mid"
        path.parent.mkdir(exist_ok=True)
        write_clip(idea.clip, path, idea.name, self._style())
        return path

    def close(self) -> None:
        """Remove the files."""
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None
