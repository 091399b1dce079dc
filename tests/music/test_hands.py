from __future__ import annotations

import random
import statistics

import pytest

from composer_app.music.accompaniment.play import accompanied
from composer_app.music.accompaniment.styles import Style
from composer_app.music.hands import split_hands
from composer_app.music.note import Note
from tests.music.played_songs import demo_clips, played_by_hand

TUNE = [Note(480 * beat, 480, 72 + beat % 5) for beat in range(8)]
BLOCKS = [Note(1920 * bar, 1920, pitch) for bar in range(2) for pitch in (48, 52, 55)]


def f1(found: list[Note], truth: list[Note]) -> float:
    return 2 * len(set(found) & set(truth)) / (len(found) + len(truth))


def test_split_point_divides() -> None:
    assert split_hands([*TUNE, *BLOCKS], 60) == (BLOCKS, TUNE)


def test_chords_and_melody_are_told_apart() -> None:
    assert split_hands([*TUNE, *BLOCKS]) == (BLOCKS, TUNE)


def test_line_alone_is_a_melody() -> None:
    assert split_hands(TUNE) == ([], TUNE)


def test_low_line_alone_is_a_bass() -> None:
    low = [Note(480 * beat, 480, 40 + beat % 3) for beat in range(8)]
    assert split_hands(low) == (low, [])


def test_blocks_alone_are_chords() -> None:
    assert split_hands(BLOCKS) == (BLOCKS, [])


def test_nothing_has_no_hands() -> None:
    assert split_hands([]) == ([], [])


@pytest.mark.parametrize(("style", "least"), [("block", 0.98), ("piano", 0.95)])
def test_hands_of_the_demo_songs_are_found(style: Style, least: float) -> None:
    chance, scores = random.Random(1), []
    for clip in demo_clips():
        played = accompanied(clip, style)
        up = chance.randint(-9, 9)
        chords, melody = (
            [Note(n.onset, n.duration, n.pitch + up) for n in played_by_hand(notes, chance)]
            for notes in (played.chords, played.melody)
        )
        scores.append(f1(split_hands([*chords, *melody])[1], melody))
    assert statistics.mean(scores) > least
