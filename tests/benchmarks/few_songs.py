"""Learning from few songs, one row a setting: `python -m tests.benchmarks.few_songs FOLDER [--model FILE] [options]`.

A few songs of FOLDER are drawn, near-copies apart, and a model is tuned to them by the program's own training loop,
each setting for the same CPU-minutes, on one thread. Each is scored as `inkling evaluate` does on the songs of
--held-out, or on others of FOLDER; ideas are written to see how many copy a song. With --scorer, a script that takes
GENERATED --human FOLDER --training FOLDER --json OUT, its figures are told too.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest import mock

import numpy as np
import torch

from composer_app.corpus.originality.melody_index import Index
from composer_app.corpus.originality.near_copies import groups_of_clips
from composer_app.evaluation.evaluate import evaluate
from composer_app.learning.locked_dropout import LockedDropout
from composer_app.learning.training_set import TrainingSet
from composer_app.methods.method import AnyMethod
from composer_app.methods.two_voice import method as two_voice
from composer_app.methods.two_voice.encoding import crops as batches
from composer_app.methods.two_voice.encoding.crops import Crops
from composer_app.methods.two_voice.encoding.grid import Song, encode
from composer_app.methods.two_voice.encoding.tokens import UNKNOWN_KEY, UNKNOWN_MODE
from composer_app.methods.two_voice.encoding.transposition import transpose_to_c
from composer_app.methods.two_voice.training import learning
from composer_app.models.file import load_model
from composer_app.protocol.progress import EpochEnded, Finished
from composer_app.protocol.request import Request
from composer_app.protocol.training_settings import TrainingSettings
from composer_app.training import clock
from composer_app.training.loop import train
from tests.benchmarks.machine import print_table
from tests.benchmarks.pieces import ideas, options, songs_in, told_of_draws, write_all

SONGS, HELD_OUT, IDEAS, BARS = 30, 72, 200, 16
HEADS = (
    "chord_hidden", "special", "bass", "shape", "tones", "match", "pitch_hidden", "pitch_head", "interval_head",
    "degree_head", "tone_head", "length_hidden", "length_head", "end_head", "copy_chord", "copy_pitch", "copy_length",
    "touch",
)  # fmt: skip
NEVER = 10**9


@dataclass(frozen=True, slots=True)
class Setting:
    """How to tune: peak of the rate, which layers learn, dropout, keys, epochs without progress, base songs mixed in.

    What is None is as the program has it. `replay` is the share of what is drawn that comes from the base songs.
    """

    name: str
    rate: float | None = None
    layers: str = "all"
    dropout: float | None = None
    transposed: bool = True
    patience: int = 8
    decay: float = 0.01
    replay: float = 0.0
    fresh: bool = False


GRID = (
    Setting("as the program has it"),
    Setting("rate 2e-4", rate=2e-4),
    Setting("rate 3e-4", rate=3e-4),
    Setting("rate 1.2e-3", rate=1.2e-3),
    Setting("heads alone", layers="heads"),
    Setting("all but the encoders", layers="no encoder"),
    Setting("dropout 0.1", dropout=0.1),
    Setting("dropout 0.35", dropout=0.35),
    Setting("dropout 0.5", dropout=0.5),
    Setting("weight decay 0.1", decay=0.1),
    Setting("in the songs' own keys", transposed=False),
    Setting("half of it base songs", replay=0.5),
    Setting("no early stop", patience=NEVER),
    Setting("from nothing", fresh=True),
)


class InTheirKeys(Crops):
    """Crops that are moved to C or left in their own key, never moved to another one."""

    def _crop(self, song: Song, steps: int, rng: np.random.Generator) -> Song:
        places = batches.phrase_starts if rng.random() < batches.ON_PHRASES else batches.bar_starts
        begin = int(rng.choice(places(song, steps)))
        cut = batches.estimate_key(batches.cut_song(song, begin, begin + steps))
        cut = replace(cut, form=batches.drop_form(cut.form, rng), plan=batches.drop_plan(cut.plan, rng))
        if cut.key == UNKNOWN_KEY or rng.random() < batches.KEY_DROPOUT:
            return replace(cut, mode=UNKNOWN_MODE)
        cut = transpose_to_c(cut)
        rows = batches.analyse_bars(cut.melody, cut.chords, cut.bar, self.shapes, cut.mode)
        return replace(cut, phrasing=batches.drop_phrasing(rows, rng))


LEARNING = two_voice.METHOD.learning


def method_of(setting: Setting, base_songs: Sequence[Song]) -> AnyMethod:
    """two_voice, its training changed as a setting says."""

    def read(settings: TrainingSettings, config: Any, new: bool = True) -> Iterator[Any]:
        for said in LEARNING.read(settings, config, new):
            if not isinstance(said, TrainingSet):
                yield said
                continue
            songs = [song for group in said.batches.by_meter.values() for song in group]
            own = sum(len(song) for song in songs)
            if setting.replay:
                share = own / sum(len(song) for song in base_songs) * setting.replay / (1 - setting.replay)
                songs += [replace(song, weight=share) for song in base_songs]
            yield replace(said, batches=(Crops if setting.transposed else InTheirKeys)(songs), examples=own)

    def optimizer(network: Any, _: Any) -> torch.optim.Optimizer:
        for name, weight in network.named_parameters():
            voice, layer, *_ = name.split(".")
            chosen = layer in HEADS or voice == "chord_touch" if setting.layers == "heads" else layer != "encoder"
            weight.requires_grad_(setting.layers == "all" or chosen or voice == "critic")
        for module in (*network.harmony.modules(), *network.melody.modules()):
            if setting.dropout is not None and isinstance(module, LockedDropout):
                module.share = setting.dropout
            elif setting.dropout is not None and isinstance(module, torch.nn.LSTM) and module.num_layers > 1:
                module.dropout = setting.dropout
        learning = [weight for weight in network.parameters() if weight.requires_grad]
        return torch.optim.AdamW(learning, lr=1e-3, betas=(0.9, 0.99), weight_decay=setting.decay)

    def schedule(songs: TrainingSet, fresh: bool) -> Any:
        usual = LEARNING.schedule(songs, fresh)
        return replace(usual, peak=setting.rate or usual.peak)

    changed = replace(LEARNING, read=read, optimizer=optimizer, schedule=schedule)
    return replace(two_voice.METHOD, learning=changed)


def tune(
    setting: Setting, folder: Path, out: Path, start: Path, minutes: float, base_songs: Sequence[Song] = ()
) -> tuple[Path, list[EpochEnded]]:
    """Train as told for some CPU-minutes; the model's file and its epochs."""
    settings = TrainingSettings(
        folder, out, start="none" if setting.fresh else str(start), minutes=minutes, patience=setting.patience,
        device="cpu",
    )  # fmt: skip
    epochs = []
    cpu_clock = SimpleNamespace(monotonic=time.process_time, perf_counter=time.process_time)
    with (
        mock.patch.object(two_voice, "METHOD", method_of(setting, base_songs)),
        mock.patch.object(clock, "time", cpu_clock),
        mock.patch.object(learning, "time", cpu_clock),
    ):
        for said in train(settings):
            if isinstance(said, EpochEnded):
                epochs.append(said)
                print(f"  {setting.name}: epoch {said.epoch}, {said.train_loss:.3f} nats an event, new songs"
                      f" {said.validation_loss:.3f} a step, copies {said.copy_rate:.2f}",
                      file=sys.stderr, flush=True)  # fmt: skip
            elif isinstance(said, Finished):
                print(f"  {setting.name}: {said.reason}", file=sys.stderr, flush=True)
    return (settings.last if setting.patience == NEVER else out), epochs


