"""Scores as piano rolls, which notes sound at every beat and which of them are struck, and back to notes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from composer_app.corpus.transcription.tracks import SongRead, notes_in, plural
from composer_app.errors import ComposerError
from composer_app.methods.left_to_right.longest_match import longest_matches
from composer_app.music.clip import Clip
from composer_app.music.meter import Timeline
from composer_app.music.note import TICKS_PER_QUARTER, Note
from composer_app.music.score import Score
from composer_app.music.tempo_map import TempoMap

WORDS = 4  # of 32 bits for 128 pitches
PLACE, BAR, MATCH_DISTANCE, MATCH_LENGTH = range(2 * WORDS, 2 * WORDS + 4)
MAX_BAR = 64
CONTEXTS = (32, 16, 8, 4, 2, 1)  # beats in a row that make the longest match
MIDDLE_C = 60

Rows = NDArray[Any]
"""(beats, 12) of int32: what sounds and what is struck as 128 bits each, place in the bar, beats in the bar, how many
beats back the one lies that followed the longest match, and the match's length."""
Roll = NDArray[np.bool_]
"""(beats, 128): whether each pitch sounds, or is struck."""


@dataclass(frozen=True, slots=True)
class Config:
    """Rules of reading, sizes, how it learns and writes, and what was found in the training songs.

    A beat lasts `seconds_a_beat`, or where that is 0 a part of the quarter: `beats_a_quarter`. `rows` is how many
    pitches are learnt: from each song's lowest note up where `from_lowest`, else from `lowest` up. `notes` is how
    many sound at a time when writing: 0 leaves it to their probabilities, else the likeliest, after `noise`.
    When writing, a passage comes back once, or until `returns` beats have come back where that is more.
    """

    published: bool = False
    seconds_a_beat: float = 0.0
    beats_a_quarter: int = 4
    parts: str = "all"
    fewest: int = 8
    rows: int = 88
    from_lowest: bool = False
    lowest: int = 21
    window: int = 128
    hidden: int = 192
    layers: int = 1
    choices: int = 6
    dropout: float = 0.3
    transpose: int = 6
    notes: int = 0
    noise: float = 0.0
    returns: int = 64
    rate: float = 3e-3
    schedule: str = "cosine"
    clip: float = 1.0
    batch: int = 16
    epochs: int = 60


PRESETS = {
    "mended": Config(),
    "as-published": Config(
        published=True, seconds_a_beat=0.5, parts="first", rows=51, from_lowest=True, window=0, hidden=128, choices=1,
        dropout=0.0, transpose=0, notes=4, noise=0.05, rate=1e-2, schedule="constant", clip=0.0, batch=14, epochs=20,
    ),
}  # fmt: skip


def read(score: Score, config: Config) -> SongRead:
    """The score's notes by beat, (beats, 12); as published the first instrument's, 50 semitones up from the lowest."""
    tracks = score.tracks[:1] if config.parts == "first" else score.tracks
    notes = [note for track in tracks for note in track.notes]
    kept = _within(notes, config)
    if not kept:
        return SongRead(None, 0, notes_in(score), f"no note among the {config.rows} pitches that are learnt")
    song, _, lost = _on_beats(kept, score.timeline, config)
    why = []
    if len(tracks) < len(score.tracks):
        why.append(f"{plural(len(score.tracks) - len(tracks), 'other instrument')} left out")
    if len(kept) < len(notes):
        why.append(f"{plural(len(notes) - len(kept), 'note')} outside the {config.rows} pitches left out")
    if lost:
        why.append(f"{plural(lost, 'note')} between beats, or on one beat with another of the same pitch, left out")
    if len(song) < config.fewest:
        return SongRead(None, 0, notes_in(score), f"only {plural(len(song), 'beat')} long, {config.fewest} are needed")
    saved = len(kept) - lost
    return SongRead(song, saved, notes_in(score) - saved, "; ".join(why))


def _within(notes: Sequence[Note], config: Config) -> list[Note]:
    """The notes among the pitches that are learnt."""
    bottom = min((note.pitch for note in notes), default=0) if config.from_lowest else config.lowest
    return [note for note in notes if bottom <= note.pitch < bottom + config.rows]


