"""What the commands share: adding a command and its options, and reading their values."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from composer_app.errors import ComposerError
from composer_app.files.resources import base_model
from composer_app.music.accompaniment.styles import STYLES, style_named
from composer_app.protocol.controls import CONTROLS, Control

Commands = Any  # argparse gives its sub-parsers no public type


def command(
    commands: Commands, name: str, run: Callable[[argparse.Namespace], None], text: str
) -> argparse.ArgumentParser:
    """Add the command `name`, which calls `run`; `text` is its help. Its options are added to what comes back.

    The arguments that `run` is called with have `wrong(sentence)`, which ends the program for wrong usage that only
    several options together show.
    """
    added: argparse.ArgumentParser = commands.add_parser(name, help=text, description=text)
    added.set_defaults(run=run, wrong=added.error)
    return added


def whole(low: int, high: int) -> Callable[[str], int]:
    """A reader of whole numbers from `low` to `high`."""

    def read(text: str) -> int:
        if not text.isdecimal() or not low <= int(text) <= high:
            raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from {low} to {high}")
        return int(text)

    return read


def number(low: float, high: float) -> Callable[[str], float]:
    """A reader of numbers from `low` to `high`."""

    def read(text: str) -> float:
        try:
            value = float(text)
        except ValueError:
            value = low - 1
        if not low <= value <= high:
            raise argparse.ArgumentTypeError(f"{text!r} is not a number from {low} to {high}")
        return value

    return read


def reads(convert: Callable[[str], Any]) -> Callable[[str], Any]:
    """`convert` as an argument type: its ValueError becomes the usage error."""

    def read(text: str) -> Any:
        try:
            return convert(text)
        except ValueError as error:
            raise argparse.ArgumentTypeError(str(error)) from None

    return read


def add_control(options: argparse._ActionsContainer, name: str, default: float | None = None) -> None:
    """Add the option of a control; `default` is what the help says where it is not the control's own."""
    control = CONTROLS[name]
    low, high = control.lowest, control.highest
    unit = control.unit.upper() or ("N" if control.whole else f"{low:g}..{high:g}")
    options.add_argument(
        f"--{name.replace('_', '-')}", metavar=unit, help=_option_help(control, default or control.default),
        type=whole(int(low), int(high)) if control.whole else number(low, high),
    )  # fmt: skip


def _option_help(control: Control, default: float | None) -> str:
    ends = f", from {control.low_end} to {control.high_end}" if control.low_end else ""
    usual = f" (default: {default:g})" if default else ""
    return f"{control.help}{ends}{usual}".replace("%", "%%")


def add_accompaniment(options: argparse.ArgumentParser) -> None:
    """Add the option for the style in which the chords are played."""
    styles = ", ".join(STYLES)
    options.add_argument(
        "--accompaniment", type=reads(style_named), default="block", metavar="STYLE",
        help=f"how the chords are played: {styles} (default: block, as they are written)",
    )  # fmt: skip


def read_weight(text: str) -> tuple[str, float]:
    """A folder's name and how often its songs are sampled, as in "pop=2"; ValueError for anything else."""
    name, _, given = text.partition("=")
    try:
        weight = float(given)
    except ValueError:
        weight = -1.0
    if not name or not 0 <= weight <= 1000:
        raise ValueError(f"{text!r} is not a weight from 0 to 1000; write it as pop=2")
    return name, weight


def model_path(name: str) -> Path:
    """The file of a model named on the command line."""
    return base_model() if name == "base" else Path(name)


def folder(path: Path) -> Path:
    """The folder, made where it is not there yet; ComposerError where it cannot be."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        why = error.strerror or error
        raise ComposerError(f"The folder {path} cannot be made ({why}); choose another one.") from error
    return path
