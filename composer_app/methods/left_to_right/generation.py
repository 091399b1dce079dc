"""Ideas written from left to right: row after row, all ideas at once, until they are long enough."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Generic

import numpy as np

from composer_app.corpus.originality.melody_index import Index
from composer_app.errors import ComposerError
from composer_app.methods.entry import Entry
from composer_app.methods.left_to_right.parts import BatchT, ConfigT, NetworkT, Parts, Rows, SumsT
from composer_app.methods.model import Model
from composer_app.music.clip import Clip
from composer_app.music.lines import skyline
from composer_app.music.meter import Meter, Timeline
from composer_app.music.note import Note
from composer_app.music.originality import Originality
from composer_app.protocol.request import GeneratedIdea, Request

ATTEMPTS = 3
NEXT_ATTEMPT = 7_919  # between the seeds of one idea's attempts
FEWEST_NOTES = 2
ROWS_A_BAR = 96  # at most, so that rows that last no time come to an end
Notes = tuple[Note, ...]


def ideas(
    parts: Parts[ConfigT, NetworkT, BatchT, SumsT],
    request: Request,
    model: Model[ConfigT, NetworkT],
    seeds: Sequence[int],
    _: bool = False,
) -> Iterator[GeneratedIdea]:
    """One idea a seed, in order; one without notes, or that copies a song, is sampled again.

    ComposerError where the method cannot do the task, or the clip holds nothing that it can go on from.
    """
    refuse(request, parts.entry)
    yield from Writing(parts, request, model).ideas(seeds)


def originality(clip: Clip, request: Request, _: Model[ConfigT, NetworkT], index: Index) -> Originality:
    """What a clip that the composer has edited shares with the songs; the seed clip's melody is not counted."""
    return index.check(melody_line(clip), request.clip.melody if request.clip is not None else ())


def refuse(request: Request, entry: Entry) -> None:
    """Raise ComposerError with the method's own reason where it cannot do what is requested."""
    requested = {
        request.task: True,
        "form": request.form is not None,
        "pickup": request.task == "new" and request.pickup > 0,
        "key": request.key is not None or request.lock_key,
        "controls": bool(request.controls.features),
        "range": request.low is not None or request.high is not None,
    }
    for name, is_requested in requested.items():
        if is_requested and name in entry.refusals:
            raise ComposerError(entry.refusals[name])
    if request.task not in entry.tasks:
        raise ComposerError(f"{entry.title} cannot {request.task}; choose another model.")


@dataclass(frozen=True, slots=True)
class Writing(Generic[ConfigT, NetworkT, BatchT, SumsT]):
    """One request to a model of a method that writes from left to right."""

    parts: Parts[ConfigT, NetworkT, BatchT, SumsT]
    request: Request
    model: Model[ConfigT, NetworkT]

    @property
    def begin(self) -> int:
        """The bar line, in ticks, at which the new bars begin."""
        clip = self.request.clip
        return 0 if clip is None else clip.timeline.bar_start(clip.bars)

    @property
    def meter(self) -> Meter:
        """The clip's at its end, the one requested, or the training songs'."""
        clip = self.request.clip
        if clip is not None:
            return clip.timeline.meter_at(max(0, clip.length - 1))
        return self.request.meter or Meter.parse(self.model.card.corpus_statistics.get("meter", "4/4"))

    @property
    def bpm(self) -> float:
        """The clip's tempo at its end, the one requested, or the training songs'."""
        clip = self.request.clip
        if clip is not None:
            return clip.timeline.tempos[-1].bpm
        return float(self.request.tempo or self.model.card.corpus_statistics.get("tempo", 100))

    def ideas(self, seeds: Sequence[int]) -> Iterator[GeneratedIdea]:
        """One idea a seed, in order."""
        config, clip = self.model.config, self.request.clip
        start = self.parts.no_rows(config) if clip is None else self.parts.seed_rows(clip, config)
        waiting, found = list(seeds), dict[int, GeneratedIdea]()
        for attempt in range(1, ATTEMPTS + 1):
            sampled = self.rows(start, [seed + (attempt - 1) * NEXT_ATTEMPT for seed in waiting])
            for seed, (rows, nats) in zip(waiting, sampled, strict=True):
                idea = self.idea(seed, rows, nats, attempt)
                if attempt == ATTEMPTS or self.is_sound(idea):
                    found[seed] = idea
            waiting = [seed for seed in waiting if seed not in found]
            if not waiting:
                break
        yield from (found[seed] for seed in seeds)

    def rows(self, start: Rows, seeds: Sequence[int]) -> list[tuple[Rows, float]]:
        """Of each seed the rows (steps, ...) of the bars requested, after `start` (steps, ...), and their nats."""
        length, most = self.request.bars * self.meter.bar, ROWS_A_BAR * self.request.bars
        rows, nats, ticks = [], np.zeros(len(seeds)), np.zeros(len(seeds))
        temperature, top_p = self.request.sampling
        for step, cost in self.parts.write(self.model.network, start, seeds, temperature, top_p):
            rows.append(step)
            nats += np.where(ticks < length, cost, 0.0)
            ticks += self.parts.step_ticks(self.model.config, step, self.bpm)
            if ticks.min() >= length or len(rows) >= most:
                break
        return [(np.stack(idea), float(cost)) for idea, cost in zip(zip(*rows, strict=True), nats, strict=True)]

    def idea(self, seed: int, rows: Rows, nats: float, attempts: int) -> GeneratedIdea:
        """Rows (steps, ...) as an idea: after the seed clip, cut at the last bar line."""
        length = self.begin + self.request.bars * self.meter.bar
        voices = self.parts.decode(self.model.config, rows, self.begin, self.bpm)
        chords, melody = (_cut(notes, length) for notes in voices)
        seed_clip = self.request.clip or Clip(timeline=Timeline.plain(self.bpm, self.meter))
        melody = _in_range(melody, self.request)
        written = seed_clip.with_parts(chords=seed_clip.chords + chords, melody=seed_clip.melody + melody)
        clip = dataclasses.replace(written, length=length)
        request = dataclasses.replace(self.request, seed=seed, count=1)
        remarks = (f"written {attempts} times",) if attempts > 1 else ()
        index = self.model.index
        shared = None if index is None else index.check(melody_line(clip), seed_clip.melody)
        nats_a_note = nats / max(1, len(chords) + len(melody))
        return GeneratedIdea(clip, seed, str(self.model.path), request, nats_a_note, attempts, remarks, shared)

    def is_sound(self, idea: GeneratedIdea) -> bool:
        """Whether an idea has notes and is no copy."""
        new = sum(note.onset >= self.begin for note in idea.clip.notes)
        return new >= FEWEST_NOTES and (idea.originality is None or idea.originality.verdict != "red")


def melody_line(clip: Clip) -> Sequence[Note]:
    """The melody, or the highest notes of the chords where the method writes no melody."""
    return clip.melody or skyline(clip.chords)


def _cut(notes: Notes, length: int) -> Notes:
    """The notes that begin before `length`, none sounding beyond it."""
    kept = (note for note in notes if note.onset < length)
    return tuple(dataclasses.replace(note, duration=min(note.duration, length - note.onset)) for note in kept)


def _in_range(notes: Notes, request: Request) -> Notes:
    """The notes moved by octaves into the range requested."""
    low, high = request.low or 0, 127 if request.high is None else request.high

    def moved(pitch: int) -> int:
        up = pitch + 12 * max(0, -(-(low - pitch) // 12))
        return up - 12 * max(0, -(-(up - high) // 12))

    return tuple(dataclasses.replace(note, pitch=moved(note.pitch)) for note in notes)
