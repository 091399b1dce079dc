"""What is given comes back note for note, whatever the clip: the promise that all tasks share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from composer_app.generation.generate import open_model
from composer_app.methods.model import Model
from composer_app.methods.two_voice.generation import checks
from composer_app.music.clip import Clip
from composer_app.music.note import Note
from composer_app.music.voices import WRITTEN_VOICES, WrittenVoice
from composer_app.protocol.request import Span
from tests.generation.clips import LOUDEST_GIVEN, clips, ideas
from tests.training.songs import tiny_model

NEAREST = 80  # ticks: a note belongs to the step, and so to the bar, that it is nearest to
Region = tuple[int, int]

a_few = settings(
    max_examples=8, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Model]:
    """A network at random whose every idea may stand."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(checks, "is_sound", lambda *_: True)
        patch.setattr(checks, "moves", lambda *_: True)
        yield open_model(tiny_model(tmp_path_factory.mktemp("model") / "tiny.safetensors"))


def given_notes(notes: tuple[Note, ...]) -> Counter[Note]:
    return Counter(note for note in notes if note.velocity <= LOUDEST_GIVEN)


def away(note: Note, regions: list[Region]) -> bool:
    return all(note.onset < begin - NEAREST or note.onset >= end + NEAREST for begin, end in regions)


def well_inside(note: Note, regions: list[Region]) -> bool:
    return any(begin + NEAREST <= note.onset < end - NEAREST for begin, end in regions)


def bars_of(clip: Clip, first: int, last: int) -> Region:
    end = clip.timeline.bar_start(last + 1) if last + 1 < clip.bars else clip.length + 4 * 1920
    return clip.timeline.bar_start(first), end


def is_held_over(clip: Clip, span: Span) -> bool:
    """Whether a note that began before the span sounds through all of it, so that nothing can begin there."""
    begin, end = bars_of(clip, span.first, span.last)
    last = min(end, clip.length) - NEAREST
    return any(note.onset < begin and note.end >= last for note in clip.part(span.voice))


def assert_given(clip: Clip, idea: Clip, voice: WrittenVoice, regions: list[Region]) -> None:
    """Outside the regions nothing has changed; inside them nothing is left."""
    before, after = given_notes(clip.part(voice)), given_notes(idea.part(voice))
    assert after <= before
    gone = before - after
    assert all(not away(note, regions) for note in gone)
    assert all(not well_inside(note, regions) for note in after)
    new = [note for note in idea.part(voice) if note.velocity > LOUDEST_GIVEN]
    assert all(not away(note, regions) for note in new)


@a_few
@given(st.data())
def test_only_the_bars_to_fill_are_written_anew(model: Model, data: st.DataObject) -> None:
    clip = data.draw(clips())
    spans = []
    for voice in WRITTEN_VOICES:
        first = data.draw(st.integers(0, clip.bars - 1))
        spans.append(Span(voice, first, data.draw(st.integers(first, clip.bars - 1))))
    asked = data.draw(st.sampled_from([tuple(spans), tuple(spans[:1]), tuple(spans[1:])]))
    assume(not all(is_held_over(clip, span) for span in asked))
    for idea in ideas(model, task="fill", clip=clip, write=asked):
        assert (idea.clip.timeline, idea.clip.bars) == (clip.timeline, clip.bars)
        for voice in WRITTEN_VOICES:
            regions = [bars_of(clip, span.first, span.last) for span in asked if span.voice == voice]
            assert_given(clip, idea.clip, voice, regions)


@a_few
@given(clips(chords=1))
def test_chords_stay_under_a_new_melody(model: Model, clip: Clip) -> None:
    for idea in ideas(model, task="melody", clip=clip):
        assert idea.clip.chords == clip.chords
        assert not given_notes(idea.clip.melody)
        assert idea.clip.bars == clip.bars


@a_few
@given(clips(melody=1))
def test_melody_stays_over_new_chords(model: Model, clip: Clip) -> None:
    for idea in ideas(model, task="chords", clip=clip):
        assert idea.clip.melody == clip.melody
        assert not given_notes(idea.clip.chords)
        assert idea.clip.bars == clip.bars


@a_few
@given(clips(chords=1))
def test_clip_that_is_continued_comes_first(model: Model, clip: Clip) -> None:
    end = clip.timeline.bar_start(clip.bars)
    for idea in ideas(model, task="continue", clip=clip, bars=2):
        assert idea.clip.bars == clip.bars + 2
        for voice in WRITTEN_VOICES:
            assert given_notes(idea.clip.part(voice)) == Counter(clip.part(voice))
            new = [note for note in idea.clip.part(voice) if note.velocity > LOUDEST_GIVEN]
            assert all(note.onset >= end for note in new)


@a_few
@given(clips(melody=2), st.sampled_from([0.1, 0.5, 1.0]))
def test_variation_leaves_what_it_does_not_touch(model: Model, clip: Clip, amount: float) -> None:
    for idea in ideas(model, task="vary", clip=clip, amount=amount):
        assert idea.clip.bars == clip.bars
        for voice in WRITTEN_VOICES:
            assert given_notes(idea.clip.part(voice)) <= Counter(clip.part(voice))


@a_few
@given(clips(melody=2), st.data())
def test_variation_keeps_to_the_bars_that_may_change(model: Model, clip: Clip, data: st.DataObject) -> None:
    bar = data.draw(st.integers(0, clip.bars - 1))
    region = bars_of(clip, bar, bar)
    assume(any(well_inside(note, [region]) for note in clip.melody))
    for idea in ideas(model, task="vary", clip=clip, amount=0.9, write=(Span("melody", bar, bar),)):
        assert idea.clip.chords == clip.chords
        before, after = Counter(clip.melody), given_notes(idea.clip.melody)
        assert all(not away(note, [region]) for note in before - after)
        assert after <= before


@a_few
@given(clips(melody=1), clips(chords=1))
def test_bridge_begins_with_one_clip_and_ends_with_the_other(model: Model, clip: Clip, to: Clip) -> None:
    edge = max(1, clip.bars // 4)
    mine, others = (c.timeline.meter_at(c.length - 1) for c in (clip, to))
    assume(clip.bars >= 3 and to.bars >= edge and mine == others)
    middle = bars_of(clip, edge, clip.bars - edge - 1)
    # A note of the first bars that sounds on through all of the middle leaves nothing to write there.
    assume(all(note.end < middle[1] - NEAREST for note in clip.notes if note.onset < middle[0]))
    for idea in ideas(model, task="bridge", clip=clip, to=to):
        assert idea.clip.bars == clip.bars
        for voice in WRITTEN_VOICES:
            kept = given_notes(idea.clip.part(voice))
            wanted = Counter(note for note in clip.part(voice) if note.onset < middle[0] - NEAREST)
            assert wanted <= kept
            shift = clip.timeline.bar_start(clip.bars - edge) - to.timeline.bar_start(to.bars - edge)
            last = [n for n in to.part(voice) if n.onset + shift >= middle[1] + NEAREST]
            assert {n.onset + shift for n in last} <= {n.onset for n in kept}
