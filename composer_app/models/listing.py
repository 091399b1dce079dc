"""The models a composer can choose from: the one that ships with Inkling and their own."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

LONGEST_HEADER = 8_000_000
_WEIGHTS = ".safetensors"
_NOT_A_CHOICE = (".last", ".tmp")


@dataclass(frozen=True, slots=True)
class ModelChoice:
    """A model by the name shown and the file of its weights; `reasons` says why it cannot do a task of a request."""

    name: str
    path: Path
    reasons: Mapping[str, str] = field(default_factory=dict, hash=False)


def list_models(shipped: Path, own: Path) -> list[ModelChoice]:
    """The shipped models, "base" first, then the composer's own, newest first."""
    base = sorted(_weights(shipped), key=lambda path: (path.stem != "base", path.stem.lower()))
    trained = sorted(_weights(own), key=lambda path: -path.stat().st_mtime)
    return [ModelChoice(_shown(path), path, reasons_of(path)) for path in base + trained]


def reasons_of(path: Path) -> dict[str, str]:
    """Why the method of a model file cannot do some tasks, by task; nothing where the file cannot be read.

    The header of a safetensors file is its length in eight bytes and JSON, so that no torch is needed to read it.
    """
    try:
        with path.open("rb") as file:
            size = int.from_bytes(file.read(8), "little")
            header = json.loads(file.read(min(size, LONGEST_HEADER)))
        reasons = json.loads(header["__metadata__"]["inkling"]).get("reasons", {})
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}
    return {str(task): str(why) for task, why in reasons.items()} if isinstance(reasons, dict) else {}


def new_model_path(own: Path, name: str) -> Path:
    """A file in `own` for a model called `name` that is not there yet; numbered when it is."""
    plain = re.sub(r"[^\w -]", "", name).strip()[:60] or "My songs"
    path, number = own / f"{plain}{_WEIGHTS}", 1
    while path.exists():
        number += 1
        path = own / f"{plain} {number}{_WEIGHTS}"
    return path


def _weights(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    found = (path for path in folder.glob(f"*{_WEIGHTS}") if not path.stem.endswith(_NOT_A_CHOICE))
    return [path for path in found if path.is_file()]


def _shown(path: Path) -> str:
    return "Base" if path.stem == "base" else path.stem
