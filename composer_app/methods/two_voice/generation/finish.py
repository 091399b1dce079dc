"""What the network wrote becomes clips: new notes beside those that were kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from composer_app.methods.two_voice.encoding.decode import UPPER_HIGH, decode
from composer_app.methods.two_voice.encoding.grid import Song, grid_of
from composer_app.methods.two_voice.encoding.tokens import HOLD, REST, Tokens
from composer_app.methods.two_voice.encoding.transposition import transpose
from composer_app.methods.two_voice.generation.segments import Brief, Segment, TwoVoiceModel
from composer_app.methods.two_voice.sampling.written import WrittenTokens
from composer_app.music.clip import Clip
from composer_app.music.note import Note
from composer_app.music.voices import WRITTEN_VOICES, WrittenVoice


@dataclass(frozen=True, slots=True)
class NewNotes:
    """The notes that were written in one idea, by voice."""

    chords: tuple[Note, ...] = ()
    melody: tuple[Note, ...] = ()

    def __add__(self, other: NewNotes) -> NewNotes:
        return NewNotes(self.chords + other.chords, self.melody + other.melody)


def new_notes(
    model: TwoVoiceModel, brief: Brief, segment: Segment, written: WrittenTokens, row: int, steps: int | None = None
) -> NewNotes:
    """The notes written in a segment of idea number `row`, of its first `steps` steps only where that is said."""
    song = segment.songs[row]
    steps = len(song) if steps is None else steps
    tokens: dict[WrittenVoice, Tokens] = {}
    for voice, tokens_of in zip(WRITTEN_VOICES, (written.chords, written.melody), strict=True):
        row_tokens = tokens_of[row, :steps]
        is_new = segment.mask(row, voice)[:steps]
        tokens[voice] = np.where(is_new | (row_tokens == HOLD), row_tokens, REST).astype(np.int16)
    sounding = transpose(Song(tokens["melody"], tokens["chords"], song.bar), -song.transposition)
    grid = grid_of(song.begin, written.triplets[row, :steps])
    kept = brief.frames[row]
    ceiling = min([UPPER_HIGH, *(note.pitch - 1 for note in kept.melody)])
    chords, melody = decode(
        sounding.melody,
        sounding.chords,
        grid,
        model.config.shapes,
        segment.meter,
        written.expression[row, :, :steps].astype(np.int16),
        ceiling,
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
