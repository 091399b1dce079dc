"""Sampling element by element, all ideas at once: mended with a carried state, as published from windows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from composer_app.errors import ComposerError
from composer_app.learning.nucleus import nucleus
from composer_app.learning.single_steps import without_onednn
from composer_app.methods.left_to_right.longest_match import LongestMatch
from composer_app.methods.note_names.batches import WHERE, Batch, known, vocabulary
from composer_app.methods.note_names.elements import (
    CHORD,
    CONTEXTS,
    CYCLE,
    DURATION,
    GAP,
    GRID,
    INTERVALS,
    LENGTHS,
    LOUDNESS,
    MATCH_DISTANCE,
    MATCH_LENGTH,
    MIDDLE_C,
    PITCH,
    PLACE,
    VELOCITY,
    Rows,
    name_of,
)
from composer_app.methods.note_names.network import Mended, Published, State
from composer_app.music.note import TICKS_PER_QUARTER

HALF_A_QUARTER = TICKS_PER_QUARTER // 2 // GRID
ALL_ALIKE = 90  # velocity of published notes, which predict none


def write(
    network: Mended | Published, start: Rows, seeds: Sequence[int], temperature: float, top_p: float
) -> Iterator[tuple[Rows, NDArray[np.float64]]]:
    """One element of every idea at a time, without end: rows (ideas, 8), and nats of its time and name (ideas,).

    Continues `start` (elements, 8). Idea k is sampled by seeds[k] alone; as published only the window to begin from
    is sampled.
    """
    network.eval()
    decoder = (
        PublishedDecoderState(network, start, seeds)
        if isinstance(network, Published)
        else DecoderState(network, start, seeds)
    )
    while True:
        with torch.no_grad(), without_onednn():
            written = decoder.element(temperature, top_p)
        yield written


class DecoderState:
    """The network's state while it writes, and the longest matches of each idea."""

    def __init__(self, network: Mended, start: Rows, seeds: Sequence[int]) -> None:
        self.network, self.words = network, vocabulary(network.config)
        self.device = next(network.parameters()).device
        self.generators = [np.random.default_rng(seed) for seed in seeds]
        self.memories = [LongestMatch(CONTEXTS) for _ in seeds]
        self.returned = np.zeros(len(seeds), int)  # elements in a row that repeat those of the longest match
        # The silence after a seed is over before the first new element.
        self.silence = int(start[-1, GAP]) if len(start) and start[-1, PITCH] < 0 else 0
        start = start[start[:, PITCH] >= 0].astype(np.int32)
        for memory in self.memories:
            for row in start.tolist():
                memory.find()
                memory.add((row[PITCH], row[INTERVALS]))
        self.count = len(start)
        self.songs = np.zeros((len(seeds), self.count + 512, 8), np.int32)
        self.songs[:, : self.count] = start
        self.state: State | None = None
        if self.count:
            batch = Batch(*(torch.from_numpy(ids)[None] for ids in known(start, 0, self.count, network.config)))
            with torch.no_grad():
                _, (out, cell) = network(batch.to(self.device))
            self.state = out.repeat(1, len(seeds), 1), cell.repeat(1, len(seeds), 1)
        masks, lows = np.meshgrid(self.words.voicings, np.arange(12), indexing="ij")
        # Which name each voicing (rows) makes on each bass (columns); a note has no voicing to choose.
        self.named = np.where(masks == 0, -1, self.words.name_ids[name_of(lows, masks)])
        self.unplayable = np.ones(len(self.words.names) + 1, bool)
        self.unplayable[:CHORD] = False
        self.unplayable[self.named[self.named >= 0]] = False
        self.unplayable[-1] = True

    def element(self, temperature: float, top_p: float) -> tuple[Rows, NDArray[np.float64]]:
        """Sample the next element of every idea: rows (ideas, 8), and nats of time and name (ideas,)."""
        sampled = np.array([generator.random(6) for generator in self.generators])
        if self.count == self.songs.shape[1]:
            self.songs = np.concatenate([self.songs, np.zeros_like(self.songs)], 1)
        rows = self.songs[:, self.count]
        rows[:, [MATCH_DISTANCE, MATCH_LENGTH]] = [memory.find() for memory in self.memories]
        then = self.songs[np.arange(len(rows)), self.count - rows[:, MATCH_DISTANCE]][:, [PITCH, INTERVALS]]
        came_back = rows[:, MATCH_LENGTH] > 0
        rows[self.returned >= np.maximum(rows[:, MATCH_DISTANCE], self.network.config.returns), MATCH_LENGTH] = 0
        batch = self._known(rows)
        past, self.state = self.network(batch, self.state)
        nats = self._choose(past, batch, sampled, rows, temperature, top_p)
        came_back &= (rows[:, [PITCH, INTERVALS]] == then).all(1)
        self.returned = np.where(came_back, self.returned + 1, 0)
        before = self.songs[:, self.count - 1, PLACE] if self.count else 0
        rows[:, PLACE] = (before + rows[:, GAP]) % CYCLE
        for memory, row in zip(self.memories, rows.tolist(), strict=True):
            memory.add((row[PITCH], row[INTERVALS]))
        self.count += 1
        written = rows.copy()
        written[:, GAP] = np.maximum(0, written[:, GAP] - self.silence)
        self.silence = 0
        return written, nats

    def _known(self, rows: Rows) -> Batch:
        """A batch (ideas, 1, columns): each idea's element before, and the one that followed its longest match."""
        ideas = len(rows)
        previous = self.words.ids(self.songs[:, self.count - 1]) if self.count else np.tile(self.words.none, (ideas, 1))
        matched = np.tile(np.append(self.words.none[:WHERE], 0), (ideas, 1))
        found = np.flatnonzero(rows[:, MATCH_LENGTH])
        if len(found):
            then = self.songs[found, self.count - rows[found, MATCH_DISTANCE]]
            matched[found] = np.concatenate([self.words.ids(then)[:, :WHERE], rows[found, MATCH_LENGTH, None]], 1)
        ids = (torch.from_numpy(ids)[:, None].to(self.device) for ids in (previous, matched, previous[:, :0]))
        return Batch(*ids)

    def _choose(
        self, past: Tensor, batch: Batch, sampled: NDArray[np.float64], rows: Rows, temperature: float, top_p: float
    ) -> NDArray[np.float64]:
        """Sample time, name, voicing, lowest pitch, duration and loudness into `rows` (ideas, 8); nats (ideas,)."""
        network = self.network
        times = logits_in(network.times(past, batch))
        early = min(self.silence, LENGTHS[-1]) > LENGTHS
        time = choose(np.where(early, -np.inf, times), sampled[:, 0])
        ids = self._column(time)
        names = logits_in(network.names(past, batch, ids))
        name = choose(np.where(self.unplayable, -np.inf, names), sampled[:, 1], temperature, top_p)
        is_note = (name < CHORD)[:, None]
        voicings, hidden = network.played(past, batch, ids, self._column(name))
        makes = self.named == name[:, None, None]
        fits = makes.any(2)
        fits[:, 0] = is_note[:, 0]
        voicing = choose(np.where(fits, logits_in(voicings)[:, :-1], -np.inf), sampled[:, 2], temperature, top_p)
        details = network.details(past, batch, hidden, self._column(voicing))
        lows, lengths, louds = (logits_in(logits) for logits in details)
        bass = makes[np.arange(len(name)), voicing][:, np.arange(128) % 12] | is_note
        low = choose(np.where(bass, lows, -np.inf), sampled[:, 3], temperature, top_p)
        rows[:, PITCH] = np.where(is_note[:, 0], name, low)
        rows[:, INTERVALS] = self.words.voicings[voicing]
        rows[:, GAP], rows[:, DURATION] = LENGTHS[time], LENGTHS[1 + choose(lengths[:, 1:], sampled[:, 4], 1.0, top_p)]
        rows[:, VELOCITY] = choose(louds, sampled[:, 5], 1.0, top_p) * LOUDNESS + LOUDNESS // 2
        return nats_of(times, time) + nats_of(names, name)

    def _column(self, ids: NDArray[np.int64]) -> Tensor:
        return torch.from_numpy(ids)[:, None].to(self.device)


