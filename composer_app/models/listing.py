"""The models a composer can choose from: the one that ships with Inkling and their own."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

LONGEST_HEADER = 8_000_000
_WEIGHTS = ".safetensors"
_NOT_A_CHOICE = (".last", ".tmp")


@dataclass(frozen=True, slots=True)
class ModelChoice:
    """A model by the name shown and its file; `reasons` says by task what it cannot do, and why."""

    name: str
    path: Path
    reasons: Mapping[str, str] = field(default_factory=dict, hash=False)


def list_models(shipped: Path, own: Path) -> list[ModelChoice]:
    """The shipped models, "base" first, then the composer's own, newest first.

    A folder or a file that cannot be read is passed over.
    """
    base = sorted(_weights(shipped), key=lambda path: (path.stem != "base", path.stem.lower()))
    trained = sorted(_weights(own), key=lambda path: -_stamp(path)[0])
    return [ModelChoice(_shown(path), path, reasons_of(path)) for path in base + trained]


def reasons_of(path: Path) -> dict[str, str]:
    """Why the method of a model file cannot do some tasks, by task; nothing where the file cannot be read."""
    return dict(_reasons_in_header(path, _stamp(path)))


def new_model_path(own: Path, name: str) -> Path:
    """A file in `own` for a model called `name` that is not there yet; numbered when it is."""
    plain = re.sub(r"[^\w -]", "", name).strip()[:60] or "My songs"
    path, number = own / f"{plain}{_WEIGHTS}", 1
    while path.exists():
        number += 1
        path = own / f"{plain} {number}{_WEIGHTS}"
    return path


@lru_cache(maxsize=256)
def _reasons_in_header(path: Path, _: tuple[float, int]) -> Mapping[str, str]:
    """The reasons in a file as it was last changed; a header is parsed once.

    A safetensors file begins with the header's length in eight bytes and the header, JSON: it takes no torch to read.
    """
    try:
        with path.open("rb") as file:
            size = int.from_bytes(file.read(8), "little")
            header = json.loads(file.read(size)) if size <= LONGEST_HEADER else {}
        reasons = json.loads(header["__metadata__"]["inkling"]).get("reasons", {})
        return {str(task): str(why) for task, why in reasons.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}


def _stamp(path: Path) -> tuple[float, int]:
    """When a file was last changed, and its size in bytes; zeros where it is gone."""
    try:
        status = path.stat()
    except OSError:
        return 0.0, 0
    return status.st_mtime, status.st_size


def _weights(folder: Path) -> list[Path]:
    try:
        found = [path for path in folder.glob(f"*{_WEIGHTS}") if not path.stem.endswith(_NOT_A_CHOICE)]
        return [path for path in found if path.is_file()]
    except OSError:
        return []


def _shown(path: Path) -> str:
    return "Base" if path.stem == "base" else path.stem
