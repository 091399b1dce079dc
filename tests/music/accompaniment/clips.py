"""Clips to be accompanied: every meter, chords that are regular and chords that are not."""

from __future__ import annotations

from composer_app.music.clip import Clip, Section
from composer_app.music.meter import Meter, MeterChange, Tempo, Timeline
from composer_app.music.note import Note

METERS = ("4/4", "3/4", "2/4", "6/8", "9/8", "12/8", "5/4", "7/8", "5/8", "3/8", "2/2", "6/4", "6/16", "1/4", "1/8")
VOICINGS = (
    (36, 52, 55, 60), (41, 53, 57, 60), (43, 50, 53, 59), (45, 52, 57, 60, 64), (36, 46, 52, 55, 58, 62),
    (48, 52, 55), (40, 59),
)  # fmt: skip


def chord(onset: int, duration: int, pitches: tuple[int, ...] = VOICINGS[0], velocity: int = 70) -> list[Note]:
    return [Note(onset, duration, pitch, velocity) for pitch in pitches]


def held(meter: str = "4/4", bars: int = 8, bpm: float = 100, melody: int = 1) -> Clip:
    """A chord a bar of three to six notes, and so many equal melody notes in each; sections A and B."""
    timeline = Timeline.plain(bpm, Meter.parse(meter))
    bar = timeline.meter.bar
    chords = [note for n in range(bars) for note in chord(n * bar, bar, VOICINGS[n % len(VOICINGS)])]
    step = bar // max(1, melody)
    tune = tuple(Note(n * bar + at * step, step, 72 + at % 5, 90) for n in range(bars) for at in range(melody))
    sections = (Section(0, "A"), Section(bars // 2 * bar, "B"))
    return Clip(tuple(chords), tune, bars * bar, timeline, sections=sections)


def irregular() -> Clip:
    """An upbeat, changes of meter and tempo, silence, and chords off the beat, short, spread, single, low, crossing."""
    changes = [("1/4", 0), ("4/4", 480), ("3/4", 480 + 3 * 1920), ("7/8", 480 + 3 * 1920 + 2 * 1440)]
    timeline = Timeline(
        (Tempo(0, 92), Tempo(2400, 140)), tuple(MeterChange(tick, Meter.parse(name)) for name, tick in changes)
    )
    chords = [
        *chord(0, 480, (48,)), *chord(480, 1680, VOICINGS[0]), *chord(2160, 1200, VOICINGS[1]),
        *chord(3360, 120, VOICINGS[2]), *chord(3480, 840, VOICINGS[3]),
        *(Note(4800 + 9 * at, 900 - 20 * at, pitch) for at, pitch in enumerate(VOICINGS[4])),
        Note(6240, 3000, 36), *chord(6240, 1430, (55, 60, 64)), *chord(7680, 1440, (57, 60, 65)),
        *chord(9130, 1670, (60, 64, 79)), *chord(10800, 500, (45,)), *chord(11400, 1000, VOICINGS[5]),
    ]  # fmt: skip
    melody = tuple(Note(tick, 240, 67 + tick // 240 % 7, 88) for tick in range(480, 12000, 240))
    return Clip(tuple(chords), melody, 12960, timeline)
