"""The toy's encoding, network, sampling and evaluation, and the method made of them."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from composer_app.corpus.transcription.tracks import SongRead, highest_pitches, notes_in
from composer_app.learning.nucleus import nucleus
from composer_app.learning.sums import Sums
from composer_app.methods.left_to_right.method import left_to_right
from composer_app.methods.left_to_right.parts import Parts, Rows
from composer_app.music.clip import Clip
from composer_app.music.note import Note
from composer_app.music.score import Score
from tests.methods.toy import ENTRY

EIGHTH = 240


@dataclass(frozen=True, slots=True)
class Config:
    hidden: int = 8
    rate: float = 1e-2
    schedule: str = "constant"
    clip: float = 1.0
    epochs: int = 2


@dataclass(frozen=True, slots=True)
class Batch:
    """Pitches (songs, steps) and the ones that follow."""

    given: Tensor
    target: Tensor

    def to(self, device: torch.device) -> Batch:
        return Batch(self.given.to(device), self.target.to(device))


class Windows:
    def __init__(self, songs: Sequence[Rows], _: Config) -> None:
        self.songs = songs
        self.examples = sum(map(len, songs))
        self.batch_examples = 8

    def stream(self, seed: int, start: int = 0) -> Iterator[Batch]:
        for number in itertools.count(start):
            song = self.songs[np.random.default_rng((seed, number)).integers(len(self.songs))]
            yield Batch(*(torch.from_numpy(np.array(part[None], np.int64)) for part in (song[:-1], song[1:])))


class Network(nn.Module):
    def __init__(self, config: Config) -> None:
        super().__init__()
        self.config = config
        self.pitch = nn.Embedding(128, config.hidden)
        self.head = nn.Linear(config.hidden, 128)

    def forward(self, pitches: Tensor) -> Tensor:
        """Logits (songs, steps, 128) of the pitches that follow (songs, steps)."""
        logits: Tensor = self.head(self.pitch(pitches))
        return logits


@dataclass(frozen=True, slots=True)
class Loss:
    loss: Tensor


@dataclass(frozen=True, slots=True)
class Evaluated(Sums):
    notes: int = 0
    hits: int = 0
    nats: float = 0.0

    @property
    def loss(self) -> float:
        return self.nats / max(1, self.notes)

    def figures(self) -> dict[str, float]:
        return {"next_note_accuracy": self.hits / max(1, self.notes), "next_note_nats": self.loss}


def read(score: Score, _: Config) -> SongRead:
    pitches = np.array(highest_pitches([note for track in score.tracks for note in track.notes]), np.int16)
    return SongRead(pitches if len(pitches) > 1 else None, len(pitches), notes_in(score) - len(pitches), "")


def loss(network: Network, batch: Batch) -> Loss:
    return Loss(functional.cross_entropy(network(batch.given).flatten(0, 1), batch.target.flatten()))


@torch.no_grad()
def evaluate(network: Network, song: Rows) -> Evaluated:
    pitches = torch.from_numpy(song.astype(np.int64))
    logits = network(pitches[None, :-1])[0]
    nats = float(functional.cross_entropy(logits, pitches[1:], reduction="sum"))
    return Evaluated(len(pitches) - 1, int((logits.argmax(-1) == pitches[1:]).sum()), nats)


@torch.no_grad()
def write(
    network: Network, start: Rows, seeds: Sequence[int], temperature: float, top_p: float
) -> Iterator[tuple[Rows, NDArray[np.float64]]]:
    pitches = torch.full((len(seeds),), int(start[-1]))
    dice = [np.random.default_rng(seed) for seed in seeds]
    while True:
        logits = network(pitches[:, None])[:, 0]
        pitches = nucleus(logits, torch.tensor([die.random() for die in dice]), temperature, top_p)
        yield pitches.numpy(), functional.cross_entropy(logits, pitches, reduction="none").double().numpy()


def decode(_: Config, rows: Rows, begin: int, __: float) -> tuple[tuple[Note, ...], tuple[Note, ...]]:
    return (), tuple(Note(begin + EIGHTH * at, EIGHTH, int(pitch)) for at, pitch in enumerate(rows))


def seed_rows(clip: Clip, _: Config) -> Rows:
    return np.array([clip.melody[-1].pitch])


METHOD = left_to_right(
    Parts(
        entry=ENTRY,
        config=Config,
        presets={"mended": Config()},
        read=read,
        fit=lambda config, _: config,
        network=Network,
        optimizer=lambda network, config: torch.optim.Adam(network.parameters(), config.rate),
        windows=Windows,
        loss=loss,
        evaluate=evaluate,
        streams=lambda song, _: {"next_note": song.astype(np.int64)},
        seed_rows=seed_rows,
        no_rows=lambda _: np.array([60]),
        write=write,
        step_ticks=lambda _, rows, __: np.full(len(rows), float(EIGHTH)),
        decode=decode,
    )
)
