"""The beats and bars of a recording whose file has no true bar lines."""

from __future__ import annotations

import cmath
import math
from collections.abc import Sequence
from dataclasses import replace

from composer_app.corpus.transcription.harmony import best_bars
from composer_app.music.clip import Section
from composer_app.music.meter import Meter, MeterChange, Tempo, Timeline
from composer_app.music.note import TICKS_PER_QUARTER, Note
from composer_app.music.score import Score

SIXTEENTH = TICKS_PER_QUARTER // 4
_TRIPLET = TICKS_PER_QUARTER // 3
_STEADY = 0.6  # from this concentration on, notes follow one grid of 16ths
_OFF_GRID = 8  # ticks that the grid of the notes may lie beside the file's
_FEW_BEFORE = 3  # notes that are moved to the first beat rather than given a bar of their own
_LOOSE = 6.0  # ticks that notes lie off the 16th on average when they were played, not written


def on_its_beat(score: Score) -> Score:
    """The score with bar lines where its music has them.

    Left as it is, unless its notes keep a steady grid of 16ths beside the file's, or its meter has bars of one
    beat. Then beats are where the most weight falls and bars where chords change; the music is moved so that
    the first beat that has begun lies on its place in the first bar.
    """
    notes = score.notes
    concentration, phase = _grid_of(notes)
    if concentration < _STEADY:
        return _in_fours(score) if has_one_beat_bars(score) else score
    if abs(phase) <= _OFF_GRID and not has_one_beat_bars(score):
        return score
    weights = _weights(notes, round(phase))
    beat = (round(phase) + weights.index(max(weights)) * SIXTEENTH) % TICKS_PER_QUARTER
    beats, downbeat = best_bars(sorted(notes), beat, max(note.end for note in notes))
    bar = beats * TICKS_PER_QUARTER
    start = (beat + downbeat * TICKS_PER_QUARTER) % bar
    shift = -start if start < TICKS_PER_QUARTER else bar - start
    if sum(note.onset + shift < -SIXTEENTH for note in notes) > _FEW_BEFORE:
        shift += bar
    return _shifted(score, shift, Meter(beats, 4))


def has_one_beat_bars(score: Score) -> bool:
    """Whether some bars have one beat, as programs without a meter write them."""
    return any(change.meter.numerator == 1 for change in score.timeline.meters)


def is_loose(notes: Sequence[Note]) -> bool:
    """Whether notes were played rather than written: many lie a little off the 16ths and the triplets."""
    if not notes:
        return False
    off = sorted(min(_distance(note.onset, SIXTEENTH), _distance(note.onset, _TRIPLET)) for note in notes)
    written = sum(distance <= 1 or distance % 20 == 0 for distance in off) / len(off)
    return written < 0.7 and _grid_of(notes)[0] >= _STEADY and sum(off) / len(off) > _LOOSE / 3


def on_grid(notes: Sequence[Note]) -> list[Note]:
    """The notes with onset and end on the nearest 16th, or on triplets in beats where those fit far better."""
    beats: dict[int, list[int]] = {}
    for note in notes:
        beats.setdefault((note.onset + SIXTEENTH // 2) // TICKS_PER_QUARTER, []).append(note.onset)
    triplets = {
        beat
        for beat, onsets in beats.items()
        if len(onsets) >= 2
        and sum(_distance(onset, _TRIPLET) for onset in onsets) < 0.4 * sum(_distance(o, SIXTEENTH) for o in onsets)
    }
    moved: dict[tuple[int, int], Note] = {}
    for note in notes:
        step = _TRIPLET if (note.onset + SIXTEENTH // 2) // TICKS_PER_QUARTER in triplets else SIXTEENTH
        onset = round(note.onset / step) * step
        end = max(onset + step // 2, round(note.end / (step // 2)) * (step // 2))
        moved[onset, note.pitch] = replace(note, onset=onset, duration=end - onset)
    return [moved[place] for place in sorted(moved)]


def _distance(tick: int, step: int) -> int:
    return min(tick % step, step - tick % step)


def _grid_of(notes: Sequence[Note]) -> tuple[float, float]:
    """How much the onsets concentrate on one grid of 16ths (0 to 1), and where it lies in ticks (-60 to 60)."""
    total = sum(cmath.exp(2j * math.pi * note.onset / SIXTEENTH) for note in notes) / len(notes)
    return abs(total), cmath.phase(total) / (2 * math.pi) * SIXTEENTH


def _weights(notes: Sequence[Note], offset: int) -> list[float]:
    """How much begins on each of the four 16ths of a beat: long, loud and low notes weigh most."""
    weights = [0.0] * 4
    for note in notes:
        place = round((note.onset - offset) / SIXTEENTH) % 4
        weights[place] += math.sqrt(note.duration) * note.velocity * (2 if note.pitch < 55 else 1)
    return weights


def _in_fours(score: Score) -> Score:
    """The score in 4/4 from its start: no beat was found to build bars of."""
    return replace(score, timeline=Timeline(score.timeline.tempos, (MeterChange(0, Meter()),)))


def _shifted(score: Score, shift: int, meter: Meter) -> Score:
    """The score later by `shift` ticks, in one meter."""

    def moved(note: Note) -> Note:
        onset = max(0, note.onset + shift)
        return Note(onset, max(1, note.end + shift - onset), note.pitch, note.velocity)

    tracks = tuple(replace(track, notes=tuple(moved(note) for note in track.notes)) for track in score.tracks)
    tempos = {max(0, tempo.tick + shift): tempo.bpm for tempo in score.timeline.tempos}
    tempos[0] = tempos.get(0, score.timeline.bpm)
    timeline = Timeline(tuple(Tempo(tick, tempos[tick]) for tick in sorted(tempos)), (MeterChange(0, meter),))
    sections = {max(0, section.tick + shift): section.label for section in score.sections}
    return Score(
        tracks,
        timeline,
        score.key,
        tuple(Section(tick, sections[tick]) for tick in sorted(sections)),
        max(0, score.length + shift),
    )
