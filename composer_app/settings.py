"""What the program remembers between two starts."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

from composer_app.files.atomic_write import write_whole

_FILE = "settings.json"


@dataclass(frozen=True, slots=True)
class Settings:
    """The window as it was left; texts and numbers only, so that the file can be read and mended by hand.

    `geometry` is x, y, width, height and whether maximised; `layout` is Qt's own, in base64.
    `model` is a file, or "" for the base model.
    From `bars` to `seed` stands what the next idea is asked for with: a tempo of 0 and a knob, pitch or
    seed of -1 leave it open; knobs go from 0 to 100.
    """

    geometry: str = ""
    layout: str = ""
    port: str = ""
    model: str = ""
    opened_idea: int = 0
    ideas_scroll: int = 0
    starred_only: bool = False
    alternatives_left_out: bool = False
    accompaniment: str = "piano"
    loop: bool = False
    preview: bool = True
    bars: int = 8
    count: int = 4
    key: str = ""
    meter: str = ""
    pickup: int = 0
    lock_key: bool = False
    tempo: int = 0
    form: str = ""
    by_form: bool = False
    amount: int = 30
    adventure: int = -1
    density: int = -1
    rests: int = -1
    leaps: int = -1
    syncopation: int = -1
    chord_rate: int = -1
    chord_colour: int = -1
    low: int = -1
    high: int = -1
    temperature: float = 1.0
    top_p: float = 0.97
    seed: int = -1
    shape_shown: bool = False
    advanced_shown: bool = False
    open_folder: str = ""
    export_folder: str = ""
    midi_folder: str = ""
    training_folder: str = ""
    training_start: str = "base"
    training_shown: bool = True
    training_minutes: int = 20


def load_settings(folder: Path) -> Settings:
    """The settings kept in `folder`; what is missing, unknown or damaged there is as at the first start."""
    try:
        data = json.loads((folder / _FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return Settings()
    if not isinstance(data, dict):
        return Settings()
    return _taken_over(data)


def save_settings(settings: Settings, folder: Path) -> None:
    """Write the settings whole or not at all; OSError when the folder cannot be written."""
    folder.mkdir(parents=True, exist_ok=True)
    write_whole(folder / _FILE, json.dumps(asdict(settings), indent=1).encode())


def _taken_over(data: dict[str, Any]) -> Settings:
    defaults = Settings()
    known: dict[str, Any] = {}
    for field in fields(Settings):
        value = data.get(field.name)
        if type(value) is type(getattr(defaults, field.name)):
            known[field.name] = value
    return replace(defaults, **known)
