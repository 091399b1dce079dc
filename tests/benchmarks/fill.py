"""What the future is worth in a hole: `python -m tests.benchmarks.fill FOLDER [--model FILE] [--songs N]`.

FOLDER holds two-voice songs that the model has not seen. Holes and sums are those of `inkling evaluate`
(training/holes.py): nats in the holes with everything else given, also what comes later, stand beside nats of the
very same steps from the past alone. Unlike `evaluate` it scores nothing else, and the first N songs if so told.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from composer_app.methods.two_voice.encoding.grid import encode
from composer_app.methods.two_voice.evaluation.infilling import InfillingSums
from composer_app.models.file import load_model
from tests.benchmarks.machine import print_table
from tests.benchmarks.pieces import options, songs_in

TITLES = {
    "fill": "four bars of both voices filled",
    "chords_under_melody": "chords under the melody",
    "melody_over_chords": "a melody over the chords",
}


def row(figures: dict[str, Any], nats: str, accuracy: str) -> str:
    """Nats an event and hits with everything else given, beside those from the past alone."""
    past = figures["past_only"]
    lower = 1 - figures[nats] / past[nats]
    return (f"{figures[nats]:.3f} nats, past only {past[nats]:.3f}: {lower:.1%} lower; "
            f"right {figures[accuracy]:.3f}, past only {past[accuracy]:.3f}")  # fmt: skip


def main(arguments: Sequence[str] = ()) -> None:
    """Print the table."""
    parser = options(__doc__)
    parser.add_argument("folder", type=Path, nargs="?", metavar="FOLDER", help="songs that the model has not seen")
    parser.add_argument("--songs", type=int, metavar="N", help="the first N only")
    told = parser.parse_args(arguments)
    if told.folder is None:
        print("fill: name a folder of two-voice songs that the model has not seen")
        return
    model = load_model(told.model)
    clips = [read.clip for read in songs_in(told.folder)][: told.songs]
    sums = InfillingSums()
    for clip in clips:
        for song in encode(clip, model.config.shapes):
            sums.add(model.network, song)
    rows = []
    for task, voices in sums.figures().items():
        if "melody" in voices:
            text = row(voices["melody"], "nats_per_note", "pitch_accuracy")
            rows.append((f"{TITLES[task]}: a melody note", text))
        if "chords" in voices:
            rows.append((f"{TITLES[task]}: a chord change", row(voices["chords"], "nats_per_change", "accuracy")))
    print_table(f"Holes filled in {len(clips)} songs of {told.folder.name}, {told.model.name}", rows)


if __name__ == "__main__":
    main(sys.argv[1:])
