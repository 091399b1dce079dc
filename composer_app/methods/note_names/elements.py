"""Elements: a note, or notes of one part that are struck together, as rows of integers, and back to notes.

An element's name is what the published method predicts: a note with its octave, or a chord in normal order, that is,
its pitch classes. A row holds its lowest pitch, the intervals above it as bits, the time since the element before,
duration, velocity, place in the whole note, and distance and length of its longest match.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from composer_app.corpus.transcription.tracks import SongRead, notes_in, plural
from composer_app.errors import ComposerError
from composer_app.methods.left_to_right.longest_match import longest_matches
from composer_app.music.clip import Clip
from composer_app.music.note import PITCH_NAMES, TICKS_PER_QUARTER, Note
from composer_app.music.score import Score, Track

GRID = TICKS_PER_QUARTER // 24  # 16ths, triplets and 32nds lie on it
CYCLE = 96  # grid steps in a whole note, within which places are counted
WIDEST = 30  # semitones that an element may span; wider intervals are reduced by octaves
LENGTHS = np.array([*range(25), 28, 32, 36, 40, 48, 60, 72, 84, 96, 120, 144, 192])  # grid steps; classes of time
_NEAREST = np.abs(np.log1p(np.arange(LENGTHS[-1] + 1))[:, None] - np.log1p(LENGTHS)).argmin(1)
LOUDNESS = 16  # steps of velocity in a class
CHORD = 128  # names below are MIDI pitches, from here on chords: CHORD + twelve bits of pitch classes
CONTEXTS = (16, 12, 8, 6, 4, 3, 2, 1)  # elements in a row that make the longest match
PITCH, INTERVALS, GAP, DURATION, VELOCITY, PLACE, MATCH_DISTANCE, MATCH_LENGTH = range(8)
MIDDLE_C = 60

Rows = NDArray[Any]
"""(elements, 8) of int32, columns as above; a last row of pitch -1 holds the silence since the last onset."""


@dataclass(frozen=True, slots=True)
class Config:
    """Rules of reading, sizes, how it learns and writes, and the vocabulary.

    `parts` is "all" or "first": the parts with the first part's instrument. `cross_songs` sets windows that reach
    from song to song, each with the name that follows, in the place of crops. `names` are what can be predicted,
    `voicings` the intervals of chords; `openings` windows of names to begin from without a seed clip. When
    writing, a passage comes back once, or until `returns` elements have come back where that is more: no idea repeats
    itself endlessly.
    """

    published: bool = False
    parts: str = "all"
    fewest: int = 16
    rarest: int = 2
    window: int = 128
    cross_songs: bool = False
    embedding: int = 128
    hidden: int = 256
    layers: int = 1
    dense: int = 128
    dropout: float = 0.3
    transpose: int = 6
    rate: float = 3e-3
    schedule: str = "cosine"
    clip: float = 1.0
    batch: int = 16
    epochs: int = 60
    returns: int = 48
    names: tuple[int, ...] = ()
    voicings: tuple[int, ...] = ()
    openings: tuple[tuple[int, ...], ...] = ()


PRESETS = {
    "mended": Config(),
    "as-published": Config(
        published=True, parts="first", fewest=1, rarest=1, window=100, cross_songs=True, hidden=512, layers=3,
        dense=256, transpose=0, rate=1e-3, schedule="constant", clip=0.0, batch=256, epochs=200,
    ),
}  # fmt: skip


def read(score: Score, config: Config) -> SongRead:
    """The score's elements as rows (elements, 8), by onset and the highest first, as published part by part."""
    tracks = score.tracks
    if config.parts == "first":
        tracks = tuple(track for track in tracks if track.program == tracks[0].program)
    struck = [element for number, track in enumerate(tracks) for element in _struck(track, number)]
    struck.sort(key=lambda element: (element[0], element[1] if config.published else -max(element[2])))
    notes = sum(len(pitches) for _, _, pitches, _, _ in struck)
    dropped = notes_in(score) - notes
    if len(struck) < config.fewest:
        return SongRead(None, 0, notes_in(score), f"only {len(struck)} notes and chords, {config.fewest} are needed")
    why = []
    if len(tracks) < len(score.tracks):
        why.append(f"{plural(len(score.tracks) - len(tracks), 'part')} of other instruments left out")
    if sum(len(track.notes) for track in tracks) > notes:
        why.append("notes struck twice at once left out")
    wide = sum(pitches[-1] - pitches[0] > WIDEST for _, _, pitches, _, _ in struck)
    if wide:
        why.append(f"{plural(wide, 'chord')} wider than {WIDEST} semitones drawn in by octaves")
    return SongRead(_rows(struck), notes, dropped, "; ".join(why))


