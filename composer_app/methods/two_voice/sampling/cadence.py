"""The end of an idea: in its last bar the harmony comes home to the tonic, and the melody rests on its chord.

How it gets there is the networks'; what may be sampled is narrowed only where it would not arrive. The tonic chord
sounds from the last bar line on, as in nine full closes of ten in songs (where that bar is not all to be written,
from its middle on), and the melody has come to rest by the middle of the bar. An idea that is planned to end on a
half close rests on the dominant so, from the middle of the bar on.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

import torch
from torch import Tensor

from composer_app.methods.two_voice.encoding.batch import Batch
from composer_app.methods.two_voice.encoding.conditions import carried, classes_of
from composer_app.methods.two_voice.encoding.events import NO_PITCH, SLOTS_A_QUARTER, SLOTS_A_STEP
from composer_app.methods.two_voice.encoding.grid import Song
from composer_app.methods.two_voice.encoding.masks import Steps
from composer_app.methods.two_voice.encoding.phrases import CADENCE, DOMINANTS, HALF_CLOSE, TONICS
from composer_app.methods.two_voice.encoding.tokens import FIRST, MELODY_TOKENS, REST, STEPS_A_QUARTER, Shape

STEPS_A_DOTTED_QUARTER = STEPS_A_QUARTER * 3 // 2


def arrival(bar: int, compound: bool) -> int:
    """The step of the last bar at which the tonic sounds at the latest: its middle, on a beat."""
    beat = STEPS_A_DOTTED_QUARTER if compound else STEPS_A_QUARTER
    return bar // 2 // beat * beat


def at_home(song: Song, shapes: tuple[Shape, ...]) -> Song:
    """The song in the mode on whose tonic it ends so far; of a key and its relative both may be heard before."""
    if not song.in_c:
        return song
    stands = tonic_tokens(shapes)[:, int(carried(song.chords)[-1])].tolist()
    return replace(song, mode=stands.index(True)) if any(stands) else song


def may_close(song: Song, melody: Steps, chords: Steps, shapes: tuple[Shape, ...]) -> bool:
    """Whether a song, written in these steps of its melody and chords, may end on a cadence.

    From its arrival on the melody is written, and the chords are too or, as they are given, have come home.
    """
    here = slice(len(song) - song.bar + arrival(song.bar, song.compound), None)
    if not (song.in_c and melody[here].all()):
        return False
    home = tonic_tokens(shapes)[int(song.mode == 1)]
    given_at_home = not chords[here].any() and all(
        token == REST or home[token] for token in carried(song.chords)[here].tolist()
    )
    return bool(chords[here].all()) or given_at_home


@dataclass(frozen=True, slots=True)
class Close:
    """The close of ideas of `slots` slots, in bars of `bar` slots: where it is reached, and what is at home there.

    The harmony rests from slot `home` (ideas,) on, the melody from `reached` on. `chords` (ideas, chord tokens) and
    `melody` (ideas, melody tokens) are true for what stands on the tonic, or on the dominant in a half close.
    """

    slots: int
    bar: int
    home: Tensor
    reached: int
    chords: Tensor
    melody: Tensor

    @classmethod
    def of(cls, batch: Batch, shapes: tuple[Shape, ...]) -> Close:
        """The close in each idea's mode."""
        slots = batch.melody.shape[1]
        last = slots - batch.bar
        reached = last + arrival(batch.bar // SLOTS_A_STEP, batch.compound) * SLOTS_A_STEP
        is_half = batch.phrasing[:, -1, CADENCE] == HALF_CLOSE
        kind = (batch.mode == 1).long() + 2 * is_half
        chords = torch.cat([tonic_tokens(shapes), dominant_tokens(shapes)]).to(kind.device)[kind]
        melody = triad_pitches().to(kind.device)[kind]
        early = bool(batch.chords_open[:, last:].all())
        home = torch.where(is_half | (not early), reached, last)
        return cls(slots, batch.bar, home, reached, chords, melody)

    def bar_chords(self, logits: Tensor, at: Tensor) -> Tensor:
        """From the arrival on only the tonic chord may begin."""
        return logits.masked_fill((at >= self.home)[:, None] & ~self.chords, -torch.inf)

    def longest_chord(self, at: Tensor, token: Tensor, room: Tensor) -> tuple[Tensor, Tensor]:
        """The shortest and longest length (ideas,) of chords begun `at`: at home they stay, else go home."""
        is_home = self.chords.gather(1, token[:, None])[:, 0]
        stays = is_home & (at >= self.slots - self.bar)
        shortest = torch.where(stays, room, 1)
        longest = torch.where(is_home, room, torch.where(at < self.home, self.home - at, room))
        return shortest, torch.minimum(longest, room).clamp(min=1)

    def bar_melody(self, logits: Tensor, at: Tensor, last_pitch: Tensor) -> Tensor:
        """From the arrival on only tones of the tonic; in the last quarter what has come to rest stays silent.

        A melody that left off elsewhere may not be silent before it has come home.
        """
        arrived, at_rest = at >= self.reached, self.is_home(torch.full_like(at, REST), last_pitch)
        logits = logits.masked_fill(arrived[:, None] & ~self.melody, -torch.inf)
        logits[arrived & ~at_rest, REST] = -torch.inf
        late = (at >= self.slots - SLOTS_A_QUARTER) & (at > self.reached) & at_rest
        only = torch.full_like(logits, -torch.inf)
        only[:, REST] = 0.0
        return torch.where(late[:, None], only, logits)

    def longest_note(self, at: Tensor, token: Tensor, last_pitch: Tensor, room: Tensor) -> Tensor:
        """The longest length (ideas,) of notes that begin `at`: what is foreign to the tonic ends at the arrival."""
        stays = self.is_home(token, last_pitch) | (at >= self.reached)
        return torch.where(stays, room, torch.minimum(room, self.reached - at)).clamp(min=1)

    def is_home(self, token: Tensor, last_pitch: Tensor) -> Tensor:
        """Which melody tokens (ideas,) are at home; silence is where the pitch before it was, or there was none."""
        heard = torch.where(token == REST, FIRST + last_pitch, token)
        return self.melody.gather(1, heard[:, None])[:, 0] | ((token == REST) & (last_pitch == NO_PITCH))


@cache
def tonic_tokens(shapes: tuple[Shape, ...]) -> Tensor:
    """Which chord tokens (2, tokens) stand on the tonic and hold its triad: in major, in minor."""
    classes = torch.from_numpy(classes_of(shapes).copy())
    bass = (torch.arange(len(classes)) - FIRST) % 12
    home = torch.stack([classes[:, list(triad)].all(1) & (bass == triad[0]) for triad in TONICS])
    home[:, :FIRST] = False
    return home


@cache
def dominant_tokens(shapes: tuple[Shape, ...]) -> Tensor:
    """Which chord tokens (2, tokens) stand on the dominant and hold its fifth: in major, in minor."""
    classes = torch.from_numpy(classes_of(shapes).copy())
    bass = (torch.arange(len(classes)) - FIRST) % 12
    found = torch.stack([classes[:, triad[2]] & (bass == triad[0]) for triad in DOMINANTS])
    found[:, :FIRST] = False
    return found


@cache
def triad_pitches() -> Tensor:
    """Which melody tokens (4, tokens) are silence or a tone of the tonic (major, minor), of the dominant (likewise)."""
    triads = (*TONICS, *DOMINANTS)
    tones = torch.zeros(len(triads), MELODY_TOKENS, dtype=torch.bool)
    for row, triad in enumerate(triads):
        tones[row, [FIRST + pitch for pitch in range(128) if pitch % 12 in triad]] = True
    tones[:, REST] = True
    return tones
