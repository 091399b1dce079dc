"""`inkling evaluate`: what a model is worth on songs kept aside."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from composer_app.commands.arguments import Commands, command, model_path
from composer_app.commands.progress_bar import progress_bar

BLOCKS = {
    "first_8": "New material, the first 8 bars from where the melody begins",
    "first_16": "New material, the first 16 bars",
    "not_repeating": "New material, bars that repeat neither melody nor rhythm of an earlier one",
}


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

    figures: dict[str, Any] = {}
    with progress_bar(unit="song") as bar:
        for said in score(model_path(arguments.model), arguments.folder, arguments.device):
            if isinstance(said, Scoring):
                bar.total = said.songs
                bar.update(said.done - bar.n)
            else:
                figures = said
    if arguments.json:
        print(json.dumps(figures))
    elif "figures" in figures:
        print_figures(figures)
    else:
        print_voices(figures)


def print_figures(found: dict[str, Any]) -> None:
    """A published method's figures, one a line, beside the baselines'."""
    rows = {"model": found["figures"], **found["baselines"]}
    print(f"{found['method']}: {found['songs']} songs that it has not learnt from, {found['dropped']} files dropped")
    print(f"{'':34}" + "".join(f"{name:>12}" for name in rows))
    for figure in dict.fromkeys(key for row in rows.values() for key in row):
        cells = "".join(f"{row[figure]:12.4f}" if figure in row else f"{'-':>12}" for row in rows.values())
        print(f"{figure.replace('_', ' '):34}{cells}")


def print_voices(figures: dict[str, Any]) -> None:
    """The figures of two_voice, new bars first: what it is worth where a song has not repeated itself yet."""
    for block, title in BLOCKS.items():
        if block in figures["new_material"]:
            print_block(figures["new_material"][block], title)
    print_block(figures, "Whole songs, repeats included")


def print_block(block: dict[str, Any], title: str) -> None:
    """Melody and chords of the model, with the other voice given where that was measured, and of its baselines."""
    print(f"{title}: {block['songs']} songs, {block['notes']} melody notes, {block['changes']} chord changes")
    print(f"{'':24}{'nats a note':>14}{'right pitch':>14}{'nats a change':>16}{'right chord':>14}")
    given = {}
    if "known_chords_save" in block:
        both = {"melody": block["melody_over_chords"], "chords": block["chords_under_melody"]}
        given["with other voice given"] = both
    for name, row in {"model": block, **given, **block["baselines"]}.items():
        print(f"  {name:22}{cells(row)}")
    print()


def cells(row: dict[str, Any]) -> str:
    """The four figures that every row has."""
    melody, chords = row["melody"], row["chords"]
    return (
        f"{melody['nats_per_note']:14.3f}{melody['pitch_accuracy']:14.3f}"
        f"{chords['nats_per_change']:16.3f}{chords['accuracy']:14.3f}"
    )
