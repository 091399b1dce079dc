"""The published methods: training speed, memory while preparing, time for 500 notes, held-out figures.

`python -m tests.benchmarks.methods FOLDER... [--methods A,B] [--presets mended,as-published] [--minutes 5]`

Each method is trained alone on one core for so many minutes of CPU time (the loop's clock counts those, so that a
busy machine does not change the figures), scored on a fifth of the songs, set aside by song with near-copies on one
side, and printed beside copy-last and the Markov baselines on the same split and beside what was measured of the
published code. Without a folder: 24 made-up songs, which only show that everything runs.

Measured on a busy AMD EPYC with one core, presets "mended" (best baseline on the same split in brackets):

| method, songs learnt from | CPU-s | own published measure | next note | examples/CPU-s | memory | 500 notes |
|---|---|---|---|---|---|---|
| melody_grid, 71 parts | 180 | step 0.713 (0.620), changes 0.333 (0.276) | 0.632 (0.517) | 49,000 | 4 MB | 0.36 s |
| note_names, 43 game pieces | 25 | name 0.488 (0.132) | 0.468 (0.134) | 27,300 | 3 MB | 0.60 s |
| pitch_duration, classical | 92 | class 0.601 (0.247), length 0.832 (0.768) | 0.498 (0.200) | 20,000 | 7 MB | 0.57 s |
| beat_roll, 524 pop songs | 43 | exact beat 0.378 (0.067), BCE 0.065 (0.114) | 0.463 (0.179) | 26,500 | 2 MB | 0.50 s |
| musical_regression, classical | 44 | note 0.507 (0.162) | 0.492 (0.200) | 29,400 | 7 MB | 0.32 s |

As published, here, 31 to 61 CPU-s on the same splits: pitch_duration class 0.259, length 0.770, 6,100 examples/CPU-s;
melody_grid step 0.553, changes 0.150, next note 0.164, 17,100; musical_regression note 0.033, next note 0.028, 18,300;
beat_roll exact beat 0.365 (copy-last 0.478), BCE 0.040, next note 0.240, 136,300; note_names name 0.028, next note
0.032, 33.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any

# What was measured of the published code on two cores, or of a re-implementation where there is none.
PUBLISHED = {
    "beat_roll": "exact next beat 0.201 (copy-last 0.289), precision/recall of the top four 0.460/0.629, BCE 0.1215",
    "note_names": "accuracy 0.006, 5.743 nats (Markov-2 0.101) after 300 CPU-s; 20.5 examples/CPU-s; 500 notes 180 s",
    "melody_grid": "step 0.501 (Markov-4 0.591), on changes 0.089; 4,000 examples/CPU-s; 500 steps 25 s, 31 MB a file",
    "musical_regression": "note accuracy 0.0002, with plain squares 0.038 (copy-last 0.145)",
    "pitch_duration": "pitch class 0.257, duration 0.738 (Markov-2 0.184, 0.700); 4,100 examples/CPU-s; 500 notes 1 s",
}
FILES = (25, 50, 100, 120)
NOTES = 500
MOST_ROWS = 8000


def main(arguments: list[str] | None = None) -> None:
    """Print one table a method, folder and preset."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folders", nargs="*", type=Path)
    options.add_argument("--methods", default=",".join(PUBLISHED))
    options.add_argument("--presets", default="mended")
    options.add_argument("--minutes", type=float, default=5.0)
    options.add_argument("--one", nargs=3, metavar=("WHAT", "METHOD", "PRESET"), help=argparse.SUPPRESS)
    chosen = options.parse_args([] if arguments is None else arguments)
    if chosen.one:
        what, method, preset = chosen.one
        run = {"train": trained, "prepare": prepared}[what]
        print(json.dumps(run(chosen.folders[0], method, preset, chosen.minutes)))
        return
    with tempfile.TemporaryDirectory() as made:
        folders = chosen.folders or [made_up(Path(made))]
        minutes = chosen.minutes if chosen.folders else 0.05
        for folder in folders:
            for method in chosen.methods.split(","):
                for preset in chosen.presets.split(","):
                    report(folder, method, preset, minutes)


def report(folder: Path, method: str, preset: str, minutes: float) -> None:
    """One table: the method in processes of its own, so that neither memory nor time is another's."""
    from tests.benchmarks.machine import print_table

    memory, found = (in_process(folder, what, method, preset, minutes) for what in ("prepare", "train"))
    rows = [
        ("songs learnt from, scored, dropped", f"{found['learnt_from']}, {found['songs']}, {found['dropped']}"),
        ("examples a CPU-second", f"{found['speed']:,.0f} ({found['parameters']:,} parameters)"),
        ("memory above idle to prepare files", ", ".join(f"{n}: {mb:.0f} MB" for n, mb in memory.items())),
        (f"{NOTES} notes", f"{found['notes_seconds']:.2f} s for {found['notes']} notes, {found['rows']} steps"),
        ("best epoch", f"{found['best_epoch']} after {found['cpu']:.0f} CPU-s, loss {found['loss']:.4f}"),
    ]
    for figure, value in found["figures"].items():
        beside = ", ".join(f"{name} {row[figure]:.3f}" for name, row in found["baselines"].items() if figure in row)
        rows.append((figure.replace("_", " "), f"**{value:.3f}** ({beside})" if beside else f"**{value:.3f}**"))
    rows.append(("published code", PUBLISHED.get(method, "-")))
    print_table(f"{method}, {preset}, on {folder.name}, {minutes:g} CPU-minutes", rows)


