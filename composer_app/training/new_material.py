"""How well a network foresees what is new in a song, beside models that count: the figures ideas depend on.

A song repeats itself, and a network with a memory foresees the repeats; over whole songs that hides whether it can
compose. So it is asked about the first eight and sixteen bars of each song, from the bar in which the melody begins,
cut out of it, and about all bars that repeat neither the melody nor the rhythm of an earlier one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from composer_app.baselines.ppm import Ppm
from composer_app.training.baselines import Counts, Question, left_out
from composer_app.training.events import chord_row, chords_counted, melody_counted, melody_row
from composer_app.training.holes import chord_figures, melody_figures
from composer_app.training.openings import new_bars, opening

BARS = (8, 16)
WHOLE, NOT_REPEATING = "whole", "not_repeating"
BLOCKS = tuple(f"first_{bars}" for bars in BARS)
BASELINES: dict[str, Callable[[int], Counts | Ppm]] = {"markov_2": lambda _: Counts(), "ppm": Ppm}


class NewMaterial:
    """Sums over songs. All is heard in the key: songs stand in C where the file gives a key signature.

    A file without one gets its key from all of its notes, those to come too, and major or minor is always heard
    from the whole song; nothing else looks ahead. Songs without a melody are left out.
    """

    def __init__(self) -> None:
        self.sums: dict[tuple[str, str], Any] = {}
        self.counts: dict[str, dict[str, int]] = {name: {"songs": 0, "bars": 0} for name in (*BLOCKS, NOT_REPEATING)}
        for name in BLOCKS:
            self.counts[name]["shorter"] = 0

    def add(self, network: Any, method: Any, stretches: Sequence[Any]) -> None:
        """Score one more song, given as its stretches of one meter each."""
        for name, bars in zip(BLOCKS, BARS, strict=True):
            cut = opening(stretches, bars)
            if cut is not None:
                self._count(name, len(cut) // cut.bar)
                self.counts[name]["shorter"] += len(cut) < bars * cut.bar
                for task, measured in tasks(network, method, cut):
                    self._sum(name, task, measured)
        fresh = [(song, steps) for song, steps in zip(stretches, new_bars(stretches), strict=True) if steps.any()]
        if fresh:
            self._count(NOT_REPEATING, sum(int(steps.sum()) // song.bar for song, steps in fresh))
        for song, steps in fresh:
            self._sum(NOT_REPEATING, "past", method.measure(network, song, None, steps))

    def figures(self, baselines: dict[str, dict[str, Any]]) -> dict[str, Any]:
        """Each block's figures with those of the `baselines`, which are given by block."""
        found: dict[str, Any] = {}
        for name, counts in self.counts.items():
            if (name, "past") in self.sums:
                past = self.sums[name, "past"]
                found[name] = {**counts, "notes": past.notes, "changes": past.changes}
                found[name] |= {"melody": melody_figures(past), "chords": chord_figures(past)}
                if name in BLOCKS:
                    found[name] |= self._given(name)
                found[name]["baselines"] = baselines.get(name, {})
        return found

    def _given(self, name: str) -> dict[str, Any]:
        """The figures of one voice where all of the other is given, and what that saves the melody.

        What a melody costs without them is taken for `known_chords_save` on the very same choices: a given
        voice gives away how its quarters are divided, so that this is scored on neither side.
        """
        over = melody_figures(self.sums[name, "melody_over_chords"])
        alone = melody_figures(self.sums[name, "melody_alone"])
        return {
            "chords_under_melody": chord_figures(self.sums[name, "chords_under_melody"]),
            "melody_over_chords": {**over, "past_only": alone},
            "known_chords_save": alone["nats_per_note"] - over["nats_per_note"],
        }

    def _count(self, name: str, bars: int) -> None:
        self.counts[name]["songs"] += 1
        self.counts[name]["bars"] += bars

    def _sum(self, name: str, task: str, measured: Any) -> None:
        before = self.sums.get((name, task))
        self.sums[name, task] = measured if before is None else before + measured


def tasks(network: Any, method: Any, cut: Any) -> Iterator[tuple[str, Any]]:
    """A cut measured from its past alone, and each voice with all of the other given."""
    nothing, everything = np.zeros(len(cut), bool), np.ones(len(cut), bool)
    melody = method.align_to_notes(cut.melody, everything), method.align_to_notes(cut.chords, nothing)
    chords = method.align_to_notes(cut.melody, nothing), method.align_to_notes(cut.chords, everything)
    yield "past", method.measure(network, cut)
    yield "chords_under_melody", method.measure(network, cut, chords)
    yield "melody_over_chords", method.measure(network, cut, melody)
    yield "melody_alone", method.measure(network, cut, None, melody)


def baseline_figures(songs: Sequence[Sequence[Any]]) -> dict[str, dict[str, Any]]:
    """By block, and WHOLE for whole songs, what each of the BASELINES reaches; songs stand in C, as stretches each."""
    asked = [questions(stretches) for stretches in songs]
    names = (WHOLE, *BLOCKS, NOT_REPEATING)
    found: dict[str, dict[str, Any]] = {name: {baseline: {} for baseline in BASELINES} for name in names}
    for baseline, make in BASELINES.items():
        for voice, row, nats, accuracy in (
            ("melody", melody_row, "nats_per_note", "pitch_accuracy"),
            ("chords", chord_row, "nats_per_change", "accuracy"),
        ):
            rows = [[row(getattr(song, voice)) for song in stretches] for stretches in songs]
            scores = left_out(make, rows, [[question[voice] for question in each] for each in asked])
            for name, score in zip(names, scores, strict=True):
                found[name][baseline][voice] = {nats: score["nats"], accuracy: score["accuracy"]}
    return found


def questions(stretches: Sequence[Any]) -> list[dict[str, Question]]:
    """What is asked about a song, by voice: all of it, its openings, and its bars that repeat none."""
    cuts = [[cut for cut in (opening(stretches, bars),) if cut is not None] for bars in BARS]
    asked = [[(song, np.ones(len(song), bool)) for song in songs] for songs in (stretches, *cuts)]
    asked.append(list(zip(stretches, new_bars(stretches), strict=True)))
    return [
        {
            "melody": [(melody_row(song.melody), melody_counted(song.melody, steps)) for song, steps in excerpt],
            "chords": [(chord_row(song.chords), chords_counted(song.chords, steps)) for song, steps in excerpt],
        }
        for excerpt in asked
    ]
