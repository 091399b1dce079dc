from __future__ import annotations

from dataclasses import replace

from composer_app.ui.panels.data.bars import Bars, bars_of
from tests.ui.panels.data.statistics import statistics


def shown(bars: Bars) -> dict[str, int]:
    return {name: count for name, count in zip(bars.names, bars.counts, strict=True) if count}


def test_pitches_have_the_names_of_notes() -> None:
    bars = bars_of(statistics(), "melody")["pitches"]
    assert shown(bars) == {"C4": 1, "D4": 1, "E4": 3}
    assert (1, "C4") in bars.ticks
    assert bars.label(5) == "E4: 3 notes, 60.0 %"
    assert bars.label(1) == "C4: 1 note, 20.0 %"
    assert bars.commonest == "E4"


def test_steps_say_what_they_are_called_and_wide_leaps_stand_at_the_end() -> None:
    bars = bars_of(statistics(), "chords")["intervals"]
    assert shown(bars) == {"the same note again": 2, "a whole tone up": 2, "more than an octave up": 1}
    assert bars.title == "Intervals of the bass"


def test_lengths_are_spelled_out() -> None:
    assert shown(bars_of(statistics(), "all")["durations"]) == {"1/8": 5}
    names = bars_of(statistics(), "all")["durations"].names
    assert {"1/8 triplet", "1/4 dotted", "1/32 and shorter", "2/1 and longer"} < set(names)


def test_tempos_and_lengths_have_no_gaps() -> None:
    bars = bars_of(statistics(), "all")
    assert bars["tempos"].counts == (1, 0, 0, 2)
    assert bars["tempos"].names[3] == "120 to 130"
    assert shown(bars["lengths"]) == {"0:00 to 0:30": 1, "1:00 to 1:30": 2}


def test_lengths_far_beyond_stand_in_the_last_bar() -> None:
    bars = bars_of(replace(statistics(), lengths=((0, 1), (90_000, 2))), "all")["lengths"]
    assert bars.counts[-1] == 2
    assert bars.names[-1].endswith("and more")


def test_rare_meters_are_summed_up() -> None:
    meters = tuple((f"{number}/4", 20 - number) for number in range(2, 14))
    bars = bars_of(replace(statistics(), meters=meters), "all")["meters"]
    assert len(bars.names) == 8
    assert bars.names[-1] == "others"
    assert bars.total == sum(count for _, count in meters)


def test_a_folder_without_music_has_bars_of_nothing() -> None:
    found = statistics()
    silent = replace(found.part("all"), notes=0, pitches=(0,) * 128)
    bars = bars_of(replace(found, parts=(silent,), tempos=(), lengths=()), "all")
    assert bars["pitches"].total == bars["tempos"].total == 0
    assert bars["pitches"].commonest == ""
