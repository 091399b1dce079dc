"""Accompaniment figures: which tones of a chord are struck on which of its pulses."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, zip_longest
from typing import Literal

from composer_app.music.accompaniment.harmony import LOWEST
from composer_app.music.accompaniment.pulses import BAR, BEAT, OFF, STRONG, Pulse
from composer_app.music.chord import name_chord

Texture = Literal["held", "beats", "broken", "arpeggio", "stride", "off-beat"]
Tones = tuple[int, ...]
Chosen = list[tuple[Pulse, Tones]]
C3 = 48


@dataclass(frozen=True, slots=True)
class Stroke:
    """Tones struck together on a pulse, released at tick `end`."""

    pulse: Pulse
    end: int
    tones: Tones


def strokes(texture: Texture, tones: Tones, pulses: Sequence[Pulse]) -> list[Stroke]:
    """A chord of at least two tones, the lowest first, played on pulses without a gap between them.

    It is held instead where there are too few pulses for all its tones to be heard.
    """
    found = FIGURES[texture](tones, pulses)
    heard = {pitch % 12 for stroke in found for pitch in stroke.tones}
    return found if {pitch % 12 for pitch in tones} <= heard else _held(tones, pulses)


def _held(tones: Tones, pulses: Sequence[Pulse]) -> list[Stroke]:
    """All at once, and no more."""
    return [Stroke(pulses[0], pulses[-1].end, tones)]


def _beats(tones: Tones, pulses: Sequence[Pulse]) -> list[Stroke]:
    """The bass on the strong beats, and the chord above it on every beat."""
    rank = BEAT if any(pulse.rank == BEAT for pulse in pulses) else OFF
    basses: Chosen = [(pulse, tones[:1]) for pulse in _falling(pulses, STRONG)]
    chords: Chosen = [(pulse, tones[1:]) for pulse in _falling(pulses, rank)]
    return [*_until_next(basses, pulses), *_until_next(chords, pulses)]


def _stride(tones: Tones, pulses: Sequence[Pulse]) -> list[Stroke]:
    """The bass on the strong beats, now root and now fifth, and the chord on the weak ones."""
    strong = _falling(pulses, STRONG)
    weak = [pulse for pulse in pulses[1:] if pulse.rank < STRONG]
    on_beats = [pulse for pulse in weak if pulse.rank == BEAT]
    turns = _turns(tones)
    basses: Chosen = [(pulse, (turns[number % 2],)) for number, pulse in enumerate(strong)]
    chords: Chosen = [(pulse, tones[1:]) for pulse in on_beats or weak]
    return [*_until_next(basses, pulses), *_until_next(chords, pulses, strong)]


def _off_beat(tones: Tones, pulses: Sequence[Pulse]) -> list[Stroke]:
    """The bass on every beat, and the chord on the last pulse before the next one."""
    basses: Chosen = [(pulse, tones[:1]) for pulse in _falling(pulses, BEAT)]
    chords: Chosen = [
        (pulse, tones[1:])
        for pulse, after in zip_longest(pulses[1:], pulses[2:])
        if pulse.rank == OFF and (after is None or after.rank > OFF)
    ]
    return _until_next(basses + chords, pulses)


def _broken(tones: Tones, pulses: Sequence[Pulse]) -> list[Stroke]:
    """Low, high, middle, high: on each strong beat the bass, the others in turn above it, ringing until the next."""
    uppers = tones[1:]
    middle = len(uppers) // 2
    order = [uppers[at] for pair in zip(range(middle, len(uppers)), range(middle), strict=False) for at in pair]
    order += [pitch for pitch in uppers if pitch not in order]
    chosen = list(_in_turn(tones[:1], tuple(order), pulses, STRONG))
    ends = [pulse.tick for pulse, struck in chosen if struck == tones[:1]] + [pulses[-1].end]
    return [Stroke(pulse, ends[bisect_right(ends, pulse.tick)], struck) for pulse, struck in chosen]


def _arpeggio(tones: Tones, pulses: Sequence[Pulse]) -> list[Stroke]:
    """Up and down above the bass, each tone ringing until it comes again or the chord is over."""
    order = (*tones[1:], *tones[-2:1:-1])
    return [Stroke(pulse, pulses[-1].end, pitches) for pulse, pitches in _in_turn(tones[:1], order, pulses, BAR)]


FIGURES: dict[Texture, Callable[[Tones, Sequence[Pulse]], list[Stroke]]] = {
    "held": _held, "beats": _beats, "broken": _broken, "arpeggio": _arpeggio, "stride": _stride,
    "off-beat": _off_beat,
}  # fmt: skip


def _in_turn(bass: Tones, order: Tones, pulses: Sequence[Pulse], rank: int) -> Iterator[tuple[Pulse, Tones]]:
    """The bass on pulses of a rank, the others in order after it; where few pulses are left, some of them together.

    The order begins anew with each bass, or with each bar where the tones are too many for that.
    """
    on = {pulse.tick for pulse in _falling(pulses, rank)}
    bars = [list(bar) for _, bar in groupby(pulses, key=lambda pulse: pulse.bar)]
    room = max(sum(pulse.tick not in on for pulse in bar) for bar in bars)
    distinct = len(set(order))
    at_once = -(-distinct // max(1, room))
    if at_once > 1:
        order = order[:distinct]
    chunks = [order[at : at + at_once] for at in range(0, len(order), at_once)]
    fits = distinct * max(1, sum(pulse.tick in on for pulse in bars[0])) <= room
    for bar in bars:
        turn = 0
        for pulse in bar:
            if pulse.tick in on:
                turn = 0 if fits else turn
                yield pulse, bass
            else:
                yield pulse, chunks[turn % len(chunks)]
                turn += 1


def _falling(pulses: Sequence[Pulse], rank: int) -> list[Pulse]:
    """The first pulse, whatever it is, and those of at least a rank."""
    return [pulse for number, pulse in enumerate(pulses) if number == 0 or pulse.rank >= rank]


def _until_next(chosen: Chosen, pulses: Sequence[Pulse], others: Sequence[Pulse] = ()) -> list[Stroke]:
    """Each lasts until the next one, or the next of the others, or the end."""
    ticks = sorted({*(pulse.tick for pulse, _ in chosen), *(pulse.tick for pulse in others), pulses[-1].end})
    return [Stroke(pulse, ticks[bisect_right(ticks, pulse.tick)], tones) for pulse, tones in chosen]


def _turns(tones: Tones) -> tuple[int, int]:
    """The two basses of a stride: the chord's own, an octave low where it lies high, and its fifth near by."""
    bass = tones[0] - 12 if tones[0] >= C3 else tones[0]
    chord = name_chord(tones)
    if chord is None:
        return bass, bass
    classes = {pitch % 12 for pitch in tones} - {bass % 12}
    other = next((tone for tone in ((chord.root + 7) % 12, chord.root) if tone in classes), None)
    if other is None:
        return bass, bass
    below = bass - (bass - other) % 12
    above = below + 12
    return bass, below if below >= LOWEST else above if above < tones[1] else bass
