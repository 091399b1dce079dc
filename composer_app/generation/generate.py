"""A request and a model become ideas."""

from __future__ import annotations

import dataclasses
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import torch

from composer_app.errors import ComposerError
from composer_app.generation.by_method import Writing, is_by_method
from composer_app.generation.request import Request, Written
from composer_app.methods import METHODS
from composer_app.model_file import Card, load_model
from composer_app.music.clip import Clip
from composer_app.music.key import Key
from composer_app.music.meter import Meter, Timeline
from composer_app.music.note import TICKS_PER_QUARTER, Note

BATCH = 64
LOWEST, HIGHEST = 55, 96
DRAWS = 3
FEWEST_A_BAR, FEWEST_PITCHES, LEAST_IN_KEY = 1.5, 3, 0.8
LONGEST_CHORD = 4  # bars
STEP = TICKS_PER_QUARTER // 4


@dataclass(frozen=True, slots=True)
class Model:
    """A network ready to write, with its card."""

    path: Path
    network: Any
    card: Card

    @property
    def method(self) -> ModuleType:
        """The method that trained it."""
        return METHODS[self.card.method]


def open_model(path: Path) -> Model:
    """Load a model file and write one bar, so that the first idea need not wait for torch to wake."""
    network, card, _ = load_model(path)
    model = Model(path, network.eval(), card)
    for _ in generate(Request(bars=1, count=1, seed=0), model):
        pass
    return model


def generate(request: Request, model: Model) -> Iterator[Written]:
    """Write `request.count` ideas; idea k is drawn from seed + k.

    ComposerError where the seed clip cannot be continued by this model.
    """
    first = request.seed if request.seed is not None else secrets.randbelow(2**31)
    for start in range(0, request.count, BATCH):
        seeds = range(first + start, first + min(request.count, start + BATCH))
        if is_by_method(model.card):
            yield from Writing(request, model.path, model.network, model.card).ideas(seeds)
        else:
            yield from _write(request, model, seeds)


def _write(request: Request, model: Model, seeds: range) -> Iterator[Written]:
    """One idea a seed, in order; one that is dull or leaves its key is drawn again, a few times at most."""
    written: dict[int, Written] = {}
    for draws in range(1, DRAWS + 1):
        waiting = [seed for seed in seeds if seed not in written]
        for idea, stands in _draw(request, model, waiting, draws) if waiting else ():
            if stands or draws == DRAWS:
                written[idea.seed] = idea
    yield from (written[seed] for seed in seeds)


