"""Whether songs learnt by heart are recited: `python -m tests.benchmarks.overtrained FOLDER [--model FILE]`.

30 songs of FOLDER, near-copies apart, are passed 200 times without early stop, and of the last weights ideas are asked
for, as the program writes them: those that are red, too close to a song, are drawn again. Told is how many were red at
first and how many still are.
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest import mock

import torch

from composer_app.learning.training_set import Schedule, TrainingSet
from composer_app.methods.two_voice import method as two_voice
from composer_app.models.file import load_model
from composer_app.protocol.progress import EpochEnded, Prepared
from composer_app.protocol.request import GeneratedIdea, Request
from composer_app.protocol.training_settings import TrainingSettings
from composer_app.training.loop import train
from tests.benchmarks.few_songs import NEVER, SONGS, copied, draw_songs
from tests.benchmarks.machine import print_table
from tests.benchmarks.pieces import ideas, options

EPOCHS, IDEAS, BARS, SAY_EVERY = 200, 50, 8, 20
TOO_CLOSE = "too close"


LEARNING = two_voice.METHOD.learning


def one_pass(songs: TrainingSet, fresh: bool) -> Schedule:
    """An epoch that is one pass over the songs; the program's own are longer where songs are few."""
    steps = max(1, round(songs.examples / songs.examples_per_step))
    return replace(LEARNING.schedule(songs, fresh), steps_per_epoch=steps)


def overtrain(folder: Path, out: Path, start: str, epochs: int) -> tuple[Path, list[EpochEnded], int]:
    """Pass the songs so often without an early end: the file of the last weights, the epochs, the steps of one."""
    settings = TrainingSettings(folder, out, start=start, epochs=epochs, patience=NEVER, device="cpu")
    ended: list[EpochEnded] = []
    steps = 0

    def copy_rate_at_times(*told: Any) -> float:
        # The copy rate decides on nothing here, and at every short epoch it would cost more than the training.
        return LEARNING.copy_rate(*told) if len(ended) % SAY_EVERY == SAY_EVERY - 1 else 0.0

    learning = replace(LEARNING, schedule=one_pass, copy_rate=copy_rate_at_times)
    with mock.patch.object(two_voice, "METHOD", replace(two_voice.METHOD, learning=learning)):
        for said in train(settings):
            if isinstance(said, Prepared):
                steps = said.steps_per_epoch
            if isinstance(said, EpochEnded):
                ended.append(said)
                if len(ended) % SAY_EVERY == 0:
                    print(f"  epoch {said.epoch}: {said.train_loss:.3f} nats an event, new songs "
                          f"{said.validation_loss:.3f} a step, copies {said.copy_rate:.2f}",
                          file=sys.stderr, flush=True)  # fmt: skip
    return settings.last, ended, steps


def is_red(idea: GeneratedIdea) -> bool:
    """Whether an idea that is shown is too close to a song."""
    return idea.originality is not None and idea.originality.verdict == "red"


def main(arguments: Sequence[str] = ()) -> None:
    """Print the table."""
    parser = options(__doc__)
    parser.add_argument("folder", type=Path, nargs="?", metavar="FOLDER", help="two-voice songs to draw from")
    parser.add_argument("--held-out", type=Path, metavar="FOLDER", help="songs that may not be drawn")
    parser.add_argument("--fresh", action="store_true", help="begin from nothing, not from the model")
    parser.add_argument("--songs", type=int, default=SONGS, metavar="N")
    parser.add_argument("--epochs", type=int, default=EPOCHS, metavar="N", help="passes over the songs")
    parser.add_argument("--ideas", type=int, default=IDEAS, metavar="N", help=f"of {BARS} bars (default: {IDEAS})")
    parser.add_argument("--keep", type=Path, metavar="FILE", help="train once, keep the model there, ask it again")
    parser.add_argument("--seed", type=int, default=0)
    told = parser.parse_args(arguments)
    if told.folder is None:
        print("overtrained: name a folder of two-voice songs")
        return
    torch.set_num_threads(1)
    start = "none" if told.fresh else str(told.model)
    rows = []
    with tempfile.TemporaryDirectory() as place:
        drawn, _ = draw_songs(told.folder, told.songs, told.seed, told.held_out)
        out = told.keep or Path(place, "overtrained.safetensors")
        last = TrainingSettings(told.folder, out).last
        if not last.exists():
            last, ended, steps = overtrain(copied(drawn, Path(place, "learnt")), out, start, told.epochs)
            lowest = min(ended, key=lambda epoch: epoch.validation_loss)
            rows += [
                ("training", f"{len(ended)} epochs of {steps} steps"),
                ("nats an event, songs learnt from: first epoch, last",
                 f"{ended[0].train_loss:.3f}, {ended[-1].train_loss:.3f}"),
                ("nats a step, validation: lowest, last",
                 f"{lowest.validation_loss:.3f} (epoch {lowest.epoch}), {ended[-1].validation_loss:.3f}"),
                ("share of ideas that copy, when training ended", f"{ended[-1].copy_rate:.2f}"),
            ]  # fmt: skip
        model = load_model(last)
        written = ideas(Request(bars=BARS, count=told.ideas, seed=1), model)
    seen = Counter(idea.attempts for idea in written)
    close = sum(is_red(idea) or any(TOO_CLOSE in note for note in idea.remarks) for idea in written)
    rows += [
        ("red before they were drawn again", f"{close} of {len(written)}"),
        ("red as they are shown", f"{sum(map(is_red, written))} of {len(written)}"),
        ("draws", ", ".join(f"{draws}: {seen[draws]} ideas" for draws in sorted(seen))),
        ("not whole even so", f"{sum('still' in ' '.join(idea.remarks) for idea in written)} of {len(written)}"),
    ]
    print_table(f"{len(drawn)} songs of {told.folder.name} learnt by heart, from {start}", rows)


if __name__ == "__main__":
    main(sys.argv[1:])