class PublishedDecoderState:
    """As published: at every element the network reads the last window and the likeliest name comes next."""

    def __init__(self, network: Published, start: Rows, seeds: Sequence[int]) -> None:
        self.network, self.words = network, vocabulary(network.config)
        self.device = next(network.parameters()).device
        size, openings = network.config.window, network.config.openings
        ids = self.words.ids(start[start[:, PITCH] >= 0])[:, 0]
        if not len(ids) and not openings:
            raise ComposerError(f"No training song held the {size} notes and chords of a window; give a seed clip.")
        windows = []
        for seed in seeds:
            # A seed clip shorter than a window is repeated until it fills one.
            sampled = openings[int(np.random.default_rng(seed).integers(len(openings)))] if not len(ids) else ()
            ids = self.words.name_ids[np.array(sampled, int)] if sampled else np.tile(ids, -(-size // len(ids)))
            windows.append(ids[-size:])
        self.windows = torch.from_numpy(np.stack(windows)).to(self.device)

    def element(self, temperature: float, top_p: float) -> tuple[Rows, NDArray[np.float64]]:
        """The likeliest name of every idea, an eighth after the one before, a quarter long, chords from middle C up.

        Rows (ideas, 8) and nats of the names (ideas,).
        """
        logits = logits_in(self.network(self.windows)[:, None])
        best = logits.argmax(1)
        self.windows = torch.cat([self.windows[:, 1:], torch.from_numpy(best)[:, None].to(self.device)], 1)
        names = self.words.names[best]
        rows = np.zeros((len(names), 8), np.int32)
        rows[:, [GAP, DURATION, VELOCITY]] = HALF_A_QUARTER, 2 * HALF_A_QUARTER, ALL_ALIKE
        for row, name in zip(rows, names.tolist(), strict=True):
            classes = [pitch for pitch in range(12) if name >= CHORD and (name - CHORD) >> pitch & 1]
            row[PITCH] = MIDDLE_C + classes[0] if classes else name
            row[INTERVALS] = sum(1 << (pitch - classes[0] - 1) for pitch in classes[1:])
        return rows, nats_of(logits, best)


def logits_in(logits: Tensor) -> NDArray[np.float64]:
    """Logits (ideas, 1, n) of one element of every idea as an array (ideas, n)."""
    return logits[:, 0].cpu().double().numpy()


def nats_of(logits: NDArray[np.float64], chosen: NDArray[np.int64]) -> NDArray[np.float64]:
    """The negative log-likelihood (ideas,) of classes `chosen` (ideas,) by logits (ideas, n)."""
    found: NDArray[np.float64] = np.logaddexp.reduce(logits, 1) - logits[np.arange(len(chosen)), chosen]
    return found


def choose(
    logits: NDArray[np.float64], chance: NDArray[np.float64], temperature: float = 1.0, top_p: float = 1.0
) -> NDArray[np.int64]:
    """`nucleus` for arrays: indices (ideas,) from logits (ideas, n) by random numbers `chance` (ideas,)."""
    return nucleus(torch.from_numpy(logits), torch.from_numpy(chance), temperature, top_p).numpy()
