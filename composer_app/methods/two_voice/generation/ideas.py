"""A request and a model of two_voice become ideas, each the best of several drafts."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence

import numpy as np

from composer_app.methods.two_voice.encoding.batch import collate
from composer_app.methods.two_voice.generation.brief import brief_of
from composer_app.methods.two_voice.generation.checks import Checked, checked
from composer_app.methods.two_voice.generation.drafts import scores_of
from composer_app.methods.two_voice.generation.finish import NewNotes, new_notes, top_of_chords, with_notes
from composer_app.methods.two_voice.generation.segments import Brief, Segment, TwoVoiceModel
from composer_app.methods.two_voice.sampling import written
from composer_app.methods.two_voice.sampling.options import Sampling
from composer_app.methods.two_voice.sampling.sample import write
from composer_app.protocol.request import GeneratedIdea, Request, Sketch

DRAFTS = 8  # of each idea
ATTEMPTS = 3
# Of the temperature asked for, pitches and lengths take a little less: read blind, lines hold together better so.
MELODY, RHYTHM = 0.94, 0.92
ALWAYS = 100.0  # bars of silence, where silence is asked for


def ideas(
    request: Request, model: TwoVoiceModel, seeds: Sequence[int], sketched: bool
) -> Iterator[GeneratedIdea | Sketch]:
    """One idea a seed, in order; one that is not sound is sampled again, a few times at most."""
    found: dict[int, GeneratedIdea] = {}
    faults: dict[int, list[str]] = {}
    for attempt in range(1, ATTEMPTS + 1):
        waiting = [seed for seed in seeds if seed not in found]
        if not waiting:
            break
        for message in _attempt(request, model, waiting, attempt, sketched and attempt == 1):
            if isinstance(message, Sketch):
                yield message
                continue
            seed, idea = message
            if idea.fault is not None and attempt < ATTEMPTS:
                faults.setdefault(seed, []).append(idea.fault)
                continue
            asked = dataclasses.replace(request, seed=seed, count=1)
            remarks = _remarks(attempt, faults.get(seed, []), idea)
            path = str(model.path)
            found[seed] = GeneratedIdea(idea.clip, seed, path, asked, idea.nats, attempt, remarks, idea.originality)
    yield from (found[seed] for seed in seeds)


def _remarks(attempts: int, faults: Sequence[str], idea: Checked) -> tuple[str, ...]:
    """What the composer reads of how an idea came about."""
    if attempts == 1:
        return ()
    reasons = ", ".join(dict.fromkeys(faults))
    remarks = [f"written {attempts} times: {reasons}"]
    if idea.fault is not None:
        remarks.append(f"still {idea.fault}")
    return tuple(remarks)


def _attempt(
    request: Request, model: TwoVoiceModel, seeds: Sequence[int], attempt: int, sketched: bool
) -> Iterator[Sketch | tuple[int, Checked]]:
    """Each seed's idea at an attempt, the best of its drafts; the first of them is sketched as it grows."""
    brief = brief_of(request, model, seeds, DRAFTS)
    found: list[written.WrittenTokens] = []
    notes = [NewNotes() for _ in seeds]
    for segment in brief.segments:
        last, due = None, 1
        for last in _sampled(request, model, brief, segment, seeds, attempt, sketched):
            bars = (last.steps - segment.begin) // last.bar
            if sketched and bars >= due:  # after bar 1, 2, 4, 8 ... or the next one that all have finished
                due = 1 << bars.bit_length()
                for number in range(len(seeds)):
                    row = number * DRAFTS
                    begun = notes[number] + new_notes(model, brief, segment, last, row, last.steps)
                    yield Sketch(number, with_notes(brief.frames[row], begun))
        assert last is not None
        found.append(last)
        if sketched and segment is not brief.segments[-1]:
            ended = [new_notes(model, brief, segment, last, number * DRAFTS) for number in range(len(seeds))]
            notes = [before + after for before, after in zip(notes, ended, strict=True)]
    of_segments = [scores_of(request, model, *both) for both in zip(brief.segments, found, strict=True)]
    scores = np.sum(of_segments, 0)
    for number, seed in enumerate(seeds):
        rows = sorted(range(number * DRAFTS, (number + 1) * DRAFTS), key=lambda row: -scores[row])
        yield seed, _first_sound(request, model, brief, found, rows)


def _first_sound(
    request: Request, model: TwoVoiceModel, brief: Brief, found: Sequence[written.WrittenTokens], rows: Sequence[int]
) -> Checked:
    """The first of the drafts `rows`, the best ones first, that is sound; the best one where none is."""
    best = None
    for row in rows:
        notes, nats = NewNotes(), 0.0
        for segment, of_segment in zip(brief.segments, found, strict=True):
            notes += new_notes(model, brief, segment, of_segment, row)
            nats += float(of_segment.nats[row])
        idea = checked(request, model, brief, row, notes, nats)
        if idea.fault is None:
            return idea
        best = best or idea
    assert best is not None
    return best


def _sampled(
    request: Request,
    model: TwoVoiceModel,
    brief: Brief,
    segment: Segment,
    seeds: Sequence[int],
    attempt: int,
    sketched: bool,
) -> Iterator[written.WrittenTokens]:
    """All drafts of a segment, and where they are `sketched` what there is of them at every bar before."""
    chances = [(seed, attempt, max(0, segment.songs[0].begin), draft) for seed in seeds for draft in range(DRAFTS)]
    options = _options(request, model, brief, segment, guarded=attempt == ATTEMPTS)
    batch = collate(segment.songs, masks=segment.masks)
    return write(model.network, batch, options, chances, segment.transpositions, segment.no_onsets, sketched)


def _options(request: Request, model: TwoVoiceModel, brief: Brief, segment: Segment, guarded: bool) -> Sampling:
    """How to sample; `guarded` against copying, where sampling again has not helped."""
    temperature, top_p = request.sampling
    asked = request.controls
    quiet = asked.get("rests", 0.0) > 0.5 or asked.get("density", 1.0) < 0.2
    # What is kept of a varied clip's chords differs from idea to idea; no idea may depend on its neighbours.
    below = [request.clip] if request.task == "vary" and request.clip is not None else brief.frames
    low = max(brief.low, min(top_of_chords(below) + 1, brief.high - 11))
    options = Sampling(
        temperature=MELODY * temperature,
        top_p=top_p,
        chord_temperature=temperature,
        chord_top_p=top_p,
        rhythm=RHYTHM * temperature,
        low=low,
        high=brief.high,
        scale=brief.scale,
        cadence=segment.closes,
        pickup=int(segment.mask(0, "melody").argmax()) if request.task == "new" and request.pickup else 0,
        forbidden=model.index.forbidden if guarded and model.index is not None else None,
    )
    return dataclasses.replace(options, silence=ALWAYS) if quiet else options
