from __future__ import annotations

import pytest

from composer_app.music.accompaniment.figures import Texture, strokes
from composer_app.music.accompaniment.pulses import bars_of, pulses_of
from composer_app.music.meter import Meter, Timeline

TRIAD, FOUR = (48, 52, 55), (36, 52, 55, 60)


TEXTURES: tuple[Texture, ...] = ("held", "beats", "broken", "arpeggio", "stride", "off-beat")


def played(texture: Texture, tones: tuple[int, ...], meter: str = "4/4") -> list[tuple[int, ...]]:
    """The tones of the strokes in a bar, in order."""
    pulses = pulses_of(bars_of(Timeline.plain(meter=Meter.parse(meter)), 1))
    return [stroke.tones for stroke in sorted(strokes(texture, tones, pulses), key=lambda one: one.pulse.tick)]


def test_broken_triad_goes_low_high_middle_high() -> None:
    assert played("broken", TRIAD) == [(48,), (55,), (52,), (55,)] * 2


def test_broken_chord_takes_all_tones_in_turn() -> None:
    assert played("broken", FOUR) == [(36,), (55,), (52,), (60,)] * 2


def test_arpeggio_rises_and_falls() -> None:
    assert played("arpeggio", FOUR, "6/8") == [(36,), (52,), (55,), (60,), (55,), (52,)]


def test_arpeggio_rings_to_the_end() -> None:
    pulses = pulses_of(bars_of(Timeline.plain(), 1))
    assert {stroke.end for stroke in strokes("arpeggio", FOUR, pulses)} == {1920}


def test_stride_goes_from_root_to_fifth_and_back() -> None:
    assert played("stride", FOUR) == [(36,), FOUR[1:], (31,), FOUR[1:]]


def test_stride_takes_a_high_bass_an_octave_down() -> None:
    assert played("stride", TRIAD)[0] == (36,)


def test_stride_in_three_is_a_waltz() -> None:
    assert played("stride", FOUR, "3/4") == [(36,), FOUR[1:], FOUR[1:]]


def test_off_beat_is_bass_and_chord_by_turns() -> None:
    assert played("off-beat", FOUR) == [(36,), FOUR[1:]] * 4


def test_off_beat_in_six_eight_leaves_out_the_middle() -> None:
    assert played("off-beat", FOUR, "6/8") == [(36,), FOUR[1:]] * 2


def test_more_tones_than_pulses_are_played_some_together() -> None:
    assert played("arpeggio", (36, 46, 52, 55, 58, 62), "2/4") == [(36,), (46, 52), (55, 58), (62,)]


@pytest.mark.parametrize("texture", TEXTURES)
def test_chord_on_a_single_pulse_sounds_at_once(texture: Texture) -> None:
    pulses = pulses_of(bars_of(Timeline.plain(), 1))[:1]
    assert sorted(pitch for stroke in strokes(texture, FOUR, pulses) for pitch in stroke.tones) == list(FOUR)