def _struck(track: Track, number: int) -> Iterable[tuple[int, int, list[int], int, int]]:
    """Onset on the grid, part, pitches from low to high, duration in grid steps and velocity of every element."""
    by_onset: dict[int, list[Note]] = {}
    for note in track.notes:
        by_onset.setdefault(round(note.onset / GRID), []).append(note)
    for onset, notes in by_onset.items():
        duration = max(1, round(max(note.duration for note in notes) / GRID))
        yield onset, number, sorted({n.pitch for n in notes}), duration, max(n.velocity for n in notes)


def _rows(struck: Sequence[tuple[int, int, list[int], int, int]]) -> NDArray[np.int32]:
    rows = np.zeros((len(struck), 8), np.int32)
    before = struck[0][0] // CYCLE * CYCLE
    for row, (onset, _, pitches, duration, velocity) in zip(rows, struck, strict=True):
        low, intervals = pitches[0], 0
        for pitch in pitches[1:]:
            interval = pitch - low
            while interval > WIDEST:
                interval -= 12
            intervals |= 1 << (interval - 1)
        row[:] = (low, intervals, onset - before, duration, velocity, onset % CYCLE, 0, 0)
        before = onset
    rows[:, [MATCH_DISTANCE, MATCH_LENGTH]] = longest_matches(
        map(tuple, rows[:, [PITCH, INTERVALS]].tolist()), CONTEXTS
    )
    return rows


def pitches_of(low: int, intervals: int) -> list[int]:
    """The pitches of an element from low to high; one beyond MIDI's range is left out."""
    bits = [low, *(low + bit + 1 for bit in range(WIDEST) if intervals >> bit & 1)]
    return [pitch for pitch in bits if 0 <= pitch <= 127]


def top_of(low: NDArray[Any], intervals: NDArray[Any]) -> NDArray[np.int64]:
    """The highest pitches (n,) of elements, from lowest pitches and intervals (n,)."""
    # frexp's exponent is the place of the highest bit that is set; 0 where none is.
    highest: NDArray[np.int64] = low + np.frexp(intervals.astype(float))[1].astype(np.int64)
    return highest


def name_of(low: NDArray[Any], intervals: NDArray[Any]) -> NDArray[np.int64]:
    """The names (n,) of elements from lowest pitches and intervals (n,), or both of another shape: pitch or chord."""
    bits = 1 | intervals.astype(np.int64) << 1
    classes = (bits | bits >> 12 | bits >> 24) & 0xFFF
    return np.where(intervals == 0, low, CHORD + turned(classes, low % 12))


def turned(classes: Any, semitones: Any) -> Any:
    """Pitch classes as twelve bits, transposed up by semitones from 0 to 11; numbers, or arrays of one shape."""
    return (classes << semitones | classes >> (12 - semitones)) & 0xFFF


@cache
def name_text(name: int) -> str:
    """The name as published: C#4 for a note, 4.7.11 for a chord, its pitch classes in normal order."""
    if name < CHORD:
        return f"{PITCH_NAMES[name % 12]}{name // 12 - 1}"
    classes = [pitch for pitch in range(12) if (name - CHORD) >> pitch & 1]
    orders = [classes[i:] + classes[:i] for i in range(len(classes))]
    best = min(orders, key=lambda order: [(pitch - order[0]) % 12 for pitch in reversed(order)])
    return ".".join(map(str, best))


