"""`inkling evaluate`: what a model is worth on songs kept aside."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from composer_app.commands.arguments import Commands, command, model_path
from composer_app.commands.progress_bar import progress_bar


def add_options(commands: Commands) -> None:
    """Add the command and its options."""
    options = command(commands, "evaluate", evaluate, "Held-out figures of a model over a folder of songs.")
    options.add_argument("model", metavar="base|MODEL")
    options.add_argument("folder", type=Path, metavar="FOLDER")
    options.add_argument("--json", action="store_true", help="print JSON instead of a table")
    options.add_argument("--device", choices=("auto", "cpu", "cuda", "mps"), default="auto")


def evaluate(arguments: argparse.Namespace) -> None:
    """Print held-out figures, the model's and the baselines'."""
    from composer_app.evaluation.evaluate import evaluate as score
    from composer_app.protocol.progress import Scoring

    with progress_bar(unit="song") as bar:
        for found in score(model_path(arguments.model), arguments.folder, arguments.device):
            if isinstance(found, Scoring):
                bar.total = found.songs
                bar.update(found.done - bar.n)
            else:
                print(json.dumps(found.report) if arguments.json else found.table)
