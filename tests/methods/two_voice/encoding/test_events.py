import numpy as np
import pytest

from composer_app.methods.two_voice.encoding.events import (
    FARTHEST_LEAP,
    LONGEST,
    NO_INTERVAL,
    NO_PITCH,
    events_of,
    to_slots,
    to_steps,
    triplets_in,
)
from composer_app.methods.two_voice.encoding.tokens import FIRST, HOLD, REST
from tests.methods.two_voice.songs import random_song, song

NOTE = FIRST + 60


def slots(size: int, **at: int) -> np.ndarray:
    """Tokens by slot: s3=NOTE stands at slot 3."""
    found = np.zeros(size, np.int64)
    for place, token in at.items():
        found[int(place[1:])] = token
    return found


@pytest.mark.parametrize("bar", [6, 12, 14, 16, 18])
@pytest.mark.parametrize("seed", range(3))
def test_steps_come_back_from_slots(bar: int, seed: int) -> None:
    there = random_song(seed, bars=5, bar=bar)
    assert there.triplets is not None
    for tokens in (there.melody, there.chords):
        assert to_steps(to_slots(tokens, there.triplets), there.triplets).tolist() == tokens.tolist()


def test_triplets_lie_on_thirds_of_a_quarter_and_sixteenths_on_fourths() -> None:
    tokens = np.array([NOTE, NOTE, NOTE, HOLD, NOTE, NOTE, NOTE, NOTE], np.int16)
    triplets = np.array([1, 1, 1, 1, 0, 0, 0, 0], np.int16)
    assert np.flatnonzero(to_slots(tokens, triplets)).tolist() == [0, 4, 8, 12, 15, 18, 21]


def test_quarter_is_in_three_where_either_voice_divides_it_so() -> None:
    straight, triplets = slots(24, s0=NOTE, s3=NOTE), slots(24, s0=NOTE, s16=NOTE)
    assert triplets_in(straight, triplets).tolist() == [0] * 4 + [1] * 4


def test_events_fill_the_piece_without_gaps() -> None:
    there = random_song(1, bars=6)
    assert there.triplets is not None
    events = events_of(to_slots(there.melody, there.triplets))
    assert events.onset[0] == 0
    assert (events.onset + events.length).tolist() == [*events.onset[1:].tolist(), len(there) * 3]


def test_silence_fills_what_comes_before_the_first_event() -> None:
    events = events_of(slots(24, s12=NOTE))
    assert (events.onset.tolist(), events.token.tolist(), events.length.tolist()) == ([0, 12], [REST, NOTE], [12, 12])


def test_empty_voice_is_one_silence() -> None:
    events = events_of(slots(24))
    assert (events.token.tolist(), events.length.tolist()) == ([REST], [24])


def test_what_lasts_longer_than_the_longest_is_taken_up_again() -> None:
    events = events_of(slots(2 * LONGEST + 12, s0=NOTE))
    assert events.token.tolist() == [NOTE] * 3
    assert events.length.tolist() == [LONGEST, LONGEST, 12]
    assert events.interval.tolist() == [NO_INTERVAL, FARTHEST_LEAP, FARTHEST_LEAP]


def test_interval_is_from_the_last_pitch_over_silence() -> None:
    events = events_of(slots(12, s0=NOTE, s3=REST, s6=NOTE + 2, s9=NOTE + 40))
    assert events.last_pitch.tolist() == [NO_PITCH, 60, 60, 62]
    assert events.interval.tolist() == [NO_INTERVAL, NO_INTERVAL, FARTHEST_LEAP + 2, 2 * FARTHEST_LEAP]


def test_song_has_as_many_events_as_tokens() -> None:
    there = song(4)
    assert there.triplets is not None
    assert len(events_of(to_slots(there.melody, there.triplets)).onset) == np.count_nonzero(there.melody)