def draw_songs(folder: Path, count: int, seed: int, aside: Path | None = None) -> tuple[list[Path], list[Path]]:
    """So many songs, no two alike and none like one set `aside`; and songs that are like none of them."""
    reads = songs_in(folder)
    others = songs_in(aside) if aside else []
    groups = groups_of_clips([read.clip for read in (*reads, *others) if read.clip is not None])
    free = [group for group in groups if group[-1] < len(reads)]
    random.Random(seed).shuffle(free)
    drawn = [reads[group[0]].path for group in free[:count]]
    rest = [read.path for read in others] or [reads[index].path for group in free[count:] for index in group]
    return drawn, rest


def copied(paths: Sequence[Path], folder: Path) -> Path:
    """A folder with copies of these files."""
    folder.mkdir(parents=True)
    for path in paths:
        shutil.copy(path, folder / path.name)
    return folder


def scored(model: Path, learnt: Path, held_out: Path, told: argparse.Namespace, name: str) -> str:
    """Held-out figures of a model and what its ideas are like, in words."""
    *_, score = evaluate(model, held_out, "cpu")
    figures = score.report
    melody, chords = figures["melody"], figures["chords"]
    text = (f"{melody['nats_per_note']:.3f} nats a note, pitch {melody['pitch_accuracy']:.3f}; "
            f"{chords['nats_per_change']:.3f} nats a change, chord {chords['accuracy']:.3f}")  # fmt: skip
    if not told.ideas:
        return text
    written = ideas(Request(bars=BARS, count=told.ideas, seed=1), load_model(model))
    index = Index.build([(read.path.stem, read.clip) for read in songs_in(learnt) if read.clip is not None])
    long = sum(index.check(idea.clip.melody).longest >= 10 for idea in written)
    text += f"; 10 shared notes {long / len(written):.1%}, {told_of_draws(written)}"
    if told.scorer is None:
        return text
    with tempfile.TemporaryDirectory() as place:
        made = (told.keep or Path(place)) / name.replace(" ", "-").replace("'", "")
        write_all((idea.clip for idea in written), made / "ideas")
        report = made / "scores.json"
        command = [sys.executable, str(told.scorer), str(made / "ideas"), "--human", str(held_out)]
        subprocess.run(
            [*command, "--training", str(learnt), "--json", str(report)], check=True, stdout=subprocess.DEVNULL
        )
        scores = json.loads(report.read_text(encoding="utf-8"))
    shared, human = (scores[f"longest shared run, {who}"]["10 notes or more"] for who in ("generated", "human"))
    return (
        f"{text}; told apart {scores['told apart']:.3f}; windows with 10 shared notes {shared:.1%} (human {human:.1%})"
    )


