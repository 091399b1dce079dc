"""The formats that ideas are written in: the window's menu and `inkling export` are built from this table.

A format's module is imported when it first writes, so that the table costs nothing.
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

    `write` takes clip, path, name and the style that chords are played in; what is read instead of heard shows them
    as they are written, and is not `played`.
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
    "wav": Writer("WAV sound, the built-in piano", ".wav", _wav, played=True),
    "png": Writer("PNG picture of the roll", ".png", _png, played=False),
}


def told_accompaniment(form: str, style: Style) -> str:
    """What is said of files of a format whose chords are not as written; nothing of the others."""
    return f" (accompaniment: {STYLES[style]})" if WRITERS[form].played and style != "block" else ""


def export_ideas(ideas: Sequence[Idea], folder: Path, form: str, style: Style = "block") -> Iterator[Path]:
    """Write each idea into a folder in a format of the WRITERS table, its chords played in a style.

    ComposerError when that fails.
    """
    writer = WRITERS[form]
    for idea in ideas:
        path = free_path(folder, idea.name, writer.suffix)
        writer.write(idea.clip, path, idea.name, style)
        yield path
