"""A request and a model become ideas."""

from __future__ import annotations

import dataclasses
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from composer_app.generation.brief import Brief, Piece, brief_of
from composer_app.generation.by_method import Writing, is_by_method
from composer_app.generation.drafts import scored
from composer_app.generation.finish import NewNotes, new_notes, top_of_chords, with_notes
from composer_app.generation.model import Model, load
from composer_app.generation.originality import originality_of
from composer_app.methods.two_voice.sampling.options import LONGEST_CHORD
from composer_app.music.clip import Clip
from composer_app.music.key import Key
from composer_app.music.meter import Meter
from composer_app.music.note import Note
from composer_app.music.originality import Originality
from composer_app.protocol.request import GeneratedIdea, Request, Sketch

BATCH = 8  # ideas
DRAFTS = 8  # of each
DRAWS = 3
# Of the temperature asked for, pitches and lengths take a little less: read blind, lines hold together better so.
MELODY, RHYTHM = 0.94, 0.92
MOST_SKETCHED = 16
FEWEST_A_BAR, FEWEST_PITCHES, LEAST_IN_KEY = 1.5, 3, 0.8
SPARSE = 0.4  # of the notes usually wanted, where few are asked for
ALWAYS = 100.0  # bars of silence, where silence is asked for


@dataclass(frozen=True, slots=True)
class Drawn:
    """One idea as it was drawn, and why it may not stand, in words; None where it may."""

    clip: Clip
    nats: float
    originality: Originality | None
    fault: str | None


def open_model(path: Path) -> Model:
    """Load a model file and write one bar, so that the first idea need not wait for torch to wake."""
    model = load(path)
    for _ in generate(Request(bars=1, count=1, seed=0), model):
        pass
    return model


def generate(request: Request, model: Model) -> Iterator[GeneratedIdea | Sketch]:
    """Write `request.count` ideas; idea k is drawn from seed + k. Few ideas are sketched as they grow.

    ComposerError where the clip cannot serve, or the model's method cannot do what is asked.
    """
    first = request.seed if request.seed is not None else secrets.randbelow(2**31)
    for start in range(0, request.count, BATCH):
        seeds = range(first + start, first + min(request.count, start + BATCH))
        if is_by_method(model.card):
            yield from Writing(request, model).ideas(seeds)
        else:
            yield from _write(request, model, seeds, sketched=request.count <= MOST_SKETCHED)


def _write(request: Request, model: Model, seeds: range, sketched: bool) -> Iterator[GeneratedIdea | Sketch]:
    """One idea a seed, in order; one that may not stand is drawn again, a few times at most."""
    found: dict[int, GeneratedIdea] = {}
    faults: dict[int, list[str]] = {}
    for draws in range(1, DRAWS + 1):
        waiting = [seed for seed in seeds if seed not in found]
        if not waiting:
            break
        for said in _draw(request, model, waiting, draws, sketched and draws == 1):
            if isinstance(said, Sketch):
                yield said
                continue
            seed, drawn = said
            if drawn.fault is not None and draws < DRAWS:
                faults.setdefault(seed, []).append(drawn.fault)
                continue
            asked = dataclasses.replace(request, seed=seed, count=1)
            told = _told(draws, faults.get(seed, []), drawn)
            found[seed] = GeneratedIdea(
                drawn.clip, seed, str(model.path), asked, drawn.nats, draws, told, drawn.originality
            )
    yield from (found[seed] for seed in seeds)


def _told(draws: int, faults: Sequence[str], drawn: Drawn) -> tuple[str, ...]:
    """What the composer is told of how an idea came about."""
    if draws == 1:
        return ()
    reasons = ", ".join(dict.fromkeys(faults))
    told = [f"drawn {draws} times: {reasons}"]
    if drawn.fault is not None:
        told.append(f"still {drawn.fault}")
    return tuple(told)


def _draw(
    request: Request, model: Model, seeds: list[int], draws: int, sketched: bool
) -> Iterator[Sketch | tuple[int, Drawn]]:
    """Each seed's idea at draw number `draws`, the best of its drafts; the first of them is sketched as it grows."""
    brief = brief_of(request, model, seeds, DRAFTS)
    found: list[Any] = []
    notes = [NewNotes() for _ in seeds]
    for piece in brief.pieces:
        written, due = None, 1
        for written in _written(request, model, brief, piece, seeds, draws, sketched):
            bars = (written.steps - piece.begin) // written.bar
            if sketched and bars >= due:  # after bar 1, 2, 4, 8 ... or the next one that all have finished
                due = 1 << bars.bit_length()
                for number in range(len(seeds)):
                    row = number * DRAFTS
                    begun = notes[number] + new_notes(model, brief, piece, written, row, written.steps)
                    yield Sketch(number, with_notes(brief.frames[row], begun))
        found.append(written)
        if sketched and piece is not brief.pieces[-1]:
            ended = [new_notes(model, brief, piece, written, number * DRAFTS) for number in range(len(seeds))]
            notes = [before + after for before, after in zip(notes, ended, strict=True)]
    of_pieces = [scored(request, model, piece, written) for piece, written in zip(brief.pieces, found, strict=True)]
    scores = np.sum(of_pieces, 0)
    for number, seed in enumerate(seeds):
        rows = sorted(range(number * DRAFTS, (number + 1) * DRAFTS), key=lambda row: -scores[row])
        yield seed, _first_sound(request, model, brief, found, rows)


