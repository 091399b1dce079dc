"""The metronome: when it clicks, and how that sounds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from composer_app.music.meter import Meter, Timeline
from composer_app.music.tempo_map import TempoMap
from composer_app.playback.blocks import fill_block
from composer_app.playback.samples import Frames
from composer_app.playback.schedule import Message, Timed, note_on

# Messages of General MIDI's percussion channel, so that a MIDI port without a sound card beside it clicks as well.
CLICK_CHANNEL, ACCENT, BEAT = 9, 76, 77
PARTIALS = {ACCENT: 1760.0, BEAT: 1175.0}  # Hz
DECAY, LENGTH, LOUDNESS = 0.012, 0.07, 0.5  # seconds, seconds, full scale at velocity 127


def count_in(timeline: Timeline, start: int, bars: int) -> int:
    """How many ticks the count-in before a bar line takes; before an upbeat the bar that it fills counts too."""
    if not bars:
        return 0
    if start == 0 and timeline.upbeat:
        bar = timeline.meter_at(timeline.upbeat).bar
        return bars * bar + (bar - timeline.upbeat) % bar
    return bars * timeline.meter_at(start).bar


def clicks(timeline: Timeline, start: int, end: int, velocity: int) -> Iterator[Timed]:
    """The clicks on the beats from one tick up to another, the first of each bar accented; start may be below 0."""
    tempo = TempoMap(timeline)
    for tick, accented in _beats(timeline, start, end):
        message = note_on(CLICK_CHANNEL, ACCENT if accented else BEAT, velocity)
        yield Timed(tempo.seconds(tick), tick, message)


def _beats(timeline: Timeline, start: int, end: int) -> Iterator[tuple[int, bool]]:
    first = timeline.upbeat
    meter = timeline.meter_at(first)
    beat = _beat(meter)
    for tick in range(first - (first - start) // beat * beat, min(first, end), beat):  # before the first whole bar
        yield tick, (tick - first) % meter.bar == 0
    bar = timeline.bar_at(max(start, first))
    while (at := timeline.bar_start(bar)) < end:
        meter, after = timeline.meter_at(at), timeline.bar_start(bar + 1)
        for tick in range(at, min(after, end), _beat(meter)):
            if tick >= start:
                yield tick, tick == at
        bar += 1


def _beat(meter: Meter) -> int:
    return meter.beat * 3 if meter.is_compound else meter.beat


class ClickSound:
    """Sounds clicks; a source of sound like the piano, and mixed into it."""

    def __init__(self, rate: int = 48000) -> None:
        seconds = np.arange(int(LENGTH * rate)) / rate
        fade = np.exp(-seconds / DECAY) * np.minimum(1, seconds / 0.0005)
        self._waves = {
            pitch: (np.sin(2 * np.pi * hertz * seconds) * fade).astype(np.float32) for pitch, hertz in PARTIALS.items()
        }
        self._sounding: list[Frames] = []

    @property
    def voices(self) -> int:
        """How many clicks still sound."""
        return len(self._sounding)

    def send(self, message: Message) -> None:
        """Click at the next frame, if this is a click."""
        wave = self._waves.get(message[1])
        if message[0] == note_on(CLICK_CHANNEL, 0, 0)[0] and message[2] and wave is not None:
            self._sounding.append(wave * np.float32(LOUDNESS * (message[2] / 127) ** 1.5))

    def mix(self, block: Frames) -> None:
        """Add what sounds to a block of shape (2, frames) and move on."""
        frames = block.shape[1]
        for wave in self._sounding:
            block[:, : len(wave)] += wave[:frames]
        self._sounding = [rest for wave in self._sounding if len(rest := wave[frames:])]

    def render(self, frames: int, messages: Sequence[tuple[int, Message]] = ()) -> Frames:
        """The next block, shape (frames, 2); each message comes with its frame in the block."""
        block = np.zeros((2, frames), dtype=np.float32)
        fill_block(block, messages, self.mix, self.send)
        return np.ascontiguousarray(block.T)
