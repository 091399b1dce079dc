"""What a comparison of two methods says, made up for the tests of the Compare view."""

from __future__ import annotations

from pathlib import Path

from composer_app.music.clip import Clip
from composer_app.music.note import Note
from composer_app.protocol.comparison import MethodProgress, MethodResult, Split
from composer_app.protocol.progress import EpochEnded, Finished, Prepared, Stepped

FIGURES = (("step_accuracy", 0.61), ("step_accuracy_on_changes", 0.27), ("next_note_accuracy", 0.41))
BASELINES = (
    ("copy_last", (("step_accuracy", 0.55), ("next_note_accuracy", 0.1))),
    ("markov_4", (("step_accuracy", 0.65), ("next_note_accuracy", 0.32))),
)


def idea(shift: int = 0) -> Clip:
    return Clip(melody=tuple(Note(240 * place, 240, 60 + (place * 5 + shift) % 17) for place in range(64)))


def compared(folder: Path) -> MethodResult:
    model = folder / "melody_grid.safetensors"
    model.write_bytes(b"weights")
    return MethodResult(
        "melody_grid", "Melody grid", songs=12, dropped=3, parameters=58_049, seconds=60.0, best_epoch=4,
        examples=12_345.0, writing=0.8, loss=1.9, next_note=0.41, baseline=0.32, figures=FIGURES,
        baselines=BASELINES, model=model, clips=tuple(idea(shift) for shift in range(3)),
    )  # fmt: skip


def said(folder: Path) -> list[Split | MethodProgress | MethodResult]:
    progress = [
        Prepared(40, 4, 3, 58_049, "CPU, float32", "nothing", 30, 64),
        Stepped(1, 10, 3.0, 20.0, 15.0, 45.0),
        Stepped(1, 20, 1.5, 20.0, 30.0, 30.0),
        EpochEnded(1, 30, 1.4, 1.9, 1.9, 0.0, 20.0, 33.0, True, 0.0, FIGURES),
        Finished(folder / "x", 1, 1.9, "the time is up"),
    ]
    return [
        Split(44, 12, ("two_voice", "melody_grid")),
        MethodResult("two_voice", "Two voices", "No file here holds both melody and chords."),
        *(MethodProgress("melody_grid", each) for each in progress),
        compared(folder),
    ]
