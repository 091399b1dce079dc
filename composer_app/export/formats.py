"""The formats that ideas are written in: the window's menu and `inkling export` are built from this table.

A format's module is imported when it first writes, so that the table costs nothing at start.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from composer_app.export.names import free_path
from composer_app.library.idea import Idea
from composer_app.music.accompaniment.styles import STYLES, Style
from composer_app.music.clip import Clip


@dataclass(frozen=True, slots=True)
class Writer:
    """A format that clips are written in: its name in the menu, its file ending, and what writes it.

    `write` takes clip, path, name and accompaniment style. Formats that are read rather than heard show the chords as
    written: they are not `played`.
    """

    label: str
    suffix: str
    write: Callable[[Clip, Path, str, Style], None]
    played: bool


def _midi(clip: Clip, path: Path, name: str, style: Style) -> None:
    from composer_app.formats.midi_file import write_clip

    write_clip(clip, path, name, style)


def _musicxml(clip: Clip, path: Path, name: str, _style: Style) -> None:
    from composer_app.formats.musicxml import write_clip

    write_clip(clip, path, name)


def _wav(clip: Clip, path: Path, name: str, style: Style) -> None:
    from composer_app.playback.wav_file import write_clip

    write_clip(clip, path, name, style)


def _png(clip: Clip, path: Path, name: str, _style: Style) -> None:
    from composer_app.formats.roll_picture import write_clip

    write_clip(clip, path, name)


WRITERS: dict[str, Writer] = {
    "midi": Writer("MIDI file", ".mid", _midi, played=True),
    "musicxml": Writer("MusicXML score", ".musicxml", _musicxml, played=False),
    "wav": Writer("WAV audio, built-in piano", ".wav", _wav, played=True),
    "png": Writer("PNG image of the piano roll", ".png", _png, played=False),
}


def accompaniment_label(name: str, style: Style) -> str:
    """The accompaniment style for a message on files of a format; empty where chords are written as they are."""
    return f" (accompaniment: {STYLES[style]})" if WRITERS[name].played and style != "block" else ""


def export_ideas(ideas: Sequence[Idea], folder: Path, name: str, style: Style = "block") -> Iterator[Path]:
    """Write each idea into a folder in a format of WRITERS, its chords played in a style; ComposerError on failure."""
    writer = WRITERS[name]
    for idea in ideas:
        path = free_path(folder, idea.name, writer.suffix)
        writer.write(idea.clip, path, idea.name, style)
        yield path