def fit(config: Config, songs: Sequence[Rows]) -> Config:
    """The config with the names and voicings of songs (elements, 8); mended, chords are transposed to all twelve roots.

    Names rarer than `rarest` are unknown; where one comes no prediction is a hit. ComposerError without elements.
    """
    counts: dict[int, int] = {}
    voicings: dict[int, int] = {}
    for song in songs:
        for known, values in ((counts, name_of(song[:, PITCH], song[:, INTERVALS])), (voicings, song[:, INTERVALS])):
            for value, count in zip(*np.unique(values, return_counts=True), strict=True):
                key = _shape(int(value)) if known is counts and not config.published else int(value)
                known[key] = known.get(key, 0) + int(count)
    if not counts:
        raise ComposerError("No song holds notes enough to learn note names from; add songs.")
    often = [name for name, count in counts.items() if count >= config.rarest]
    if config.published:
        names = sorted(often, key=name_text)
    else:
        roots = {CHORD + turned(name - CHORD, root) for name in often if name >= CHORD for root in range(12)}
        names = [*range(CHORD), *sorted(roots)]
    common = {0} | {mask for mask, count in voicings.items() if count >= config.rarest}
    return replace(
        config, names=tuple(names), voicings=tuple(sorted(common)), openings=_openings(config, songs, set(names))
    )


def _shape(name: int) -> int:
    """The lowest name of the same chord on any root; notes as they are."""
    return name if name < CHORD else CHORD + min(turned(name - CHORD, root) for root in range(12))


def _openings(config: Config, songs: Sequence[Rows], names: set[int]) -> tuple[tuple[int, ...], ...]:
    """As published, windows of the training songs to begin from, sixteen at most; mended, none are needed."""
    if not config.published:
        return ()
    long = [song for song in songs if len(song) > config.window][:16]
    cut = [song[len(song) // 3 :][: config.window] if len(song) > 2 * config.window else song for song in long]
    found = [name_of(rows[:, PITCH], rows[:, INTERVALS])[: config.window] for rows in cut]
    return tuple(tuple(int(n) for n in window) for window in found if names.issuperset(window.tolist()))


def time_class(steps: NDArray[Any] | int) -> NDArray[np.int64]:
    """The classes in LENGTHS, (n,), nearest to times (n,) in grid steps by ratio; a number likewise."""
    nearest: NDArray[np.int64] = _NEAREST[np.clip(steps, 0, len(_NEAREST) - 1)]
    return nearest


def seed_rows(clip: Clip, config: Config) -> Rows:
    """The clip's elements and a row for the silence to the bar line at which it ends, (elements + 1, 8).

    ComposerError without notes.
    """
    if not clip.notes:
        raise ComposerError("The seed clip holds no notes, and note names are written on from notes; choose another.")
    tracks = (Track("Melody", 0, 0, clip.melody), Track("Chords", 0, 0, clip.chords))
    song = read(Score(tuple(track for track in tracks if track.notes)), replace(config, fewest=1)).song
    assert song is not None
    last = max(round(note.onset / GRID) for note in clip.notes)
    silence = max(0, clip.timeline.bar_start(clip.bars) // GRID - last)
    return np.concatenate([song, np.array([[-1, 0, silence, 0, 0, 0, 0, 0]], np.int32)])


def no_rows(config: Config) -> Rows:
    """No row, (0, 8): the first is sampled too, as published after one of the openings."""
    return np.zeros((0, 8), np.int32)


def step_ticks(config: Config, rows: Rows, bpm: float) -> NDArray[np.float64]:
    """The ticks from the element before to each row (n, 8), (n,)."""
    return rows[:, GAP].astype(float) * GRID


def decode(config: Config, rows: Rows, begin: int, bpm: float) -> tuple[tuple[Note, ...], tuple[Note, ...]]:
    """Rows (elements, 8) from tick `begin` on as chords, and as melody single notes from middle C up.

    Of a pitch that a voice strikes twice at once the longer note is kept.
    """
    chords: dict[tuple[int, int], Note] = {}
    melody: dict[tuple[int, int], Note] = {}
    tick = begin
    for low, intervals, gap, duration, velocity, *_ in rows.tolist():
        tick += gap * GRID
        pitches = pitches_of(low, intervals) if low >= 0 else []
        voice = melody if len(pitches) == 1 and low >= MIDDLE_C else chords
        for pitch in pitches:
            note = Note(tick, max(1, duration * GRID), pitch, min(127, max(1, velocity)))
            voice[tick, pitch] = max(note, voice.get((tick, pitch), note))
    return tuple(chords.values()), tuple(melody.values())


def charge_for_unknown(names: int) -> float:
    """Nats of one unknown name, uniform over all that are not among so many known `names`."""
    return math.log(max(2, CHORD + 0xFFF - names))