def _first_sound(request: Request, model: Model, brief: Brief, found: Sequence[Any], rows: Sequence[int]) -> Drawn:
    """The first of the drafts `rows`, the best ones first, that may stand; the best one where none may."""
    best = None
    for row in rows:
        notes, nats = NewNotes(), 0.0
        for piece, written in zip(brief.pieces, found, strict=True):
            notes += new_notes(model, brief, piece, written, row)
            nats += float(written.nats[row])
        drawn = _judged(request, model, brief, row, notes, nats)
        if drawn.fault is None:
            return drawn
        best = best or drawn
    assert best is not None
    return best


def _written(
    request: Request, model: Model, brief: Brief, piece: Piece, seeds: Sequence[int], draws: int, sketched: bool
) -> Iterator[Any]:
    """All drafts of a piece, and where they are `sketched` what there is of them at every bar before."""
    method = model.method
    chances = [(seed, draws, max(0, piece.songs[0].begin), draft) for seed in seeds for draft in range(DRAFTS)]
    how = _how(request, model, brief, piece, guarded=draws == DRAWS)
    batch = method.collate(piece.songs, masks=piece.masks)
    return method.write(  # type: ignore[no-any-return]
        model.network, batch, how, chances, piece.transposition, piece.no_onsets, sketched
    )


def _how(request: Request, model: Model, brief: Brief, piece: Piece, guarded: bool) -> Any:
    """How to sample; `guarded` against copying, where drawing again has not helped."""
    temperature, top_p = request.sampling
    asked = request.controls
    quiet = asked.get("rests", 0.0) > 0.5 or asked.get("density", 1.0) < 0.2
    # What is kept of a varied clip's chords differs from idea to idea; no idea may depend on its neighbours.
    below = [request.clip] if request.task == "vary" and request.clip is not None else brief.frames
    low = max(brief.low, min(top_of_chords(below) + 1, brief.high - 11))
    return model.method.Sampling(
        temperature=MELODY * temperature,
        top_p=top_p,
        chord_temperature=temperature,
        chord_top_p=top_p,
        rhythm=RHYTHM * temperature,
        low=low,
        high=brief.high,
        scale=brief.scale,
        cadence=piece.closes,
        pickup=_first_open(piece) if request.task == "new" and request.pickup else 0,
        forbidden=model.index.forbidden if guarded and model.index is not None else None,
        **({"silence": ALWAYS} if quiet else {}),
    )


def _judged(request: Request, model: Model, brief: Brief, row: int, notes: NewNotes, nats: float) -> Drawn:
    frame = brief.frames[row]
    clip = with_notes(frame, notes)
    originality = originality_of(clip, model.index, frame.melody) if model.index is not None else None
    bars = sum(_open_bars(piece, row) for piece in brief.pieces)
    quiet = request.controls.get("density", 1.0) < 0.3
    wanted = FEWEST_A_BAR * (SPARSE if quiet or request.controls.get("rests", 0.0) > 0.5 else 1)
    meter = brief.pieces[0].meter
    fault = None
    if originality is not None and originality.verdict == "red":
        fault = f"too close to {originality.runs[0].song}" if originality.runs else "too close to a song"
    elif not is_sound(notes.melody, bars, clip.key, wanted):
        fault = "the melody was empty or off its key"
    elif not moves(notes.chords, meter):
        fault = "the harmony stood still"
    return Drawn(clip, nats / max(1, len(notes.melody)), originality, fault)


def _first_open(piece: Piece) -> int:
    """The step at which the melody may begin."""
    return int(piece.masked_steps(0, "melody").argmax())


def _open_bars(piece: Piece, row: int) -> int:
    """Bars in which most of the melody is written."""
    melody = piece.masked_steps(row, "melody")
    return int((melody.reshape(-1, piece.songs[row].bar).mean(1) > 0.5).sum())


def moves(chords: Sequence[Note], meter: Meter) -> bool:
    """Whether the harmony moves on within every few bars."""
    return all(note.duration <= LONGEST_CHORD * meter.bar for note in chords)


def is_sound(melody: Sequence[Note], bars: int, key: Key | None, wanted: float = FEWEST_A_BAR) -> bool:
    """Whether what was written of a melody in so many bars has notes and pitches enough, and by and large its key."""
    fewest, pitches = int(wanted * bars), min(bars, FEWEST_PITCHES)
    if len(melody) < fewest or len({note.pitch for note in melody}) < pitches:
        return False
    if key is None:
        return True
    scale = key.scale | {(key.tonic + 11) % 12}  # the leading note belongs to minor too
    return sum(note.pitch % 12 in scale for note in melody) >= LEAST_IN_KEY * len(melody)
