from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from composer_app.music.clip import Clip, Section
from composer_app.music.clip_properties import (
    section_at,
    with_bars,
    with_key,
    with_meter,
    with_section,
    without_section,
)
from composer_app.music.key import Key
from composer_app.music.meter import Meter, Timeline
from composer_app.music.note import Note

BAR = 1920
CLIP = Clip(
    [Note(bar * BAR, BAR, 48) for bar in range(4)],
    [Note(beat * 480, 480, 72) for beat in range(16)],
    4 * BAR,
    Timeline.plain(100),
    Key(0),
    (Section(0, "A"), Section(2 * BAR, "B")),
)


@given(st.integers(1, 64))
def test_clip_has_the_bars_it_is_given(bars: int) -> None:
    changed = with_bars(CLIP, bars)
    assert changed.bars == bars
    assert (changed.timeline, changed.key) == (CLIP.timeline, CLIP.key)
    assert all(note in CLIP.notes for note in changed.notes)


def test_longer_and_back_is_the_same_clip() -> None:
    assert with_bars(with_bars(CLIP, 9), 4) == CLIP


@pytest.mark.parametrize("meter", ["3/4", "6/8", "7/8", "2/2"])
def test_another_meter_leaves_every_note_where_it_is(meter: str) -> None:
    changed = with_meter(CLIP, Meter.parse(meter))
    assert (changed.notes, str(changed.timeline.meter)) == (CLIP.notes, meter)
    assert changed.length == changed.timeline.bar_start(changed.bars)
    assert all(s.tick == changed.timeline.bar_start(changed.timeline.bar_at(s.tick)) for s in changed.sections)


def test_upbeat_stays_in_another_meter() -> None:
    clip = Clip(melody=[Note(0, 480, 60), Note(480, BAR, 62)], timeline=Timeline.plain(pickup=1))
    assert with_meter(clip, Meter(3, 4)).timeline.upbeat == 480


def test_key_takes_the_notes_along_the_shorter_way() -> None:
    up, down = with_key(CLIP, Key(2), move=True), with_key(CLIP, Key(10), move=True)
    assert (up.melody[0].pitch, down.melody[0].pitch, up.key) == (74, 70, Key(2))


def test_key_is_named_anew_without_moving_a_note() -> None:
    named = with_key(CLIP, Key(9, True), move=False)
    assert (named.notes, named.key) == (CLIP.notes, Key(9, True))
    assert with_key(CLIP, None, move=True).notes == CLIP.notes


def test_key_turns_where_the_range_of_pitches_ends() -> None:
    high = Clip(melody=[Note(0, 480, 126)], key=Key(0))
    assert with_key(high, Key(5), move=True).melody[0].pitch == 119


def test_section_begins_on_its_bar_line_and_is_renamed_there() -> None:
    named = with_section(CLIP, BAR + 700, "Bridge")
    assert [(s.tick, s.label) for s in named.sections] == [(0, "A"), (BAR, "Bridge"), (2 * BAR, "B")]
    assert with_section(named, BAR, "C").sections[1] == Section(BAR, "C")


def test_bars_of_a_section_taken_out_belong_to_the_one_before() -> None:
    found = section_at(CLIP, 3 * BAR)
    assert found == Section(2 * BAR, "B")
    assert section_at(without_section(CLIP, Section(2 * BAR, "B")), 3 * BAR) == Section(0, "A")
    assert section_at(Clip(), 0) is None
