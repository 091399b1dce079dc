"""The cadence at an idea's end: in its last bar the harmony returns to the tonic, and the melody rests on its chord.

What may be sampled is limited only where the networks would not get there. The tonic chord sounds from the last bar
line on, as in nine full cadences of ten in songs (from the middle of that bar where it is not all to be written), and
the melody has come to rest by the middle of the bar. An idea planned to end on a half cadence rests on the dominant
likewise, from the middle of the bar on.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

import torch
from torch import Tensor

from composer_app.methods.two_voice.encoding.batch import Batch
from composer_app.methods.two_voice.encoding.events import NO_PITCH, SLOTS_PER_QUARTER, SLOTS_PER_STEP
from composer_app.methods.two_voice.encoding.grid import Song
from composer_app.methods.two_voice.encoding.masks import Steps
from composer_app.methods.two_voice.encoding.phrases import CADENCE, DOMINANTS, HALF_CADENCE, TONICS
from composer_app.methods.two_voice.encoding.tokens import (
    FIRST,
    MELODY_TOKENS,
    REST,
    STEPS_PER_QUARTER,
    Shape,
    chord_classes,
    sounding_of,
)

STEPS_PER_DOTTED_QUARTER = STEPS_PER_QUARTER * 3 // 2


def arrival(bar: int, compound: bool) -> int:
    """The step of the last bar at which the tonic sounds at the latest: its middle, on a beat."""
    beat = STEPS_PER_DOTTED_QUARTER if compound else STEPS_PER_QUARTER
    return bar // 2 // beat * beat


def with_final_mode(song: Song, shapes: tuple[Shape, ...]) -> Song:
    """The song in the mode on whose tonic it ends so far; a song may use a key and its relative."""
    if not song.in_c:
        return song
    is_tonic = tonic_tokens(shapes)[:, int(sounding_of(song.chords)[-1])].tolist()
    return replace(song, mode=is_tonic.index(True)) if any(is_tonic) else song


def may_end_on_cadence(song: Song, melody: Steps, chords: Steps, shapes: tuple[Shape, ...]) -> bool:
    """Whether a song may end on a cadence, with these masks (steps,) of melody and chords.

    From the arrival on the melody is to be written, and the chords are too or stand on the tonic already.
    """
    here = slice(len(song) - song.bar + arrival(song.bar, song.compound), None)
    if not (song.in_c and melody[here].all()):
        return False
    home = tonic_tokens(shapes)[int(song.mode == 1)]
    chords_on_tonic = not chords[here].any() and all(
        token == REST or home[token] for token in sounding_of(song.chords)[here].tolist()
    )
    return bool(chords[here].all()) or chords_on_tonic


@dataclass(frozen=True, slots=True)
class Cadence:
    """The final cadences of ideas of `slots` slots, in bars of `bar` slots.

    The harmony rests from slot `harmony_arrival` (ideas,) on, the melody from `melody_arrival` on. `chords` (ideas,
    chord tokens) and `melody` (ideas, melody tokens) are true on the tonic, or on the dominant in a half cadence.
    """

    slots: int
    bar: int
    harmony_arrival: Tensor
    melody_arrival: int
    chords: Tensor
    melody: Tensor

    @classmethod
    def of(cls, batch: Batch, shapes: tuple[Shape, ...]) -> Cadence:
        """The cadence in each idea's mode."""
        slots = batch.melody.shape[1]
        last = slots - batch.bar
        reached = last + arrival(batch.bar // SLOTS_PER_STEP, batch.compound) * SLOTS_PER_STEP
        is_half = batch.phrasing[:, -1, CADENCE] == HALF_CADENCE
        kind = (batch.mode == 1).long() + 2 * is_half
        chords = torch.cat([tonic_tokens(shapes), dominant_tokens(shapes)]).to(kind.device)[kind]
        melody = triad_pitches().to(kind.device)[kind]
        early = bool(batch.chords_mask[:, last:].all())
        home = torch.where(is_half | (not early), reached, last)
        return cls(slots, batch.bar, home, reached, chords, melody)

    def limit_chords(self, logits: Tensor, at: Tensor) -> Tensor:
        """Chord logits (ideas, tokens) at slots `at` (ideas,): from the arrival on only the tonic chord may begin."""
        return logits.masked_fill((at >= self.harmony_arrival)[:, None] & ~self.chords, -torch.inf)

    def chord_lengths(self, at: Tensor, token: Tensor, room: Tensor) -> tuple[Tensor, Tensor]:
        """The shortest and longest length (ideas,) of chords begun `at` (ideas,), `room` (ideas,) at most.

        The tonic stays to the end; another `token` (ideas,) ends where the tonic must begin.
        """
        on_tonic = self.chords.gather(1, token[:, None])[:, 0]
        stays = on_tonic & (at >= self.slots - self.bar)
        shortest = torch.where(stays, room, 1)
        longest = torch.where(on_tonic, room, torch.where(at < self.harmony_arrival, self.harmony_arrival - at, room))
        return shortest, torch.minimum(longest, room).clamp(min=1)

    def limit_melody(self, logits: Tensor, at: Tensor, last_pitch: Tensor) -> Tensor:
        """Melody logits (ideas, tokens) at slots `at` (ideas,): from the arrival on only tones of the tonic.

        A melody on the tonic (`last_pitch`, (ideas,)) stays silent in the last quarter; one that is elsewhere may not
        be silent before it has reached the tonic.
        """
        arrived, resting = at >= self.melody_arrival, self.on_tonic(torch.full_like(at, REST), last_pitch)
        logits = logits.masked_fill(arrived[:, None] & ~self.melody, -torch.inf)
        logits[arrived & ~resting, REST] = -torch.inf
        late = (at >= self.slots - SLOTS_PER_QUARTER) & (at > self.melody_arrival) & resting
        only = torch.full_like(logits, -torch.inf)
        only[:, REST] = 0.0
        return torch.where(late[:, None], only, logits)

    def longest_note(self, at: Tensor, token: Tensor, last_pitch: Tensor, room: Tensor) -> Tensor:
        """The longest length (ideas,) of notes begun `at` (ideas,): one foreign to the tonic ends at the arrival.

        `token`, `last_pitch` and `room` are (ideas,).
        """
        stays = self.on_tonic(token, last_pitch) | (at >= self.melody_arrival)
        return torch.where(stays, room, torch.minimum(room, self.melody_arrival - at)).clamp(min=1)

    def on_tonic(self, token: Tensor, last_pitch: Tensor) -> Tensor:
        """Which melody tokens (ideas,) are on the tonic; silence is if `last_pitch` (ideas,) is, or there was none."""
        sounding = torch.where(token == REST, FIRST + last_pitch, token)
        return self.melody.gather(1, sounding[:, None])[:, 0] | ((token == REST) & (last_pitch == NO_PITCH))


@cache
def tonic_tokens(shapes: tuple[Shape, ...]) -> Tensor:
    """Which chord tokens stand on the tonic and hold its triad, (2, tokens): in major, in minor."""
    classes = torch.from_numpy(chord_classes(shapes).copy())
    bass = (torch.arange(len(classes)) - FIRST) % 12
    home = torch.stack([classes[:, list(triad)].all(1) & (bass == triad[0]) for triad in TONICS])
    home[:, :FIRST] = False
    return home


@cache
def dominant_tokens(shapes: tuple[Shape, ...]) -> Tensor:
    """Which chord tokens stand on the dominant and hold its fifth, (2, tokens): in major, in minor."""
    classes = torch.from_numpy(chord_classes(shapes).copy())
    bass = (torch.arange(len(classes)) - FIRST) % 12
    found = torch.stack([classes[:, triad[2]] & (bass == triad[0]) for triad in DOMINANTS])
    found[:, :FIRST] = False
    return found


@cache
def triad_pitches() -> Tensor:
    """Which melody tokens are silence or a tone of the tonic (major, minor) or dominant (likewise), (4, tokens)."""
    triads = (*TONICS, *DOMINANTS)
    tones = torch.zeros(len(triads), MELODY_TOKENS, dtype=torch.bool)
    for row, triad in enumerate(triads):
        tones[row, [FIRST + pitch for pitch in range(128) if pitch % 12 in triad]] = True
    tones[:, REST] = True
    return tones
