"""Batches: songs side by side as the networks take them in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from composer_app.methods.two_voice.encoding.conditions import FEATURES, plan_inputs
from composer_app.methods.two_voice.encoding.events import (
    NO_INTERVAL,
    SLOTS_PER_STEP,
    Events,
    events_of,
    steps_of_slots,
    to_slots,
)
from composer_app.methods.two_voice.encoding.grid import Song
from composer_app.methods.two_voice.encoding.phrases import COLUMNS
from composer_app.methods.two_voice.encoding.tokens import ANY_KEY, FIRST, HOLD, IN_C, NO_EXPRESSION, REST

Masks = tuple[NDArray[np.bool_], NDArray[np.bool_]]
FARTHEST_CHORD = 96  # slots up to which the distance of the next chord counts
NO_NEXT_CHORD = FARTHEST_CHORD


@dataclass(frozen=True, slots=True)
class VoiceEvents:
    """The events of one voice of all songs, (songs, events) each, padded where `is_event` is false.

    `onset` and `length` are in slots. `expression` (songs, 2, events) holds velocities and ticks off the grid; None
    where no song has any.
    """

    onset: Tensor
    token: Tensor
    length: Tensor
    last_pitch: Tensor
    interval: Tensor
    is_event: Tensor
    expression: Tensor | None = None


@dataclass(frozen=True, slots=True)
class Batch:
    """Songs of one meter side by side, in slots (twelfths of a quarter); whole bars of `bar` slots.

    `melody` and `chords` (songs, slots) hold tokens where events begin, HOLD elsewhere; `melody_events` and
    `chord_events` the same as events. `ends` (songs,) is each song's length in slots. `key` (songs,) is IN_C where
    songs were transposed to C major or A minor, else ANY_KEY; `mode` (songs,) 0 major, 1 minor, 2 not known. `form`
    (songs, bars, 5), `plan` (songs, bars, 2 x features) and `phrasing` (songs, bars, 8) are as form.py, conditions.py
    and phrases.py say, 0 where nothing is known. `melody_mask` and `chords_mask` (songs, slots) are true where a voice
    is to be written, `melody_hidden` (songs, slots) where the harmony does not see the melody; `future_chords`
    (songs,) where the melody sees the chords to come.
    """

    melody: Tensor
    chords: Tensor
    melody_events: VoiceEvents
    chord_events: VoiceEvents
    ends: Tensor
    bar: int
    key: Tensor
    mode: Tensor
    form: Tensor
    plan: Tensor
    phrasing: Tensor
    melody_mask: Tensor
    chords_mask: Tensor
    melody_hidden: Tensor
    future_chords: Tensor
    compound: bool = False

    def to(self, device: torch.device) -> Batch:
        """The same batch on another device."""
        copied: Batch = _mapped(self, lambda tensor: tensor.to(device))
        return copied


def select_rows(value: Any, rows: Tensor) -> Any:
    """Some songs, by their indices `rows` (n,), of every tensor (songs, ...) in a dataclass or tuple: (n, ...)."""
    return _mapped(value, lambda tensor: tensor[rows])


def _mapped(value: Any, change: Callable[[Tensor], Tensor]) -> Any:
    if isinstance(value, Tensor):
        return change(value)
    if isinstance(value, tuple):
        return tuple(_mapped(part, change) for part in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{f.name: _mapped(getattr(value, f.name), change) for f in fields(value)})
    return value


def collate(
    songs: Sequence[Song],
    steps: int | None = None,
    masks: Sequence[Masks] | None = None,
    future_chords: bool | Sequence[bool] | None = None,
    melody_hidden: Sequence[NDArray[np.bool_]] | None = None,
) -> Batch:
    """Songs of one meter as a batch, padded up to `steps` 16ths or the longest.

    The batch is conditioned on what each song has of key, form, plan and phrasing. `masks` (steps,) say for each song
    which steps of melody and chords are to be written; None: all. `melody_hidden` (steps,), by default the melody's
    mask, is what the harmony does not see of the melody. `future_chords` says whether the melody sees the chords to
    come; by default it does where there are masks.
    """
    bar = songs[0].bar
    longest = steps or max(len(song) for song in songs)
    shape = len(songs), longest * SLOTS_PER_STEP
    melody, chords = np.zeros(shape, np.int64), np.zeros(shape, np.int64)
    events: tuple[list[Events], list[Events]] = ([], [])
    for row, song in enumerate(songs):
        for table, tokens, found in zip((melody, chords), (song.melody, song.chords), events, strict=True):
            found.append(events_of(to_slots(tokens, _triplets(song))))
            table[row, found[-1].onset] = found[-1].token
    melody_mask, chords_mask = (
        _by_slot(songs, None if masks is None else [m[v] for m in masks], shape) for v in (0, 1)
    )
    future = masks is not None if future_chords is None else future_chords
    bars = longest // bar
    return Batch(
        melody=torch.from_numpy(melody),
        chords=torch.from_numpy(chords),
        melody_events=_stacked(events[0], [_expression(song, 0) for song in songs]),
        chord_events=_stacked(events[1], [_expression(song, 2) for song in songs]),
        ends=torch.tensor([len(song) * SLOTS_PER_STEP for song in songs]),
        bar=bar * SLOTS_PER_STEP,
        key=torch.tensor([IN_C if song.in_c else ANY_KEY for song in songs]),
        mode=torch.tensor([song.mode for song in songs]),
        form=_by_bar([song.form for song in songs], bars, 5, np.int64),
        plan=_by_bar(
            [None if song.plan is None else plan_inputs(song.plan) for song in songs],
            bars,
            2 * len(FEATURES),
            np.float32,
        ),
        phrasing=_by_bar([song.phrasing for song in songs], bars, COLUMNS, np.int64),
        melody_mask=melody_mask,
        chords_mask=chords_mask,
        melody_hidden=melody_mask if melody_hidden is None else _by_slot(songs, melody_hidden, shape),
        future_chords=torch.tensor([future] * len(songs) if isinstance(future, bool) else list(future)),
        compound=songs[0].compound,
    )


def _triplets(song: Song) -> NDArray[np.int16]:
    return song.triplets if song.triplets is not None else np.zeros(len(song), np.int16)


def _by_slot(songs: Sequence[Song], masks: Sequence[NDArray[np.bool_]] | None, shape: tuple[int, int]) -> Tensor:
    """Masks by step (steps,) as one by slot (songs, slots); true in the padding, and everywhere without masks."""
    found = np.ones(shape, bool)
    for row, (song, mask) in enumerate(zip(songs, masks or (), strict=bool(masks))):
        found[row, : len(song) * SLOTS_PER_STEP] = mask[steps_of_slots(_triplets(song))]
    return torch.from_numpy(found)


def _by_bar(rows: Sequence[NDArray[Any] | None], bars: int, columns: int, kind: type) -> Tensor:
    """Conditions (bars, columns) of each song as (songs, bars, columns), 0 where a song has none."""
    table: NDArray[Any] = np.zeros((len(rows), bars, columns), kind)
    for place, row in enumerate(rows):
        if row is not None:
            table[place, : len(row)] = row[:bars]
    return torch.from_numpy(table)


def _expression(song: Song, first: int) -> NDArray[np.int64] | None:
    """Velocities and timing of one voice by slot (2, slots), None where the song has neither."""
    if song.expression is None:
        return None
    found: NDArray[np.int64] = song.expression[first : first + 2, steps_of_slots(_triplets(song))].astype(np.int64)
    return found


def _stacked(rows: Sequence[Events], expression: Sequence[NDArray[np.int64] | None]) -> VoiceEvents:
    """The events of all songs side by side, with their `expression` (2, slots)."""
    most = max(len(events.onset) for events in rows)
    shape = (len(rows), most)
    onset, length, last = np.zeros(shape, np.int64), np.ones(shape, np.int64), np.zeros(shape, np.int64)
    token, interval = np.full(shape, REST, np.int64), np.full(shape, NO_INTERVAL, np.int64)
    is_event = np.zeros(shape, bool)
    played = None
    if any(row is not None for row in expression):
        played = np.full((len(rows), 2, most), NO_EXPRESSION, np.int64)
    for place, events in enumerate(rows):
        count = len(events.onset)
        onset[place, :count], token[place, :count], length[place, :count] = events.onset, events.token, events.length
        last[place, :count], interval[place, :count] = events.last_pitch, events.interval
        is_event[place, :count] = True
        row = expression[place]
        if played is not None and row is not None:
            played[place, :, :count] = np.where(events.token >= FIRST, row[:, events.onset], NO_EXPRESSION)
    arrays = (onset, token, length, last, interval, is_event)
    onsets, tokens, lengths, lasts, intervals, events_at = map(torch.from_numpy, arrays)
    of_expression = None if played is None else torch.from_numpy(played)
    return VoiceEvents(onsets, tokens, lengths, lasts, intervals, events_at, of_expression)


def sounding_at(tokens: Tensor) -> Tensor:
    """What sounds at each slot of `tokens` (songs, slots): the last event up to it, REST before the first; as wide."""
    index = torch.arange(tokens.shape[1], device=tokens.device)
    since = torch.where(tokens != HOLD, index.expand_as(tokens), -1).cummax(1).values
    return torch.where(since >= 0, tokens.gather(1, since.clamp(min=0)), REST)


def next_event(tokens: Tensor) -> tuple[Tensor, Tensor]:
    """For each slot of `tokens` (songs, slots) the next event after it (HOLD: none) and how many slots off it is.

    Both (songs, slots); the distance is FARTHEST_CHORD at most.
    """
    slots = tokens.shape[1]
    index = torch.arange(slots, device=tokens.device)
    at = torch.where(tokens != HOLD, index.expand_as(tokens), slots)
    later = torch.cat([at[:, 1:], torch.full_like(at[:, :1], slots)], 1)
    coming = later.flip(1).cummin(1).values.flip(1)
    token = torch.where(coming < slots, tokens.gather(1, coming.clamp(max=slots - 1)), HOLD)
    until = torch.where(coming < slots, coming - index, NO_NEXT_CHORD)
    return token, until.clamp(max=FARTHEST_CHORD)
