"""A folder of any MIDI files becomes a folder of two-voice ones."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from composer_app.corpus.reading.folder import FileRead, read_folder
from composer_app.errors import ComposerError
from composer_app.files.atomic_write import refusal, write_whole
from composer_app.files.names import as_text
from composer_app.formats.midi_file import write_clip


def import_folder(folder: Path, out: Path) -> Iterator[FileRead]:
    """Read each file of `folder` and write its two voices to the same place under `out`, as it is iterated.

    ComposerError where `out` is `folder` itself or cannot be written to.
    """
    folder, out = Path(folder), Path(out)
    if out.resolve() == folder.resolve():
        raise ComposerError(f"{out} is the folder that is read: choose another folder to write to.")
    inside = out.resolve() if folder.resolve() in out.resolve().parents else None
    taken: dict[Path, Path] = {}
    for read in read_folder(folder):
        if inside is not None and inside in read.path.resolve().parents:
            continue
        if read.clip is not None:
            place = out / as_text(str(read.path.relative_to(folder).with_suffix(".mid")))
            if taken.setdefault(place, read.path) != read.path:  # song.mid beside song.kar
                place = place.with_name(f"{as_text(read.path.name)}.mid")
            _make_folder(place.parent)
            write_clip(read.clip, place, as_text(read.path.stem))
        yield read


def as_json(reads: Iterable[FileRead], folder: Path) -> list[dict[str, Any]]:
    """One entry a file: file, kept, why, key, meter, bars, voices, confidence."""
    return [
        {
            "file": as_text(read.path.relative_to(folder).as_posix()),
            "kept": read.kept,
            "why": read.reason,
            "key": str(read.key) if read.key else None,
            "meter": str(read.meter) if read.meter else None,
            "bars": read.bars,
            "voices": read.voices or None,
            "confidence": round(read.confidence, 3),
        }
        for read in reads
    ]


def write_report(reads: Iterable[FileRead], folder: Path, path: Path) -> None:
    """Write `as_json` to a file; ComposerError where that fails."""
    text = json.dumps(as_json(reads, folder), indent=1, ensure_ascii=False) + "\n"
    try:
        write_whole(Path(path), text.encode())
    except OSError as error:
        raise ComposerError(f"The report {path} was not written: {refusal(error, Path(path))}") from error


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        raise ComposerError(f"The folder {folder} cannot be made: {reason}. Choose another.") from error
