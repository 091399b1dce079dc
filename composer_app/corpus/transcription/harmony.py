"""The chords of an accompaniment, found beat by beat.

Pitch-class profiles of each beat are matched against chord templates (Fujishima 1999) and smoothed by a Viterbi
search in which changing the chord costs least on a bar line (after Sheh & Ellis 2003).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from composer_app.music.chord import QUALITIES, Chord, ChordSpan
from composer_app.music.meter import Meter, Timeline
from composer_app.music.note import TICKS_PER_QUARTER, Note

Array = npt.NDArray[np.float64]
# Qualities that are looked for, and how much more evidence the rarer ones need.
_RARITY = {
    "": 0.0, "m": 0.0, "sus4": 0.14, "sus2": 0.16, "dim": 0.14, "aug": 0.2, "7": 0.1, "m7": 0.1, "maj7": 0.12,
    "m7b5": 0.14, "dim7": 0.2, "7sus4": 0.2,
}  # fmt: skip
_FOREIGN, _MISSING, _BASS_IS_ROOT, _BASS_IN_CHORD = -1.0, -0.5, 0.4, 0.12
_CHANGE_ON_BAR, _CHANGE_IN_MID_BAR, _CHANGE_ON_BEAT = 0.3, 0.6, 1.1
_CHANGE_IN_THREE = 0.03  # what bars of three beats must fit better by
_MELODY_WEIGHT = 0.4
_LOWEST_BASS = 36


def find_chords(accompaniment: Sequence[Note], melody: Sequence[Note], timeline: Timeline, length: int) -> list[Note]:
    """Chords, bass in C2-B2 and close above it, each held for as long as it lasts."""
    spans = chords_of(accompaniment, melody, timeline, length)
    velocity = round(sum(note.velocity for note in accompaniment) / max(1, len(accompaniment))) or 64
    return [note for span in spans if span.chord for note in voiced(span.chord, span.onset, span.end, velocity)]


def voiced(chord: Chord, onset: int, end: int, velocity: int) -> list[Note]:
    """A chord as notes: the bass between C2 and B2, the other tones stacked close above it."""
    bass = _LOWEST_BASS + chord.bass
    steps = sorted((pitch_class - chord.bass) % 12 for pitch_class in chord.pitch_classes)
    return [Note(onset, end - onset, bass + step, velocity) for step in steps]


def chords_of(
    accompaniment: Sequence[Note], melody: Sequence[Note], timeline: Timeline, length: int
) -> list[ChordSpan]:
    """Which chord sounds when; None in beats without accompaniment."""
    edges, costs = _frames(timeline, length)
    if len(edges) < 2:
        return []
    chords, templates = _templates()
    sounding = _profile(accompaniment, edges)
    bass = _bass_profile(accompaniment, edges)
    silent = sounding.sum(axis=1) == 0
    fits = _fits(sounding + _MELODY_WEIGHT * _profile(melody, edges), bass, chords, templates)
    fits[silent] = 0
    found = _viterbi(fits, costs)[0]
    path = [-1 if quiet else state for state, quiet in zip(found, silent, strict=True)]
    spans: list[ChordSpan] = []
    first = 0
    for frame in range(1, len(path) + 1):
        if frame == len(path) or path[frame] != path[first]:
            chord = chords[path[first]] if path[first] >= 0 else None
            if chord is not None:
                chord = _with_bass(chord, bass[first:frame].sum(axis=0))
            spans.append(ChordSpan(edges[first], edges[frame], chord))
            first = frame
    return spans


def best_bars(notes: Sequence[Note], first_beat: int, length: int) -> tuple[int, int]:
    """Beats a bar (4 or 3), and on which beat from `first_beat` a bar begins, so that chords change on bar lines."""
    edges = [*range(first_beat, length, TICKS_PER_QUARTER), length]
    if len(edges) < 3:
        return 4, 0
    chords, templates = _templates()
    fits = _fits(_profile(notes, edges), _bass_profile(notes, edges), chords, templates)
    beats = range(len(fits))

    def score(beats_a_bar: int, downbeat: int) -> float:
        costs = [_CHANGE_ON_BAR if (beat - downbeat) % beats_a_bar == 0 else _CHANGE_ON_BEAT for beat in beats]
        if beats_a_bar == 4:
            costs = [_CHANGE_IN_MID_BAR if (beat - downbeat) % 4 == 2 else costs[beat] for beat in beats]
        return _viterbi(fits, costs)[1] / len(fits) - (_CHANGE_IN_THREE if beats_a_bar == 3 else 0)

    return max(((bar, downbeat) for bar in (4, 3) for downbeat in range(bar)), key=lambda found: score(*found))


def _beat(meter: Meter) -> int:
    """The beat chords may change on: a dotted quarter in 6/8, else a quarter, an eighth in 5/8."""
    if meter.denominator >= 8:
        return 3 * meter.beat if meter.numerator % 3 == 0 else meter.beat
    return TICKS_PER_QUARTER


def _frames(timeline: Timeline, length: int) -> tuple[list[int], list[float]]:
    """Ticks between which the chord is taken as one, and what a change costs at the start of each."""
    edges: list[int] = []
    costs: list[float] = []
    ends = [change.tick for change in timeline.meters[1:]] + [length]
    for change, end in zip(timeline.meters, ends, strict=True):
        beat, bar = _beat(change.meter), change.meter.bar
        for tick in range(change.tick, min(end, length), beat):
            place = (tick - change.tick) % bar
            edges.append(tick)
            costs.append(_CHANGE_ON_BAR if place == 0 else _CHANGE_IN_MID_BAR if 2 * place == bar else _CHANGE_ON_BEAT)
    return [*edges, length], costs


def _profile(notes: Sequence[Note], edges: list[int]) -> Array:
    """How long each pitch class sounds in each frame, as shares of the frame: (frames, 12)."""
    profile = np.zeros((len(edges) - 1, 12))
    if not notes:
        return profile
    onsets = np.array([note.onset for note in notes])
    ends = np.array([note.end for note in notes])
    pitch_classes = np.array([note.pitch % 12 for note in notes])
    bounds = np.array(edges)
    frames = np.clip(np.searchsorted(bounds, onsets, "right") - 1, 0, len(edges) - 2)
    while len(frames):
        overlap = np.minimum(ends, bounds[frames + 1]) - np.maximum(onsets, bounds[frames])
        np.add.at(profile, (frames, pitch_classes), np.maximum(overlap, 0) / (bounds[frames + 1] - bounds[frames]))
        on = (ends > bounds[frames + 1]) & (frames + 1 < len(edges) - 1)
        onsets, ends, pitch_classes, frames = onsets[on], ends[on], pitch_classes[on], frames[on] + 1
    return profile


def _bass_profile(notes: Sequence[Note], edges: list[int]) -> Array:
    """The same, (frames, 12), of the lowest voice: notes with nothing below them when they are struck."""
    lowest: list[Note] = []
    sounding: list[Note] = []
    for note in sorted(notes, key=lambda note: (note.onset, note.pitch)):
        sounding = [other for other in sounding if other.end > note.onset]
        if all(other.pitch >= note.pitch for other in sounding):
            lowest.append(note)
        sounding.append(note)
    return _profile([note for note in lowest if note.pitch < 60], edges)


def _templates() -> tuple[list[Chord], Array]:
    """Every chord that is looked for, and its pitch classes as 0 and 1: (chords, 12)."""
    chords = [Chord(root, quality, root) for quality in _RARITY for root in range(12)]
    templates = np.zeros((len(chords), 12))
    for row, chord in enumerate(chords):
        templates[row, [(chord.root + step) % 12 for step in QUALITIES[chord.quality]]] = 1
    return chords, templates


def _fits(profile: Array, bass: Array, chords: list[Chord], templates: Array) -> Array:
    """How well each chord fits each frame: (frames, chords) from profiles (frames, 12) and templates (chords, 12)."""
    shares = np.sqrt(np.minimum(profile, 2.0))
    shares /= np.maximum(shares.sum(axis=1, keepdims=True), 1e-9)
    tones = templates.sum(axis=1)
    inside = shares @ templates.T
    outside = shares.sum(axis=1, keepdims=True) - inside
    missing = (np.maximum(0.0, 0.12 - shares) @ templates.T) / 0.12 / tones
    low = bass / np.maximum(bass.sum(axis=1, keepdims=True), 1e-9)
    on_root = low[:, [chord.root for chord in chords]]
    in_chord = low @ templates.T - on_root
    rarity = np.array([_RARITY[chord.quality] for chord in chords])
    fits: Array = (
        inside + _FOREIGN * outside + _MISSING * missing + _BASS_IS_ROOT * on_root + _BASS_IN_CHORD * in_chord - rarity
    )
    return fits


def _viterbi(fits: Array, costs: Sequence[float]) -> tuple[list[int], float]:
    """The chord of each frame on the best path, and its score, from fits (frames, chords) and costs (frames,)."""
    frames, states = fits.shape
    came_from = np.zeros((frames, states), dtype=np.int64)
    stay = np.arange(states)
    score = fits[0].copy()
    for frame in range(1, frames):
        leader = int(score.argmax())
        changed = score[leader] - costs[frame]
        came_from[frame] = np.where(score >= changed, stay, leader)
        score = np.maximum(score, changed) + fits[frame]
    path = [int(score.argmax())]
    for frame in range(frames - 1, 0, -1):
        path.append(int(came_from[frame, path[-1]]))
    return path[::-1], float(score.max())


def _with_bass(chord: Chord, bass: Array) -> Chord:
    """The chord over the commonest bass of its frames, a profile (12,), where that is one of its tones."""
    lowest = int(bass.argmax())
    if bass[lowest] > 0.5 * bass.sum() and lowest in chord.pitch_classes:
        return Chord(chord.root, chord.quality, lowest)
    return chord
