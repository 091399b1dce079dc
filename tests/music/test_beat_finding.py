from __future__ import annotations

import random

import pytest

from composer_app.music.accompaniment.styles import Style
from composer_app.music.beat_finding import find_beats, on_beats
from composer_app.music.performance import PlayedNote
from tests.music.played_songs import demo_clips, performed

QUARTERS = [PlayedNote(5 + 0.6 * beat, 0.5, 60 + beat % 4, 80) for beat in range(16)]
BASS = [PlayedNote(5 + 2.4 * bar, 2.3, 40 + bar, 90) for bar in range(4)]


def test_even_quarters_have_their_tempo() -> None:
    beats = find_beats(QUARTERS)
    assert beats is not None
    assert beats.bpm == pytest.approx(100, abs=2)


def test_bars_begin_with_the_bass() -> None:
    beats = find_beats(QUARTERS + BASS)
    assert beats is not None
    assert beats.meter.numerator == 4
    assert beats.seconds[beats.downbeat] == pytest.approx(5, abs=0.05)


def test_notes_come_out_on_their_beats() -> None:
    beats = find_beats(QUARTERS + BASS)
    assert beats is not None
    ticks = [note.onset for note in on_beats(QUARTERS, beats)]
    assert ticks == pytest.approx([480 * beat for beat in range(16)], abs=30)


def test_few_notes_have_no_beat() -> None:
    assert find_beats(QUARTERS[:3]) is None


def test_one_chord_has_no_beat() -> None:
    assert find_beats([PlayedNote(0.0, 1.0, pitch, 80) for pitch in (48, 52, 55, 60)]) is None


@pytest.mark.parametrize(("style", "tempos", "lines"), [("block", 38, 36), ("piano", 36, 23)])
def test_beats_of_songs_played_freely_are_found(style: Style, tempos: int, lines: int) -> None:
    """The tempo or the half, double or triple of it; bar lines that are bar lines, though perhaps every other one."""
    chance, right, barred = random.Random(1), 0, 0
    for clip in demo_clips():
        notes, second = performed(clip, style, chance)
        beats = find_beats(notes)
        assert beats is not None
        ratio = beats.bpm / clip.timeline.bpm
        right += any(abs(ratio / times - 1) < 0.06 for times in (1 / 3, 0.5, 2 / 3, 1, 4 / 3, 1.5, 2, 3))
        starts = [second(clip.timeline.bar_start(bar)) for bar in range(clip.bars)]
        found = beats.seconds[beats.downbeat :: beats.meter.numerator]
        barred += sum(any(abs(a - b) < 0.07 for b in starts) for a in found) > 0.8 * len(found)
    assert right >= tempos
    assert barred >= lines