def _on_beats(notes: Sequence[Note], timeline: Timeline, config: Config) -> tuple[Rows, int, int]:
    """Notes as rows, how many beats of silence before them are left out, and how many notes are left out.

    Published, a note sounds at the beats from the one before its onset up to the one before its end, so one that
    ends within its beat is lost; mended, onsets move to the nearest beat and last one at least.
    """
    clock = TempoMap(timeline)
    spans: dict[tuple[int, int], int] = {}
    for note in notes:
        if config.seconds_a_beat:
            on, end = (int(clock.seconds(tick) / config.seconds_a_beat) for tick in (note.onset, note.end))
        else:
            on, end = _beat_at(note.onset, config), _beat_at(note.end, config)
        if not config.published:
            end = max(on + 1, end)
        if end > on:
            spans[on, note.pitch] = max(end, spans.get((on, note.pitch), 0))
    sounding = np.zeros((max(spans.values(), default=0), 128), bool)
    struck = np.zeros_like(sounding)
    for (on, pitch), end in spans.items():
        sounding[on:end, pitch] = True
        struck[on, pitch] = True
    first = min((on for on, _ in spans), default=0)
    # Whole bars of silence before the music are left out, as published all of it.
    bar = 1 if config.seconds_a_beat else _beats_in(timeline.meter.bar, config)
    skip = first // bar * bar
    place, in_bar = (column[skip:] for column in _bars(timeline, len(sounding), config))
    return packed(sounding[skip:], struck[skip:], place, in_bar), skip, len(notes) - len(spans)


def _beat_at(tick: int, config: Config) -> int:
    return round(tick / TICKS_PER_QUARTER * config.beats_a_quarter)


def _beats_in(bar: int, config: Config) -> int:
    return min(MAX_BAR, max(1, _beat_at(bar, config)))


def _bars(timeline: Timeline, beats: int, config: Config) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """The place in the bar of each beat and the bar's length, (beats,) each; 0 where beats are seconds."""
    place, bar = np.zeros(beats, np.int32), np.zeros(beats, np.int32)
    if config.seconds_a_beat:
        return place, bar
    for change in timeline.meters:
        first, length = _beat_at(change.tick, config), _beats_in(change.meter.bar, config)
        bar[first:] = length
        place[first:] = np.arange(max(0, beats - first)) % length
    return place, bar


def packed(sounding: Roll, struck: Roll, place: Any, bar: Any) -> NDArray[np.int32]:
    """Rows (beats, 12) of rolls (beats, 128), `place` and `bar` (beats,) or numbers, with each beat's longest match."""
    rows = np.zeros((len(sounding), 2 * WORDS + 4), np.int32)
    rows[:, :WORDS], rows[:, WORDS:PLACE] = words_of(sounding), words_of(struck)
    rows[:, PLACE], rows[:, BAR] = place, bar
    rows[:, MATCH_DISTANCE:] = longest_matches(map(key_of, rows), CONTEXTS)
    return rows


def words_of(roll: Roll) -> NDArray[np.int32]:
    """128 pitches (beats, 128) as the bits of four words, (beats, 4)."""
    return np.packbits(roll, 1, bitorder="little").view("<i4").astype(np.int32)


def sounding_in(rows: Rows) -> Roll:
    """Which pitches sound in rows (beats, 12), (beats, 128)."""
    return _bits(rows[:, :WORDS])


def struck_in(rows: Rows) -> Roll:
    """Which pitches are struck in rows (beats, 12), (beats, 128)."""
    return _bits(rows[:, WORDS:PLACE])


def _bits(words: Rows) -> Roll:
    little = np.ascontiguousarray(words.astype("<i4")).view(np.uint8)
    return np.unpackbits(little, axis=1, bitorder="little").astype(bool)


def key_of(row: Rows) -> bytes:
    """The key by which beats match, from a row (12,): what sounds and what is struck."""
    return row[:PLACE].astype("<i4").tobytes()


