"""How two_voice learns: its optimiser and schedule, what it copies, and what its critic learns from its ideas."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence

import numpy as np
import torch
from numpy.typing import NDArray

from composer_app.corpus.originality.melody_index import Index
from composer_app.learning.copying import IDEAS, share_copied
from composer_app.learning.training_set import CorpusStatistics, Schedule
from composer_app.methods.two_voice.encoding.tokens import FIRST, STEP
from composer_app.methods.two_voice.evaluation.figures import chord_figures, melody_figures
from composer_app.methods.two_voice.network.config import TwoVoiceConfig
from composer_app.methods.two_voice.network.evaluate import SongSums
from composer_app.methods.two_voice.network.two_voice import TwoVoice
from composer_app.methods.two_voice.training.critic_training import RATE as CRITIC_RATE
from composer_app.methods.two_voice.training.critic_training import CriticTraining
from composer_app.methods.two_voice.training.songs import TwoVoiceSet, planned, songs_by_meter
from composer_app.music.note import Note

PEAK = 2e-3
PEAK_WHEN_TUNING = 6e-4
EPOCHS = 60
FINAL_SHARE = 0.1  # of a run's time goes to the critic at its end
ROUNDS, LESSONS = 8, 20  # of ideas, and lessons after each, where no time is set
LESSONS_AN_EPOCH = 6
FEWEST_STEPS, MOST_STEPS = 30, 200
COPY_BARS = 8


def optimizer(network: TwoVoice, _: TwoVoiceConfig) -> torch.optim.Optimizer:
    """AdamW (Loshchilov & Hutter 2019)."""
    return torch.optim.AdamW(network.parameters(), lr=PEAK, betas=(0.9, 0.99), weight_decay=0.01)


def schedule(songs: TwoVoiceSet, fresh: bool) -> Schedule:
    """Slower where a trained model is tuned; an epoch is about one pass over the songs."""
    examples = songs.examples_per_step
    steps = min(MOST_STEPS, max(FEWEST_STEPS, round(songs.examples / examples)))
    return Schedule(PEAK if fresh else PEAK_WHEN_TUNING, True, 1.0, steps, examples, EPOCHS, True)


def figures(new_bars: SongSums, whole: SongSums | None = None) -> dict[str, float]:
    """How well new bars are predicted, and the next note over some whole songs."""
    melody, chords = melody_figures(new_bars), chord_figures(new_bars)
    found = {
        "nats_per_note": melody["nats_per_note"],
        "next_note_accuracy": melody["pitch_accuracy"],
        "nats_per_chord": chords["nats_per_change"],
        "next_chord_accuracy": chords["accuracy"],
    }
    if whole is not None:
        found["whole_songs_next_note_accuracy"] = melody_figures(whole)["pitch_accuracy"]
    return found


def copy_rate_and_lessons(
    network: TwoVoice, songs: TwoVoiceSet, index: Index, seed: int, statistics: CorpusStatistics
) -> float:
    """The share of 32 fresh ideas that copy a song; the critic learns from them, too."""
    lessons = lessons_of(network, songs, statistics, seed)
    ideas = lessons.write(IDEAS)
    # A resumed run drops the same units as one that never stopped.
    torch.manual_seed(seed)
    for _ in range(LESSONS_AN_EPOCH):
        lessons.step()
    return copy_rate([idea.melody for idea in ideas], lessons.meter[0], index)


def copy_rate(melodies: Sequence[NDArray[np.int16]], bar: int, index: Index) -> float:
    """The share of ideas whose first eight bars hold a run of a song long enough to be red.

    `melodies` are tokens (steps,), `bar` the 16ths in a bar.
    """
    openings = [tokens[: COPY_BARS * bar] for tokens in melodies]
    return share_copied(
        [
            [Note(int(at) * STEP, 1, int(tokens[at]) - FIRST) for at in np.flatnonzero(tokens >= FIRST)]
            for tokens in openings
        ],
        index,
    )


def lessons_of(network: TwoVoice, songs: TwoVoiceSet, statistics: CorpusStatistics, seed: int) -> CriticTraining:
    """What the critic learns from: the songs to learn from beside the network's own ideas."""
    learnt = planned([song for group in songs_by_meter(songs) for song in group])
    return CriticTraining(network, learnt, statistics.get("plans", ()), statistics.get("minor_share", 0.3), seed)


def final_calibration(
    network: TwoVoice, songs: TwoVoiceSet, statistics: CorpusStatistics, seed: int, seconds: float | None
) -> Iterator[None]:
    """Teach the critic what finished weights write, for so many seconds or a fixed course; yields after each lesson."""
    lessons = lessons_of(network, songs, statistics, seed)
    if seconds is None:
        for _ in lessons.run(ROUNDS, LESSONS):
            yield
        return
    began = time.monotonic()
    while (done := (time.monotonic() - began) / seconds) < 1:
        lessons.write()
        for _ in range(LESSONS):
            lessons.step(CRITIC_RATE * max(0.05, 1 - done))
            yield
