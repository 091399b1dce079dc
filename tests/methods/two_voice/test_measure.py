from dataclasses import replace

import numpy as np
import pytest

from composer_app.methods.two_voice.batches import together
from composer_app.methods.two_voice.likelihood import likelihood
from composer_app.methods.two_voice.measure import measure
from composer_app.methods.two_voice.tokens import FIRST
from tests.methods.two_voice.songs import middle_bars, random_song, small_network

NETWORK = small_network()
SONG = random_song(0)


def test_songs_add_up() -> None:
    one, both = measure(NETWORK, SONG), measure(NETWORK, SONG) + measure(NETWORK, random_song(1))
    assert both.steps == 2 * one.steps
    assert both.melody_nats == pytest.approx(one.melody_nats + measure(NETWORK, random_song(1)).melody_nats)


def test_song_is_scored_as_training_does_without_form_and_plan() -> None:
    plain = random_song(0, told=False)
    trained = likelihood(NETWORK, together([plain]))
    assert measure(NETWORK, SONG).melody_nats == pytest.approx(trained.melody.item(), rel=1e-4)
    assert measure(NETWORK, SONG).chord_nats == pytest.approx(trained.chords.item(), rel=1e-4)


def test_notes_are_counted_in_the_holes_alone() -> None:
    melody, chords = middle_bars(SONG)
    found = measure(NETWORK, SONG, (melody, chords))
    assert found.notes == int((SONG.melody[melody] >= FIRST).sum())
    assert found.chords == int((SONG.chords[chords] >= FIRST).sum())


def test_score_can_be_narrowed_to_some_steps() -> None:
    first = np.arange(64) < 32
    halves = measure(NETWORK, SONG, scored=first) + measure(NETWORK, SONG, scored=~first)
    assert halves.melody_nats == pytest.approx(measure(NETWORK, SONG).melody_nats, rel=1e-4)
    assert halves.notes == measure(NETWORK, SONG).notes


def test_key_is_told_where_the_song_stands_in_c() -> None:
    unknown = replace(SONG, in_c=False)
    assert SONG.in_c
    assert measure(NETWORK, SONG).melody_nats != measure(NETWORK, unknown).melody_nats
    assert measure(NETWORK, replace(unknown, key=5, mode=1)).melody_nats == measure(NETWORK, unknown).melody_nats


@pytest.mark.parametrize("begin", [16, 32, 48])
def test_what_is_to_come_changes_no_likelihood_of_the_past(begin: int) -> None:
    later, other = np.arange(64) >= begin, random_song(2)
    changed = replace(
        SONG,
        melody=np.where(later, other.melody, SONG.melody),
        chords=np.where(later, other.chords, SONG.chords),
        thirds=np.where(later, other.thirds, SONG.thirds),
    )
    past, same = measure(NETWORK, SONG, scored=~later), measure(NETWORK, changed, scored=~later)
    assert same.melody_nats == pytest.approx(past.melody_nats, rel=1e-5)
    assert same.chord_nats == pytest.approx(past.chord_nats, rel=1e-5)
