"""Songs side by side as the networks take them in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from composer_app.methods.two_voice.encoding.conditions import told_plan
from composer_app.methods.two_voice.encoding.events import (
    NO_INTERVAL,
    SLOTS_A_STEP,
    Events,
    events_of,
    steps_of_slots,
    to_slots,
)
from composer_app.methods.two_voice.encoding.grid import Song
from composer_app.methods.two_voice.encoding.phrases import COLUMNS
from composer_app.methods.two_voice.encoding.tokens import FIRST, HOLD, IN_C, NO_TOUCH, REST, UNTOLD

Holes = tuple[NDArray[np.bool_], NDArray[np.bool_]]
FARTHEST_AHEAD = 96  # slots up to which the next chord is told
NO_CHORD_AHEAD = FARTHEST_AHEAD


@dataclass(frozen=True, slots=True)
class Row:
    """The events of one voice of all songs, (songs, events) each, padded with `is_event` false.

    `touch` (songs, 2, events) holds velocities and ticks off the grid, None where nobody played.
    """

    onset: Tensor
    token: Tensor
    length: Tensor
    last_pitch: Tensor
    interval: Tensor
    is_event: Tensor
    touch: Tensor | None = None


@dataclass(frozen=True, slots=True)
class Batch:
    """Songs of one meter side by side, in slots (twelfths of a quarter); whole bars of `bar` slots.

    `melody` and `chords` (songs, slots) hold tokens where events begin, HOLD elsewhere; `melody_row` and `chord_row`
    the same as events. `ends` (songs,) is each song's length. `key` (songs,) is IN_C where songs were moved to C
    major or its relative minor, else UNTOLD; `mode` 0 major, 1 minor, 2 not known. `form` (songs, bars, 5), `plan`
    (songs, bars, 32) and `phrasing` (songs, bars, 8) are as conditions.py and phrases.py say, 0 where nothing is
    told. `melody_open` and `chords_open` (songs, slots) say what is to be written; `melody_hidden` which melody the
    harmony does not see; `chords_ahead` (songs,) whether the melody knows the chords to come.
    """

    melody: Tensor
    chords: Tensor
    melody_row: Row
    chord_row: Row
    ends: Tensor
    bar: int
    key: Tensor
    mode: Tensor
    form: Tensor
    plan: Tensor
    phrasing: Tensor
    melody_open: Tensor
    chords_open: Tensor
    melody_hidden: Tensor
    chords_ahead: Tensor
    compound: bool = False

    def to(self, device: torch.device) -> Batch:
        """The same batch on another device."""
        moved: Batch = _moved(self, device)
        return moved


def _moved(value: Any, device: torch.device) -> Any:
    return _mapped(value, lambda tensor: tensor.to(device))


def picked(value: Any, rows: Tensor) -> Any:
    """Some rows (indices) of all that a dataclass, or a tuple, holds by song; what is no tensor stays."""
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
    holes: Sequence[Holes] | None = None,
    chords_ahead: bool | Sequence[bool] | None = None,
    melody_hidden: Sequence[NDArray[np.bool_]] | None = None,
) -> Batch:
    """Songs of one meter as a batch, padded up to `steps` 16ths or the longest.

    What a song knows of its key, form, plan and phrasing is told. `holes` are the open steps of melody and chords of
    each song, where the rest is given; None: everything is to be written. `chords_ahead` is by default as when ideas
    are written: the chords first, the melody over all of them; where nothing is given, the past alone is known.
    `melody_hidden` (by default what is open) is the melody that the harmony does not see.
    """
    bar = songs[0].bar
    longest = steps or max(len(song) for song in songs)
    slots = longest * SLOTS_A_STEP
    melody = np.zeros((len(songs), slots), np.int64)
    chords = np.zeros_like(melody)
    opened = np.ones((3, len(songs), slots), bool)
    rows: dict[str, list[Events]] = {"melody": [], "chords": []}
    for place, song in enumerate(songs):
        thirds = song.thirds if song.thirds is not None else np.zeros(len(song), np.int16)
        size = len(song) * SLOTS_A_STEP
        for name, table, tokens in (("melody", melody, song.melody), ("chords", chords, song.chords)):
            events = events_of(to_slots(tokens, thirds))
            rows[name].append(events)
            table[place, events.onset] = events.token
        if holes is not None or melody_hidden is not None:
            owner = steps_of_slots(thirds)
            of_melody, of_chords = holes[place] if holes is not None else (np.ones(len(song), bool),) * 2
            hidden = melody_hidden[place] if melody_hidden is not None else of_melody
            for mask, open_steps in zip(opened, (of_melody, of_chords, hidden), strict=True):
                mask[place, :size] = open_steps[owner]
    ahead = holes is not None if chords_ahead is None else chords_ahead
    ahead = [ahead] * len(songs) if isinstance(ahead, bool) else list(ahead)
    return Batch(
        melody=torch.from_numpy(melody),
        chords=torch.from_numpy(chords),
        melody_row=_stacked(rows["melody"], [_touch(song, 0) for song in songs]),
        chord_row=_stacked(rows["chords"], [_touch(song, 2) for song in songs]),
        ends=torch.tensor([len(song) * SLOTS_A_STEP for song in songs]),
        bar=bar * SLOTS_A_STEP,
        key=torch.tensor([IN_C if song.in_c else UNTOLD for song in songs]),
        mode=torch.tensor([song.mode for song in songs]),
        form=_by_bar([song.form for song in songs], longest // bar, 5, np.int64),
        plan=_by_bar([None if s.plan is None else told_plan(s.plan) for s in songs], longest // bar, 32, np.float32),
        phrasing=_by_bar([song.phrasing for song in songs], longest // bar, COLUMNS, np.int64),
        melody_open=torch.from_numpy(opened[0]),
        chords_open=torch.from_numpy(opened[1]),
        melody_hidden=torch.from_numpy(opened[2]),
        chords_ahead=torch.tensor(ahead),
        compound=songs[0].compound,
    )


def _by_bar(rows: Sequence[NDArray[Any] | None], bars: int, columns: int, kind: type) -> Tensor:
    """(songs, bars, columns), 0 where a song knows nothing."""
    table: NDArray[Any] = np.zeros((len(rows), bars, columns), kind)
    for place, row in enumerate(rows):
        if row is not None:
            table[place, : len(row)] = row[:bars]
    return torch.from_numpy(table)


def _touch(song: Song, first: int) -> NDArray[np.int64] | None:
    """Velocities and timing of one voice by slot (2, slots), None where nobody played."""
    if song.touch is None:
        return None
    thirds = song.thirds if song.thirds is not None else np.zeros(len(song), np.int16)
    owner = steps_of_slots(thirds)
    found: NDArray[np.int64] = song.touch[first : first + 2, owner].astype(np.int64)
    return found


def _stacked(rows: Sequence[Events], touch: Sequence[NDArray[np.int64] | None]) -> Row:
    """The events of all songs side by side."""
    most = max(len(events.onset) for events in rows)
    shape = (len(rows), most)
    onset, length, last = np.zeros(shape, np.int64), np.ones(shape, np.int64), np.zeros(shape, np.int64)
    token, interval = np.full(shape, REST, np.int64), np.full(shape, NO_INTERVAL, np.int64)
    is_event = np.zeros(shape, bool)
    played = np.full((len(rows), 2, most), NO_TOUCH, np.int64) if any(t is not None for t in touch) else None
    for place, events in enumerate(rows):
        count = len(events.onset)
        onset[place, :count], token[place, :count], length[place, :count] = events.onset, events.token, events.length
        last[place, :count], interval[place, :count] = events.last_pitch, events.interval
        is_event[place, :count] = True
        row = touch[place]
        if played is not None and row is not None:
            played[place, :, :count] = np.where(events.token >= FIRST, row[:, events.onset], NO_TOUCH)
    of_touch = None if played is None else torch.from_numpy(played)
    arrays = (onset, token, length, last, interval, is_event)
    onsets, tokens, lengths, lasts, intervals, events_at = map(torch.from_numpy, arrays)
    return Row(onsets, tokens, lengths, lasts, intervals, events_at, of_touch)


def sounding_at(tokens: Tensor) -> Tensor:
    """What sounds at each slot of (songs, slots), an event at the slot itself included; silence before the first."""
    index = torch.arange(tokens.shape[1], device=tokens.device)
    since = torch.where(tokens != HOLD, index.expand_as(tokens), -1).cummax(1).values
    return torch.where(since >= 0, tokens.gather(1, since.clamp(min=0)), REST)


def next_after(tokens: Tensor) -> tuple[Tensor, Tensor]:
    """For each slot of (songs, slots) the next event after it (HOLD: none) and how many slots off it is, cut short."""
    slots = tokens.shape[1]
    index = torch.arange(slots, device=tokens.device)
    at = torch.where(tokens != HOLD, index.expand_as(tokens), slots)
    later = torch.cat([at[:, 1:], torch.full_like(at[:, :1], slots)], 1)
    coming = later.flip(1).cummin(1).values.flip(1)
    token = torch.where(coming < slots, tokens.gather(1, coming.clamp(max=slots - 1)), HOLD)
    until = torch.where(coming < slots, coming - index, NO_CHORD_AHEAD)
    return token, until.clamp(max=FARTHEST_AHEAD)