def fit(config: Config, songs: Iterable[Rows]) -> Config:
    """The config, with the median lowest pitch of songs (beats, 12) where rolls begin at a song's lowest pitch.

    ComposerError where no song has a note.
    """
    bottoms = [bottom for song in songs if (bottom := lowest_in(song)) is not None]
    if not bottoms:
        raise ComposerError("No song has a note to learn from; choose a folder with other songs.")
    return replace(config, lowest=int(np.median(bottoms))) if config.from_lowest else config


def lowest_in(song: Rows) -> int | None:
    """The lowest pitch that sounds in a song (beats, 12); None if it is silent."""
    pitches = np.flatnonzero(sounding_in(song).any(0))
    return int(pitches[0]) if len(pitches) else None


def seed_rows(clip: Clip, config: Config) -> Rows:
    """The clip's notes by beat, (beats, 12), to the bar line at which it ends, as published to its last note.

    ComposerError where no note is among the pitches that are learnt.
    """
    if not clip.notes:
        raise ComposerError("The seed clip holds no notes, and a roll is written on from notes; choose another clip.")
    notes = _within(clip.notes, config)
    if not notes:
        raise ComposerError(
            f"All notes of the seed clip lie outside the {config.rows} pitches that the model has learnt; "
            "choose another clip."
        )
    song, skipped, _ = _on_beats(notes, clip.timeline, config)
    if config.seconds_a_beat:
        return song
    return silent(song, _beat_at(clip.timeline.bar_start(clip.bars), config) - skipped - len(song))


def silent(song: Rows, beats: int) -> Rows:
    """The song (n, 12) with `beats` silent beats after it, (n + beats, 12); cut where the number is negative."""
    if beats <= 0:
        return song[: len(song) + beats]
    roll = np.zeros((beats, 128), bool)
    bar = int(song[-1, BAR]) if len(song) else 0
    begin = int(song[-1, PLACE]) + 1 if len(song) else 0
    places = (begin + np.arange(beats)) % max(1, bar)
    whole = [np.concatenate([of(song), roll]) for of in (sounding_in, struck_in)]
    return packed(whole[0], whole[1], np.append(song[:, PLACE], places), np.append(song[:, BAR], np.full(beats, bar)))


def no_rows(config: Config) -> Rows:
    """No beat, (0, 12); as published one of silence, (1, 12)."""
    silence = np.zeros((int(config.published), 128), bool)
    return packed(silence, silence, 0, 0)


def step_ticks(config: Config, rows: Rows, bpm: float) -> NDArray[np.float64]:
    """How long each row (n, 12) lasts, in ticks, (n,)."""
    beat = config.seconds_a_beat * bpm / 60 if config.seconds_a_beat else 1 / config.beats_a_quarter
    return np.full(len(rows), beat * TICKS_PER_QUARTER)


def decode(config: Config, rows: Rows, begin: int, bpm: float) -> tuple[tuple[Note, ...], tuple[Note, ...]]:
    """Chords and melody of rows (beats, 12) from tick `begin` on; melody is each beat's highest onset from middle C up.

    A note that sounds on from before the first beat is struck there.
    """
    if not len(rows):
        return (), ()
    beat = float(step_ticks(config, rows[:1], bpm)[0])
    sounding = sounding_in(rows)
    begins = sounding & (struck_in(rows) | ~np.concatenate([np.zeros_like(sounding[:1]), sounding[:-1]]))
    chords: list[Note] = []
    melody: list[Note] = []
    for at, struck in enumerate(begins):
        for pitch in np.flatnonzero(struck).tolist():
            going_on = sounding[at + 1 :, pitch] & ~begins[at + 1 :, pitch]
            length = 1 + (len(going_on) if going_on.all() else int(going_on.argmin()))
            on, end = (begin + round(beats * beat) for beats in (at, at + length))
            is_melody = pitch >= MIDDLE_C and not struck[pitch + 1 :].any()
            note = Note(on, max(1, end - on), pitch, 96 if is_melody else 72)
            (melody if is_melody else chords).append(note)
    return tuple(chords), tuple(melody)
