from __future__ import annotations

import pytest

from composer_app.formats.musicxml.grid import Bar, Placed
from composer_app.formats.musicxml.rhythm import Segment, segments_of
from composer_app.music.meter import Meter

FOUR, THREE, SIX_EIGHT = Bar(0, 96, Meter(4, 4)), Bar(0, 72, Meter(3, 4)), Bar(0, 72, Meter(6, 8))


def pieces(bar: Bar, *lengths: int) -> list[Segment]:
    """What is written for notes of these lengths in a row; below 0 they are rests."""
    notes, at = [], 0
    for length in lengths:
        if length > 0:
            notes.append(Placed(at, at + length, 60, 80))
        at += abs(length)
    return segments_of(bar, notes)


def written(bar: Bar, *lengths: int) -> str:
    """The values in a row, dots and rests (r) with them."""
    return " ".join(("" if p.notes else "r") + p.value + "." * p.dots for p in pieces(bar, *lengths))


@pytest.mark.parametrize(
    ("bar", "lengths", "values"),
    [
        (FOUR, (96,), "whole"),
        (FOUR, (12, 24, 12, 48), "eighth quarter eighth half"),
        (FOUR, (24, 48, 24), "quarter half quarter"),
        (FOUR, (36, 24, 36), "quarter. eighth eighth quarter."),
        (FOUR, (36, 36, 24), "quarter. eighth quarter quarter"),
        (FOUR, (6, 12, 6, 72), "16th eighth 16th half."),
        (FOUR, (18, 6, 24, 48), "eighth. 16th quarter half"),
        (FOUR, (60, 36), "half eighth quarter."),
        (THREE, (60, 12), "half eighth eighth"),
        (THREE, (12, 48, 12), "eighth eighth quarter. eighth"),
        (THREE, (72,), "half."),
        (SIX_EIGHT, (36, 24, 12), "quarter. quarter eighth"),
        (SIX_EIGHT, (48, 24), "quarter. eighth quarter"),
        (SIX_EIGHT, (24, 24, 24), "quarter eighth eighth quarter"),
    ],
)
def test_values_show_the_beats(bar: Bar, lengths: tuple[int, ...], values: str) -> None:
    assert written(bar, *lengths) == values


@pytest.mark.parametrize(
    ("bar", "lengths", "values"),
    [
        (FOUR, (24, -72), "quarter rquarter rhalf"),
        (FOUR, (48, -48), "half rhalf"),
        (FOUR, (12, -24, 60), "eighth reighth reighth eighth half"),
        (FOUR, (6, -18, 72), "16th r16th reighth half."),
        (SIX_EIGHT, (36, -36), "quarter. rquarter."),
    ],
)
def test_rests_show_the_beats_without_syncopation(bar: Bar, lengths: tuple[int, ...], values: str) -> None:
    assert written(bar, *lengths) == values


def test_triplets_are_bracketed_and_tied_out_of_their_beat() -> None:
    first, second, third, fourth, rest = pieces(FOUR, 8, 8, 32, -48)
    assert [p.triplet for p in (first, second, third, fourth)] == [True, True, True, False]
    assert [p.edge for p in (first, second, third)] == ["start", "", "stop"]
    assert third.notes == fourth.notes
    assert (fourth.value, rest.value) == ("quarter", "half")


def test_sixteenths_of_a_triplet_are_triplets_too() -> None:
    assert [(p.value, p.triplet) for p in pieces(FOUR, 16, 4, 4, 72)][:3] == [
        ("quarter", True), ("16th", True), ("16th", True),
    ]  # fmt: skip


def test_beams_join_the_short_notes_of_a_beat() -> None:
    beams = [p.beams for p in pieces(FOUR, 12, 6, 6, 12, 12, 18, 6, 24)]
    assert beams == [
        ("begin",), ("continue", "begin"), ("end", "end"), ("begin",), ("end",),
        ("begin",), ("end", "backward hook"), (),
    ]  # fmt: skip


def test_short_note_before_a_long_one_has_a_forward_hook() -> None:
    assert [p.beams for p in pieces(FOUR, 6, 18, 72)][:2] == [("begin", "forward hook"), ("end",)]


def test_no_beam_joins_notes_over_a_rest() -> None:
    assert [p.beams for p in pieces(FOUR, 6, -12, 6, 72)][:3] == [(), (), ()]


def test_beams_in_six_eight_join_three() -> None:
    assert [p.beams for p in pieces(SIX_EIGHT, 12, 12, 12, 36)][:3] == [("begin",), ("continue",), ("end",)]
