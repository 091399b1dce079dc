"""The style "piano": a texture for each bar, by its meter, tempo, melody and section."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from composer_app.music.accompaniment.figures import Texture
from composer_app.music.accompaniment.pulses import Bar, beat_of
from composer_app.music.clip import Clip
from composer_app.music.form import section_type
from composer_app.music.meter import Meter
from composer_app.music.note import TICKS_PER_QUARTER

Ladder = tuple[Texture, Texture, Texture]  # lighter, as usual, fuller
SLOW, BRISK = 0.72, 0.45  # seconds a beat
BUSY = 1.6  # melody notes a beat (in 6/8 half as many again): there the chords are lighter
REFRAINS = ("B", "C")


def textures(clip: Clip, bars: Sequence[Bar]) -> list[Texture]:
    """The texture of each bar: fuller in a refrain and where the melody rests or holds, lighter where it is busy."""
    onsets = [note.onset for note in clip.melody]
    ticks = [tempo.tick for tempo in clip.timeline.tempos]
    starts = [section.tick for section in clip.sections]
    found: list[Texture] = []
    for bar in bars:
        tempo = clip.timeline.tempos[bisect_right(ticks, bar.start) - 1]
        beat = beat_of(bar.meter)
        ladder = _ladder(bar.meter, beat / TICKS_PER_QUARTER * 60 / tempo.bpm)
        section = bisect_right(starts, bar.start) - 1
        refrain = section >= 0 and section_type(clip.sections[section].label) in REFRAINS
        notes = bisect_left(onsets, bar.end) - bisect_left(onsets, bar.start)
        busy = notes >= BUSY * (bar.end - bar.start) / beat * (1.5 if bar.meter.is_compound else 1)
        found.append(ladder[min(2, max(0, 1 + refrain + (notes <= 1) - busy))])
    return found


def _ladder(meter: Meter, beat: float) -> Ladder:
    """Three textures that go together, for a meter and the seconds that its beat lasts."""
    if meter.is_compound:
        return ("held", "stride", "broken") if beat < BRISK else ("held", "broken", "arpeggio")
    if meter.numerator == 3:
        return ("held", "broken", "arpeggio") if beat >= SLOW else ("held", "stride", "arpeggio")
    if beat >= BRISK:
        return "beats", "broken", "arpeggio"
    return "held", "beats", "stride"