def in_process(folder: Path, what: str, method: str, preset: str, minutes: float) -> dict[str, Any]:
    """What a fresh interpreter with one thread finds."""
    command = [sys.executable, "-m", "tests.benchmarks.methods", str(folder), "--minutes", str(minutes)]
    quiet = {"OMP_NUM_THREADS": "1", "OMP_WAIT_POLICY": "passive"}
    done = subprocess.run(
        [*command, "--one", what, method, preset], check=True, stdout=subprocess.PIPE, env=os.environ | quiet
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def prepared(folder: Path, method: str, preset: str, _: float) -> dict[str, float]:
    """The most memory above idle, in MB, while so many files are prepared."""
    from composer_app.corpus.reading.folder import music_files
    from composer_app.corpus.reading.prepared import prepare
    from composer_app.formats.midi_file import read_score

    parts = parts_of(method)
    config = parts.presets[preset]
    files = music_files(folder)
    parts.read(read_score(files[0]), config)
    found = {}
    for count in sorted({min(count, len(files)) for count in FILES}):
        idle = memory()
        most = max(memory() for _ in prepare(files[:count], lambda score: parts.read(score, config)))
        found[str(count)] = max(0.0, most - idle)
    return found


def parts_of(method: str) -> Any:
    """What a method that writes from left to right is made of."""
    return import_module(f"composer_app.methods.{method}.method").PARTS


def memory() -> float:
    """Resident memory of this process in MB."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def trained(folder: Path, method: str, preset: str, minutes: float) -> dict[str, Any]:
    """Train, score and write."""
    import torch

    from composer_app.evaluation.compare import set_aside
    from composer_app.evaluation.evaluate import evaluate
    from composer_app.models.file import load_model
    from composer_app.protocol.progress import EpochEnded, Finished, Prepared
    from composer_app.protocol.training_settings import TrainingSettings
    from composer_app.training import clock
    from composer_app.training.loop import train

    torch.set_num_threads(1)
    clock.time = SimpleNamespace(monotonic=time.process_time, perf_counter=time.perf_counter)  # type: ignore[attr-defined]
    _, aside = set_aside(folder, 0)
    with tempfile.TemporaryDirectory() as place:
        out = Path(place) / "model.safetensors"
        settings = TrainingSettings(
            folder, out, method, "none", minutes=minutes, device="cpu", preset=preset, left_out=tuple(aside)
        )
        said = {type(value): value for value in train(settings)}
        begun, ended, finished = said[Prepared], said[EpochEnded], said[Finished]
        *_, score = evaluate(out, folder, "cpu", aside)
        network = load_model(out).network
    steps = ended.steps_per_second * ended.seconds
    return {
        "learnt_from": begun.training_songs, "songs": score.songs, "dropped": score.dropped,
        "speed": speed(network, method, begun, folder, aside), "parameters": begun.parameters, "steps": steps,
        "best_epoch": finished.best_epoch, "cpu": ended.seconds, "loss": finished.best_validation_loss,
        "figures": score.figures, "baselines": score.baselines, **five_hundred(network, method),
    }  # fmt: skip


def speed(network: Any, method: str, begun: Any, folder: Path, aside: list[Path]) -> float:
    """Examples a CPU-second of training alone: batches cut, forward, backward, step."""
    from composer_app.corpus.reading.folder import music_files
    from composer_app.corpus.reading.prepared import PreparedSongs, prepare

    parts = parts_of(method)
    files = [path for path in music_files(folder) if path not in set(aside)]
    *_, songs = prepare(files, lambda score: parts.read(score, network.config))
    assert isinstance(songs, PreparedSongs)
    batches = parts.windows(songs.songs, network.config).stream(1)
    optimizer = parts.optimizer(network, network.config)
    network.train()
    count, start = -2, 0.0
    while count < 3 or time.process_time() - start < 10:
        if count == 0:
            start = time.process_time()
        optimizer.zero_grad(set_to_none=True)
        parts.loss(network, next(batches)).loss.backward()
        optimizer.step()
        count += 1
    return count * begun.examples_per_step / (time.process_time() - start)


def five_hundred(network: Any, method: str) -> dict[str, float]:
    """CPU seconds until one idea holds 500 notes, and the rows that took."""
    import numpy as np

    parts, config = parts_of(method), network.config
    rows: list[Any] = []
    spent, notes, check = 0.0, 0, 100
    steps = parts.write(network, parts.no_rows(config), [0], 1.0, 0.97)
    while notes < NOTES and len(rows) < MOST_ROWS:
        start = time.process_time()
        rows += [next(steps)[0][0] for _ in range(check)]
        spent += time.process_time() - start
        chords, melody = parts.decode(config, np.stack(rows), 0, 120.0)
        notes = len(chords) + len(melody)
        check = 50
    return {"notes_seconds": spent * min(1.0, NOTES / max(1, notes)), "notes": notes, "rows": len(rows)}


def made_up(folder: Path) -> Path:
    """A folder of songs that need no data: two voices, and alone the melody."""
    from composer_app.formats.midi_file import write_clip
    from composer_app.music.clip import Clip
    from tests.training.songs import song

    for seed in range(12):
        clip = song(seed, bars=32)
        write_clip(clip, folder / f"song {seed}.mid", "song")
        write_clip(Clip(melody=song(seed + 50, bars=32).melody), folder / f"tune {seed}.mid", "t")
    return folder


if __name__ == "__main__":
    main(sys.argv[1:])
