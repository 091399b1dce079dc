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


def test_song_is_scored_untold_as_training_does() -> None:
    plain = random_song(0, told=False)
    trained = likelihood(NETWORK, together([type(plain)(plain.melody, plain.chords, 16, thirds=plain.thirds)]))
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
