"""Files and music: one module for each format, and the table of what can be written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from composer_app.formats import midi_file
from composer_app.music.clip import Clip


@dataclass(frozen=True, slots=True)
class Writer:
    """A format that clips are written in: its name in the menu, its file ending, what writes (clip, path, name)."""

    label: str
    suffix: str
    write: Callable[[Clip, Path, str], None]


def _write_musicxml(clip: Clip, path: Path, name: str) -> None:
    # Late: the window is shown before a score is written.
    from composer_app.formats import musicxml

    musicxml.write_clip(clip, path, name)


WRITERS: dict[str, Writer] = {
    "midi": Writer("MIDI file", ".mid", midi_file.write_clip),
    "musicxml": Writer("MusicXML score", ".musicxml", _write_musicxml),
}
