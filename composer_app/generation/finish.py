"""What the network wrote becomes clips: new notes beside those that were kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from composer_app.generation.brief import Brief, Piece
from composer_app.generation.model import Model
from composer_app.methods.two_voice.encoding.decode import UPPER_HIGH
from composer_app.methods.two_voice.encoding.tokens import HOLD, REST
from composer_app.music.clip import Clip
from composer_app.music.note import Note
from composer_app.music.voices import WRITTEN_VOICES


@dataclass(frozen=True, slots=True)
class NewNotes:
    """The notes that were written in one idea, by voice."""

    chords: tuple[Note, ...] = ()
    melody: tuple[Note, ...] = ()

    def __add__(self, other: NewNotes) -> NewNotes:
        return NewNotes(self.chords + other.chords, self.melody + other.melody)


def new_notes(model: Model, brief: Brief, piece: Piece, written: Any, row: int, steps: int | None = None) -> NewNotes:
    """The notes written in a piece of idea number `row`, of its first `steps` steps only where that is said."""
    method, song = model.method, piece.songs[row]
    steps = len(song) if steps is None else steps
    tokens = {}
    for voice, tokens_of in zip(WRITTEN_VOICES, (written.chords, written.melody), strict=True):
        row_tokens = tokens_of[row, :steps]
        is_open = piece.masked_steps(row, voice)[:steps]
        tokens[voice] = np.where(is_open | (row_tokens == HOLD), row_tokens, REST).astype(np.int16)
    heard = method.transpose(method.Song(tokens["melody"], tokens["chords"], song.bar), -song.transposition)
    triplets = written.triplets[row, :steps]
    grid = method.grid_of(song.begin, triplets)
    kept = brief.frames[row]
    ceiling = min([UPPER_HIGH, *(note.pitch - 1 for note in kept.melody)])
    expression = written.expression[row, :, :steps]
    chords, melody = method.decode(
        heard.melody, heard.chords, grid, model.network.config.shapes, piece.meter, expression, ceiling
    )
    return NewNotes(_between(chords, kept.chords), _between(melody, kept.melody))


def _between(new: Sequence[Note], kept: Sequence[Note]) -> tuple[Note, ...]:
    """New notes cut where kept ones, which may lie off the grid, begin and end."""
    onsets = np.array(sorted(note.onset for note in kept))
    ends = np.array(sorted(note.end for note in kept))
    cut = []
    for note in new:
        after = onsets[np.searchsorted(onsets, note.onset) :][:1].tolist()
        end = min([note.end, *after])
        before = ends[: np.searchsorted(ends, note.onset + (end - note.onset) // 2)][-1:].tolist()
        begin = max([note.onset, *before])
        cut.append(replace(note, onset=begin, duration=end - begin) if end > begin else None)
    return tuple(note for note in cut if note is not None)


def with_notes(frame: Clip, notes: NewNotes) -> Clip:
    """The frame with the notes written into it."""
    return frame.with_parts(chords=frame.chords + notes.chords, melody=frame.melody + notes.melody)


def top_of_chords(clips: Sequence[Clip]) -> int:
    """The highest kept chord note, 0 where there is none: a new melody stays above it."""
    return max((note.pitch for clip in clips for note in clip.chords), default=0)
