"""Ideas of a model and songs of a folder, for the benchmarks of what is written."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from statistics import mean

from composer_app.corpus.reading.folder import FileRead, read_folder
from composer_app.corpus.reading.song_cache import read_clip
from composer_app.files.resources import base_model
from composer_app.formats.midi_file import write_clip
from composer_app.generation.generate import generate
from composer_app.methods.model import Model
from composer_app.music.clip import Clip
from composer_app.protocol.request import GeneratedIdea, Request


def options(about: str | None) -> argparse.ArgumentParser:
    """The options of a benchmark that has a model write; `about` is its help."""
    parser = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=model_path, default="base", metavar="base|FILE")
    return parser


def model_path(name: str) -> Path:
    """The model that ships with the program, or a file."""
    return base_model() if name == "base" else Path(name)


def ideas(request: Request, model: Model) -> list[GeneratedIdea]:
    """The ideas that a request gives, in order."""
    return [said for said in generate(request, model) if isinstance(said, GeneratedIdea)]


def songs_in(folder: Path) -> list[FileRead]:
    """The files of a folder that are kept, each with its clip."""
    return [read for read in read_folder(folder) if read.kept and read.clip is not None]


def reread(clips: Iterable[Clip]) -> list[Clip]:
    """Clips as they come back from the MIDI files that they are written to."""
    with tempfile.TemporaryDirectory() as place:
        found = []
        for number, clip in enumerate(clips):
            path = Path(place, f"{number:04d}.mid")
            write_clip(clip, path, path.stem)
            found.append(read_clip(path))
        return found


def write_all(clips: Iterable[Clip], folder: Path) -> None:
    """Write clips as 0001.mid and on."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, clip in enumerate(clips, 1):
        write_clip(clip, folder / f"{number:04d}.mid", f"{number:04d}")


def told_of_draws(written: Sequence[GeneratedIdea]) -> str:
    """How often ideas had to be drawn, in words."""
    again = sum(idea.attempts > 1 for idea in written)
    return f"{mean(idea.attempts for idea in written):.2f} draws an idea, {again} of {len(written)} drawn again"
