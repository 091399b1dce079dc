"""Sections from markers, and from what comes back."""

from __future__ import annotations

from dataclasses import replace
from functools import reduce
from random import Random
from time import process_time

import pytest

from composer_app.corpus.transcription.harmony import voiced
from composer_app.corpus.transcription.sections import find_sections, repeated_sections
from composer_app.music.chord import Chord
from composer_app.music.clip import Clip, Section
from composer_app.music.edit import join, transpose
from composer_app.music.meter import Meter, Timeline
from composer_app.music.note import Note
from tests.corpus import songs

FOUR, THREE, SIX = Meter(4, 4), Meter(3, 4), Meter(6, 8)


def phrase(seed: int, bars: int = 8, meter: Meter = FOUR) -> Clip:
    """A tune of its own over a chord a bar, ending on a long note."""
    random = Random(seed)
    melody, chords = [], []
    for bar in range(bars):
        start = bar * meter.bar
        root = random.choice((0, 2, 4, 5, 7, 9))
        chords += voiced(Chord(root, random.choice(("", "m")), root), start, start + meter.bar, 60)
        onsets = (
            [0] if bar == bars - 1 else [0, *(step for step in range(240, meter.bar, 240) if random.random() < 0.6)]
        )
        for onset, end in zip(onsets, [*onsets[1:], meter.bar], strict=True):
            melody.append(Note(start + onset, end - onset, random.choice((60, 62, 64, 65, 67, 69, 71, 72)), 90))
    return Clip(tuple(chords), tuple(melody), bars * meter.bar, Timeline.plain(100, meter))


def silent(seed: int, bars: int) -> Clip:
    return phrase(seed, bars).with_parts(melody=())


def song(*parts: Clip) -> Clip:
    return reduce(join, parts)


def found(clip: Clip) -> list[tuple[int, str]]:
    return [(clip.timeline.bar_at(section.tick), section.label) for section in find_sections(clip)]


def test_markers_name_the_sections() -> None:
    marked = (Section(0, "i4"), Section(4 * 1920, "A8"), Section(12 * 1920, "b4"))
    assert found(replace(songs.clip(16), sections=marked)) == [(0, "i"), (4, "A"), (12, "b")]


def test_markers_may_be_words() -> None:
    marked = tuple(Section(4 * bar * 1920, name) for bar, name in enumerate(("Intro", "Verse 1", "CHORUS", "Outro")))
    assert [label for _, label in found(replace(songs.clip(16), sections=marked))] == ["i", "A", "B", "o"]


def test_a_marker_beside_a_bar_line_is_moved_onto_it() -> None:
    marked = (Section(0, "A"), Section(4 * 1920 + 30, "B"))
    assert found(replace(songs.clip(8), sections=marked)) == [(0, "A"), (4, "B")]


def test_markers_that_name_no_sections_are_passed_over() -> None:
    clip = song(phrase(1), phrase(2), phrase(1))
    assert found(replace(clip, sections=(Section(0, "made by hand"), Section(960, "loopStart")))) == found(clip)


def test_a_marker_after_the_end_is_no_section() -> None:
    marked = (Section(0, "A"), Section(4 * 1920, "B"), Section(8 * 1920, "o1"))
    assert found(replace(songs.clip(8), sections=marked)) == [(0, "A"), (4, "B")]


@pytest.mark.parametrize("meter", [FOUR, THREE, SIX], ids=str)
def test_what_comes_back_has_the_same_letter(meter: Meter) -> None:
    a, b = phrase(1, meter=meter), phrase(2, meter=meter)
    assert found(song(a, b, a)) == [(0, "A"), (8, "B"), (16, "A")]


def test_two_choruses_in_a_row_are_two_sections() -> None:
    a, b = phrase(1), phrase(2)
    assert found(song(a, b, b, a, b)) == [(0, "A"), (8, "B"), (16, "B"), (24, "A"), (32, "B")]


def test_a_section_in_another_key_keeps_its_letter() -> None:
    a, b = phrase(1), phrase(2)
    assert found(song(a, b, transpose(b, 2))) == [(0, "A"), (8, "B"), (16, "B")]


def test_one_rhythm_throughout_is_not_one_section() -> None:
    def jig(seed: int) -> Clip:
        random = Random(seed)
        line = tuple(Note(240 * step, 240, random.choice((62, 64, 66, 67, 69, 71, 73, 74))) for step in range(48))
        return phrase(1, meter=SIX).with_parts(melody=line)

    assert found(song(jig(1), jig(1), jig(2), jig(2))) == [(0, "A"), (8, "A"), (16, "B"), (24, "B")]


def test_where_the_melody_is_silent_letters_are_small() -> None:
    a, b = phrase(1), phrase(2)
    assert found(song(silent(3, 4), a, silent(4, 4), b, a, silent(5, 3))) == [
        (0, "i"), (4, "A"), (12, "b"), (16, "B"), (24, "A"), (32, "o"),
    ]  # fmt: skip


def test_a_pickup_is_a_bar_of_its_own() -> None:
    a, b = phrase(1), phrase(2)
    whole = song(Clip((), (), 1920), a, b, a)
    assert found(whole.with_parts(melody=(Note(1440, 480, 67), *whole.melody))) == [
        (0, "i"), (1, "A"), (9, "B"), (17, "A"),
    ]  # fmt: skip


def test_a_few_bars_are_one_section() -> None:
    assert found(phrase(1, 4)) == [(0, "A")]


def test_an_empty_clip_has_no_sections() -> None:
    assert find_sections(Clip(length=1920)) == ()


def test_an_upbeat_belongs_to_what_it_leads_to() -> None:
    clip = song(silent(3, 4), phrase(1), phrase(2), phrase(1))
    upbeat = Note(4 * 1920 - 480, 480, 67)
    assert found(clip.with_parts(melody=(upbeat, *clip.melody))) == [(0, "i"), (4, "A"), (12, "B"), (20, "A")]


def test_sections_of_a_clip_beyond_any_song_are_not_sought() -> None:
    assert found(Clip((), (Note(0, 480, 60), Note(1920 * 1200, 480, 60)))) == [(0, "A")]


def test_a_hundred_bars_take_little_time() -> None:
    clip = song(*(phrase(seed % 5) for seed in range(13)))
    repeated_sections(clip)
    start = process_time()
    repeated_sections(clip)
    assert process_time() - start < 0.05  # some 2 ms; the rest is for a busy machine


def test_a_long_pickup_before_the_chords_is_a_bar_of_its_own() -> None:
    whole = song(Clip((), (), 1920), phrase(1), phrase(2), phrase(1))
    pickup = tuple(Note(480 * beat, 480, 65 + beat) for beat in (1, 2, 3))
    assert found(whole.with_parts(melody=(*pickup, *whole.melody)))[:2] == [(0, "i"), (1, "A")]
