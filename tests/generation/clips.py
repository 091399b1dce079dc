"""Clips of all kinds for the tests of generation: any meters, notes off the grid, upbeats, empty voices."""

from __future__ import annotations

from hypothesis import strategies as st

from composer_app.generation.generate import generate
from composer_app.methods.model import Model
from composer_app.music.clip import Clip
from composer_app.music.meter import Meter, MeterChange, Tempo, Timeline
from composer_app.music.note import Note
from composer_app.protocol.request import GeneratedIdea, Request

METERS = [Meter(4, 4), Meter(3, 4), Meter(6, 8), Meter(2, 2), Meter(5, 8), Meter(7, 16)]
LOUDEST_GIVEN = 50  # what is written is louder, so that given notes are known by their velocity


def ideas(model: Model, **wish: object) -> list[GeneratedIdea]:
    """The ideas of a request, without their sketches."""
    chosen = Request(**{"bars": 2, "count": 2, "seed": 5, **wish})  # type: ignore[arg-type]
    return [said for said in generate(chosen, model) if isinstance(said, GeneratedIdea)]


@st.composite
def timelines(draw: st.DrawFn) -> tuple[Timeline, int]:
    """A time line and its length: up to three stretches, an upbeat before them, cut in mid-bar between them."""
    changes, tick = [], 0
    if draw(st.booleans()):
        changes, tick = [MeterChange(0, Meter(1, 8))], 240
    for _ in range(draw(st.integers(1, 2))):
        meter = draw(st.sampled_from(METERS))
        changes.append(MeterChange(tick, meter))
        tick += draw(st.integers(1, 2)) * meter.bar + draw(st.sampled_from([0, 0, 240]))
    return Timeline((Tempo(0, 100.0),), tuple(changes)), tick


@st.composite
def voices(draw: st.DrawFn, length: int, low: int, high: int, least: int = 0) -> tuple[Note, ...]:
    """Notes on the grid, in triplets or anywhere, one after another or together."""
    grid = draw(st.sampled_from([120, 160, 1]))
    onsets = draw(st.lists(st.integers(0, (length - 1) // grid), min_size=least, max_size=8))
    return tuple(
        Note(
            onset * grid,
            draw(st.sampled_from([1, 160, 240, 479, 2000])),
            draw(st.integers(low, high)),
            draw(st.integers(1, LOUDEST_GIVEN)),
        )
        for onset in onsets
    )


@st.composite
def clips(draw: st.DrawFn, chords: int = 0, melody: int = 0) -> Clip:
    """A clip with at least so many notes in its voices."""
    timeline, length = draw(timelines())
    return Clip(draw(voices(length, 36, 55, chords)), draw(voices(length, 65, 80, melody)), length, timeline)