def _draw(request: Request, model: Model, seeds: list[int], draws: int) -> Iterator[tuple[Written, bool]]:
    """Each seed's idea at draw number `draws`, and whether it may stand."""
    method, shapes = model.method, model.network.config.shapes
    meter = _meter(request, model.card)
    keys = [_key(request, model.card, seed) for seed in seeds]
    moved = [method.to_c(signature) if signature < 12 else 0 for signature, _ in keys]
    given = _given(request, model, keys, meter.bar // STEP)
    before = given.melody.shape[1]
    draw = method.Draw(request.temperature, request.top_p, *_range(request, model.card))
    chances = [(seed, draws) for seed in seeds]
    *_, pen = method.write(model.network, given, request.bars * given.bar, draw, chances, moved)
    for row, seed in enumerate(seeds):
        melody = pen.melody[row, before:].numpy().astype(np.int16)
        chords = pen.chords[row, before:].numpy().astype(np.int16)
        if before and not chords[0]:
            chords[0] = _sounding(pen.chords[row, :before])
        heard = method.transposed(method.Song(melody, chords, given.bar), -moved[row])
        begin = before * STEP if request.clip is None else _end_of(request.clip)
        notes = method.decode(heard.melody, heard.chords, begin, shapes, meter)
        clip = _clip(request, model.card, keys[row], meter, begin, *notes)
        nats = float(pen.nats[row]) / max(1, len(notes[1]))
        asked = dataclasses.replace(request, seed=seed, count=1)
        told = (f"drawn {draws} times",) if draws > 1 else ()
        idea = Written(clip, seed, str(model.path), asked, nats, draws, told)
        yield idea, moves(notes[0], meter) and is_sound(notes[1], request.bars, clip.key)


def moves(chords: Sequence[Note], meter: Meter) -> bool:
    """Whether the harmony moves on within every few bars."""
    return all(note.duration <= LONGEST_CHORD * meter.bar for note in chords)


def is_sound(melody: Sequence[Note], bars: int, key: Key | None) -> bool:
    """Whether a melody has notes and pitches enough to be an idea, and stays in its key by and large."""
    if len(melody) < FEWEST_A_BAR * bars or len({note.pitch for note in melody}) < min(bars, FEWEST_PITCHES):
        return False
    if key is None:
        return True
    scale = key.scale | {(key.tonic + 11) % 12}  # the leading note belongs to minor too
    return sum(note.pitch % 12 in scale for note in melody) >= LEAST_IN_KEY * len(melody)


def _end_of(clip: Clip) -> int:
    """The bar line at or after the clip's end."""
    return clip.timeline.bar_start(clip.bars)


def _meter(request: Request, card: Card) -> Meter:
    if request.clip is not None:
        timeline = request.clip.timeline
        return timeline.meter_at(max(0, request.clip.length - 1))
    if request.meter is not None:
        return request.meter
    numerator, denominator = card.habits.get("meter", "4/4").split("/")
    return Meter(int(numerator), int(denominator))


def _key(request: Request, card: Card, seed: int) -> tuple[int, int]:
    """Key signature and mode to tell the network: what was asked, the seed clip's, or one drawn."""
    if request.key is not None:
        return request.key.relative_major, int(request.key.minor)
    if request.clip is not None:
        key, mode = METHODS[card.method].describe_key(request.clip)
        return int(key), int(mode)
    rng = np.random.default_rng((seed, 1))
    return int(rng.integers(12)), int(rng.random() < card.habits.get("minor_share", 0.3))


def _range(request: Request, card: Card) -> tuple[int, int]:
    low, high = card.habits.get("low", 60), card.habits.get("high", 84)
    if request.clip is not None and request.clip.melody:
        pitches = [note.pitch for note in request.clip.melody]
        low, high = min(low, *pitches), max(high, *pitches)
    return max(LOWEST, low), min(HIGHEST, high)


def _given(request: Request, model: Model, keys: list[tuple[int, int]], bar: int) -> Any:
    """The beginning as the method's batch, moved to C: nothing, or the seed clip's last stretch of one meter."""
    method = model.method
    if request.clip is None:
        empty = torch.zeros((len(keys), 0), dtype=torch.long)
        modes = torch.tensor([mode for _, mode in keys])
        return method.Batch(empty, empty, torch.full((len(keys),), method.IN_C), modes, bar)
    songs = method.encode(request.clip, model.network.config.shapes)
    if not songs:
        raise ComposerError("The seed clip holds no notes to continue; choose another one.")
    signature, mode = keys[0]
    song = dataclasses.replace(songs[-1], key=signature, mode=mode)
    return method.together([method.in_c(song)] * len(keys))


def _sounding(chords: torch.Tensor) -> int:
    """The chord that still sounds where a seed ends; it is struck again where the new bars begin."""
    events = chords[chords > 0]
    return int(events[-1]) if len(events) and int(events[-1]) > 1 else 0


def _clip(
    request: Request, card: Card, key: tuple[int, int], meter: Meter, begin: int,
    chords: tuple[Note, ...], melody: tuple[Note, ...],
) -> Clip:  # fmt: skip
    length = begin + request.bars * meter.bar
    if request.clip is None:
        signature, mode = key
        told = Key((signature + 9) % 12 if mode == 1 else signature, mode == 1)
        tempo = request.tempo or card.habits.get("tempo", 100)
        return Clip(chords, melody, length, Timeline.plain(float(tempo), meter), told)
    seed = request.clip
    return dataclasses.replace(
        seed, chords=seed.chords + chords, melody=seed.melody + melody, length=max(length, seed.length)
    )
