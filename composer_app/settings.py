"""What the program remembers between two starts."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from composer_app.files.atomic_write import write_whole
from composer_app.protocol.controls import ALL_AUTO, CONTROLS, Controls, default, knobs

_FILE = "settings.json"
AUTO = -1  # a knob, pitch or seed that is left to the model
ANY_TEMPO = 0
PERCENT = 100
LARGEST = 2**31 - 1  # that Qt's widgets hold
# The limits of numbers that are no controls of an idea.
_RANGES = {
    "opened_idea": (0, 2**63 - 1), "ideas_scroll": (0, LARGEST), "training_minutes": (0, 600),
    "quantise_strength": (0, 100), "quantise_swing": (50, 75), "quantise_grid": (0, 1920),
    "record_count_in": (0, 2), "record_grid": (0, 1920), "record_strength": (0, PERCENT), "record_split": (0, 127),
    "metronome_level": (1, PERCENT), "input_channel": (0, 16), "input_latency": (-200.0, 500.0),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Settings:
    """The window as it was left; texts and numbers only, so that the file can be read and mended by hand.

    `geometry` is x, y, width, height and whether maximised; `layout` is Qt's own, in base64.
    `model` is a file, or "" for the base model. A `quantise_grid` of 0 ticks follows the grid of the roll.
    `bars` to `seed` are the controls of the next idea; shares are whole percents. In the file `controls` is one number
    a knob, AUTO where it is left to the model.
    `record_grid` is in ticks, 0 for none; `record_hands` one of music.recording.Hands, `record_split` a MIDI pitch.
    `inputs` are names of MIDI inputs, one a line, or "" for all; `input_channel` 1 to 16, or 0 for all;
    `input_latency` milliseconds.
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
    velocity_lane: bool = True
    quantise_strength: int = 100
    quantise_swing: int = 50
    quantise_lengths: bool = False
    quantise_grid: int = 0
    bars: int = int(default("bars"))
    count: int = int(default("count"))
    key: str = ""
    meter: str = ""
    pickup: int = int(default("pickup"))
    lock_key: bool = False
    tempo: int = ANY_TEMPO
    form: str = ""
    by_form: bool = False
    amount: int = round(PERCENT * default("amount"))
    adventure: int = AUTO
    controls: Controls = ALL_AUTO
    low: int = AUTO
    high: int = AUTO
    temperature: float = default("temperature")
    top_p: float = default("top_p")
    seed: int = AUTO
    shape_shown: bool = False
    advanced_shown: bool = False
    open_folder: str = ""
    export_folder: str = ""
    midi_folder: str = ""
    training_folder: str = ""
    training_start: str = "base"
    training_shown: bool = True
    training_minutes: int = 20
    record_count_in: int = 1
    record_replace: bool = False
    record_grid: int = 120
    record_strength: int = PERCENT
    record_hands: str = "found"
    record_split: int = 60
    metronome: bool = False
    metronome_level: int = 70
    metronome_takes: bool = True
    inputs: str = ""
    input_channel: int = 0
    input_thru: bool = True
    input_latency: float = 0.0


def load_settings(folder: Path) -> Settings:
    """The settings kept in `folder`; the defaults stand in for what is missing, damaged or out of range there."""
    try:
        data = json.loads((folder / _FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return Settings()
    if not isinstance(data, dict):
        return Settings()
    return _from_data(data)


def save_settings(settings: Settings, folder: Path) -> None:
    """Write the settings whole or not at all; OSError when the folder cannot be written."""
    folder.mkdir(parents=True, exist_ok=True)
    write_whole(folder / _FILE, json.dumps(_as_data(settings), indent=1).encode())


def to_percent(share: float | None) -> int:
    """A share from 0 to 1 as a whole percent; AUTO for None."""
    return AUTO if share is None else round(PERCENT * share)


def to_share(percent: int) -> float | None:
    """A whole percent as a share from 0 to 1; None for AUTO."""
    return None if percent == AUTO else percent / PERCENT


def _as_data(settings: Settings) -> dict[str, Any]:
    data: dict[str, Any] = {}
    for field in fields(Settings):
        if field.name == "controls":
            data |= {knob.name: to_percent(settings.controls.get(knob.name)) for knob in knobs()}
        else:
            data[field.name] = getattr(settings, field.name)
    return data


def _from_data(data: dict[str, Any]) -> Settings:
    defaults = Settings()
    known: dict[str, Any] = {}
    for field in fields(Settings):
        value, usual = data.get(field.name), getattr(defaults, field.name)
        if type(value) is type(usual) and (value == usual or _is_in_range(field.name, value)):
            known[field.name] = value
    known["controls"] = Controls(**{knob.name: _share(data.get(knob.name)) for knob in knobs()})
    return replace(defaults, **known)


def _is_in_range(name: str, value: object) -> bool:
    """Whether the window can show a setting; whole numbers of controls that are shares are percents."""
    if not isinstance(value, (int, float)):
        return True
    lowest, highest = _RANGES.get(name, (value, value))
    if name in CONTROLS:
        scale = PERCENT if CONTROLS[name].is_share else 1
        lowest, highest = (scale * end for end in CONTROLS[name].window_range)
    return lowest <= value <= highest


def _share(percent: object) -> float | None:
    return to_share(percent) if type(percent) is int and 0 <= percent <= PERCENT else None