def main(arguments: Sequence[str] = ()) -> None:
    """Print the table."""
    parser = options(__doc__)
    parser.add_argument("folder", type=Path, nargs="?", metavar="FOLDER", help="two-voice songs to draw from")
    parser.add_argument("--held-out", type=Path, metavar="FOLDER", help="songs to score on")
    parser.add_argument("--replay", type=Path, metavar="FOLDER", help="songs that the model began with")
    parser.add_argument("--songs", type=int, default=SONGS, metavar="N")
    parser.add_argument("--minutes", type=float, default=10, metavar="M", help="CPU-minutes a setting")
    parser.add_argument("--ideas", type=int, default=IDEAS, metavar="N", help=f"of {BARS} bars (default: {IDEAS})")
    parser.add_argument("--only", nargs="*", choices=[setting.name for setting in GRID], metavar="SETTING")
    parser.add_argument("--scorer", type=Path, metavar="SCRIPT")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="keep models and ideas there")
    parser.add_argument("--seed", type=int, default=0)
    told = parser.parse_args(arguments)
    if told.folder is None:
        print("few_songs: name a folder of two-voice songs")
        return
    torch.set_num_threads(1)
    chosen = [setting for setting in GRID if not told.only or setting.name in told.only]
    chosen = [setting for setting in chosen if told.replay or not setting.replay]
    base_songs = [song for read in songs_in(told.replay) for song in encode(read.clip)] if told.replay else []
    rows = []
    with tempfile.TemporaryDirectory() as place:
        drawn, rest = draw_songs(told.folder, told.songs, told.seed, told.held_out)
        learnt = copied(drawn, Path(place, "learnt"))
        held_out = told.held_out or copied(rest[:HELD_OUT], Path(place, "held-out"))
        if told.model.exists() and not told.only:
            rows.append(("not tuned", scored(told.model, learnt, held_out, told, "not tuned")))
        for number, setting in enumerate(chosen):
            out = (told.keep or Path(place)) / f"setting-{number}.safetensors"
            model, epochs = tune(setting, learnt, out, told.model, told.minutes, base_songs)
            best = max((epoch for epoch in epochs if epoch.is_best), key=lambda epoch: epoch.epoch, default=None)
            reached = f"epoch {best.epoch if best else 0} of {len(epochs)}"
            rows.append((setting.name, f"{scored(model, learnt, held_out, told, setting.name)}; best {reached}"))
            print(f"{rows[-1][0]}: {rows[-1][1]}", file=sys.stderr, flush=True)
    title = f"{len(drawn)} songs of {told.folder.name}, {told.minutes:g} CPU-minutes a setting"
    print_table(f"{title}, from {told.model.name} (load {os.getloadavg()[0]:.1f})", rows)


if __name__ == "__main__":
    main(sys.argv[1:])
