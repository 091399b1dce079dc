"""How well a network predicts what is new in a song, beside models that count: the figures ideas depend on.

A song repeats itself, and a network with a memory predicts the repeats; over whole songs that hides whether it can
compose. So it is asked about the first eight and sixteen bars of each song, from the bar in which the melody begins,
cut out of it, and about all bars that repeat neither the melody nor the rhythm of an earlier one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from composer_app.methods.method import Report
from composer_app.methods.two_voice.encoding.grid import Song
from composer_app.methods.two_voice.encoding.masks import align_to_notes
from composer_app.methods.two_voice.evaluation.baselines import BASELINES, Question, answers
from composer_app.methods.two_voice.evaluation.events import chord_row, chords_counted, melody_counted, melody_row
from composer_app.methods.two_voice.evaluation.figures import chord_figures, melody_figures
from composer_app.methods.two_voice.evaluation.openings import new_bars, opening
from composer_app.methods.two_voice.network.evaluate import SongSums, evaluate_song
from composer_app.methods.two_voice.network.two_voice import TwoVoice

BARS = (8, 16)
WHOLE, NOT_REPEATING = "whole", "not_repeating"
BLOCKS = tuple(f"first_{bars}" for bars in BARS)


class NewMaterial:
    """Sums over songs, which stand in C where the file gives a key signature.

    A file without one gets its key from all of its notes, those to come too, and major or minor is always found
    from the whole song; nothing else looks ahead. Songs without a melody are left out.
    """

    def __init__(self) -> None:
        self.sums: dict[tuple[str, str], SongSums] = {}
        self.counts: dict[str, dict[str, int]] = {name: {"songs": 0, "bars": 0} for name in (*BLOCKS, NOT_REPEATING)}
        for name in BLOCKS:
            self.counts[name]["shorter"] = 0

    def add(self, network: TwoVoice, stretches: Sequence[Song]) -> None:
        """Score one more song, given as its stretches of one meter each."""
        for name, bars in zip(BLOCKS, BARS, strict=True):
            cut = opening(stretches, bars)
            if cut is not None:
                self._count(name, len(cut) // cut.bar)
                self.counts[name]["shorter"] += len(cut) < bars * cut.bar
                for task, sums in tasks(network, cut):
                    self._sum(name, task, sums)
        fresh = [(song, steps) for song, steps in zip(stretches, new_bars(stretches), strict=True) if steps.any()]
        if fresh:
            self._count(NOT_REPEATING, sum(int(steps.sum()) // song.bar for song, steps in fresh))
        for song, steps in fresh:
            self._sum(NOT_REPEATING, "past", evaluate_song(network, song, None, steps))

    def figures(self, baselines: Report) -> Report:
        """Each block's figures with those of the `baselines`, which are given by block."""
        found: Report = {}
        for name, counts in self.counts.items():
            if (name, "past") in self.sums:
                past = self.sums[name, "past"]
                found[name] = {**counts, "notes": past.notes, "changes": past.changes}
                found[name] |= {"melody": melody_figures(past), "chords": chord_figures(past)}
                if name in BLOCKS:
                    found[name] |= self._in_context(name)
                found[name]["baselines"] = baselines.get(name, {})
        return found

    def _in_context(self, name: str) -> Report:
        """The figures of one voice where all of the other is known, and what that saves the melody.

        What a melody costs without them is taken for `known_chords_save` on the very same choices: a known
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

    def _sum(self, name: str, task: str, sums: SongSums) -> None:
        before = self.sums.get((name, task))
        self.sums[name, task] = sums if before is None else before + sums


def tasks(network: TwoVoice, cut: Song) -> Iterator[tuple[str, SongSums]]:
    """A cut scored from its past alone, and each voice with all of the other known."""
    nothing, everything = np.zeros(len(cut), bool), np.ones(len(cut), bool)
    melody = align_to_notes(cut.melody, everything), align_to_notes(cut.chords, nothing)
    chords = align_to_notes(cut.melody, nothing), align_to_notes(cut.chords, everything)
    yield "past", evaluate_song(network, cut)
    yield "chords_under_melody", evaluate_song(network, cut, chords)
    yield "melody_over_chords", evaluate_song(network, cut, melody)
    yield "melody_alone", evaluate_song(network, cut, None, melody)


def baseline_figures(songs: Sequence[Sequence[Song]], counted: Sequence[Sequence[Song]] = ()) -> Report:
    """By block, and WHOLE for whole songs, what each of the BASELINES reaches.

    Songs stand in C, as stretches each; the baselines are counted on the songs `counted`, or where there are none on
    all but the one that is scored.
    """
    asked = [questions(stretches) for stretches in songs]
    names = (WHOLE, *BLOCKS, NOT_REPEATING)
    found: Report = {name: {baseline: {} for baseline in BASELINES} for name in names}
    for baseline, make in BASELINES.items():
        for voice, row, nats, accuracy in (
            ("melody", melody_row, "nats_per_note", "pitch_accuracy"),
            ("chords", chord_row, "nats_per_change", "accuracy"),
        ):
            scored, learnt = (
                [[row(getattr(song, voice)) for song in stretches] for stretches in of] for of in (songs, counted)
            )
            scores = answers(make, scored, [[question[voice] for question in each] for each in asked], learnt)
            for name, score in zip(names, scores, strict=True):
                found[name][baseline][voice] = {nats: score["nats"], accuracy: score["accuracy"]}
    return found


def questions(stretches: Sequence[Song]) -> list[dict[str, Question]]:
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
