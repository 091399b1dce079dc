"""`inkling compare`: every method on the same songs with the same time, side by side."""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from composer_app.commands.arguments import Commands, command, number, whole
from composer_app.commands.progress_bar import progress_bar
from composer_app.errors import ComposerError

if TYPE_CHECKING:
    from composer_app.protocol.comparison import MethodResult
    from composer_app.protocol.progress import EpochEnded


def add_options(commands: Commands) -> None:
    """Add the command and its options."""
    options = command(commands, "compare", compare, "Train every method for as long, and set them side by side.")
    options.add_argument("folder", type=Path, metavar="FOLDER")
    options.add_argument("--minutes", type=number(0.01, 100_000), required=True, metavar="M", help="for each method")
    options.add_argument("--methods", default="", metavar="A,B", help="which ones (default: all)")
    options.add_argument("--preset", default="", metavar="NAME", help="such as as-published (default: mended)")
    options.add_argument("--out", type=Path, metavar="DIR", help="folder for models and ideas")
    options.add_argument("--device", choices=("auto", "cpu", "cuda", "mps"), default="auto")
    options.add_argument("--seed", type=whole(0, 2**53), default=0, metavar="N")
    options.add_argument("--json", action="store_true", help="print JSON instead of a table")
    options.add_argument("--csv", type=Path, metavar="FILE", help="write every figure and baseline as a table, too")


def compare(arguments: argparse.Namespace) -> None:
    """Print a table, or everything as JSON; three ideas of each method stand beside its model.

    Ctrl-C ends it with the methods that are done.
    """
    from composer_app.evaluation.compare import compare as run
    from composer_app.evaluation.table_csv import write_csv
    from composer_app.protocol.comparison import Comparison, MethodProgress, MethodResult
    from composer_app.protocol.progress import EpochEnded

    names = tuple(name for name in arguments.methods.split(",") if name)
    chosen = (arguments.folder, arguments.minutes, names, arguments.preset, arguments.out)
    comparison = Comparison(*chosen, device=arguments.device, seed=arguments.seed)
    found: list[MethodResult] = []
    curves: dict[str, list[dict[str, float]]] = {}
    with progress_bar(unit="method", bar_format="{desc}") as bar:
        try:
            for message in run(comparison):
                if isinstance(message, MethodProgress):
                    bar.set_description_str(f"{message.method}: {type(message.progress).__name__.lower()}")
                    if isinstance(message.progress, EpochEnded):
                        curves.setdefault(message.method, []).append(_point(message.progress))
                    continue
                if isinstance(message, MethodResult):
                    found.append(message)
                if arguments.csv is not None:  # from the first word on, so that a bad place is not found out last
                    write_csv(found, arguments.csv)
        except KeyboardInterrupt:
            if not found:
                raise
            print("Stopped; what was found until then:", file=sys.stderr)
    if arguments.json:
        rows = [as_json(row) | {"curve": curves.get(row.method, [])} for row in found]
        print(json.dumps({"folder": str(comparison.folder), "minutes": comparison.minutes, "methods": rows}))
    else:
        _print_table(found)
    if all(row.refused for row in found):
        raise ComposerError("No method could be compared; each says why.")


def _print_table(found: Sequence[MethodResult]) -> None:
    print(
        f"{'method':20}{'next note':>11}{'baseline':>10}{'loss':>9}{'songs':>7}{'dropped':>9}{'examples/s':>12}  ideas"
    )
    for row in found:
        if row.refused:
            print(f"{row.method:20}{row.refused}")
            continue
        print(f"{row.method:20}{row.next_note:11.3f}{row.baseline:10.3f}{row.loss:9.3f}{row.songs:7}{row.dropped:9}"
              f"{row.examples:12,.0f}  {row.ideas[0].parent}")  # fmt: skip


def _point(epoch: EpochEnded) -> dict[str, float]:
    return {"step": epoch.step, "train": epoch.train_loss, "check": epoch.validation_loss}


def as_json(row: MethodResult) -> dict[str, Any]:
    """A result as plain values."""
    found = dataclasses.asdict(dataclasses.replace(row, clips=()))
    del found["clips"]
    found["figures"] = dict(row.figures)
    found["baselines"] = {name: dict(figures) for name, figures in row.baselines}
    found["model"], found["ideas"] = str(row.model or ""), [str(path) for path in row.ideas]
    return found
