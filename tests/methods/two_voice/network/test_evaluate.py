from dataclasses import replace

import numpy as np
import pytest

from composer_app.methods.two_voice.encoding.batch import collate
from composer_app.methods.two_voice.encoding.tokens import FIRST
from composer_app.methods.two_voice.network.evaluate import evaluate_song
from composer_app.methods.two_voice.network.loss import batch_loss
from tests.methods.two_voice.songs import middle_bars, random_song, small_network

NETWORK = small_network()
SONG = random_song(0)


def test_songs_add_up() -> None:
    one, other = evaluate_song(NETWORK, SONG), evaluate_song(NETWORK, random_song(1))
    assert (one + other).steps == 2 * one.steps
    assert (one + other).melody_nats == pytest.approx(one.melody_nats + other.melody_nats)


def test_song_is_scored_as_training_does_without_form_plan_and_phrasing() -> None:
    trained = batch_loss(NETWORK, collate([random_song(0, told=False)]))
    assert evaluate_song(NETWORK, SONG).melody_nats == pytest.approx(trained.melody.item(), rel=1e-4)
    assert evaluate_song(NETWORK, SONG).chord_nats == pytest.approx(trained.chords.item(), rel=1e-4)


def test_loss_is_of_both_voices_a_step() -> None:
    found = evaluate_song(NETWORK, SONG)
    assert found.loss == pytest.approx((found.melody_nats + found.chord_nats) / 64)


def test_notes_are_counted_in_the_masks_alone() -> None:
    melody, chords = middle_bars(SONG)
    found = evaluate_song(NETWORK, SONG, (melody, chords))
    assert found.notes == int((SONG.melody[melody] >= FIRST).sum())
    assert found.chords == int((SONG.chords[chords] >= FIRST).sum())
    assert found.changes == int((SONG.chords[chords] > 0).sum())


def test_score_can_be_narrowed_to_some_steps() -> None:
    first = np.arange(64) < 32
    halves = evaluate_song(NETWORK, SONG, scored=first) + evaluate_song(NETWORK, SONG, scored=~first)
    assert halves.melody_nats == pytest.approx(evaluate_song(NETWORK, SONG).melody_nats, rel=1e-4)
    assert halves.notes == evaluate_song(NETWORK, SONG).notes


def test_score_can_be_narrowed_by_voice() -> None:
    nothing, everything = np.zeros(64, bool), np.ones(64, bool)
    found = evaluate_song(NETWORK, SONG, scored=(nothing, everything))
    assert (found.notes, found.melody_nats) == (0, 0)
    assert found.chord_nats == evaluate_song(NETWORK, SONG).chord_nats


def test_masked_melody_sees_the_chords_that_it_is_written_over() -> None:
    mask = np.ones(64, bool), np.zeros(64, bool)
    given, past = evaluate_song(NETWORK, SONG, mask), evaluate_song(NETWORK, SONG, None, mask)
    assert given.notes == past.notes
    assert given.melody_nats != past.melody_nats


def test_key_is_a_condition_where_the_song_is_in_c() -> None:
    unknown = replace(SONG, in_c=False)
    assert SONG.in_c
    assert evaluate_song(NETWORK, SONG).melody_nats != evaluate_song(NETWORK, unknown).melody_nats
    assert (
        evaluate_song(NETWORK, replace(unknown, key=5, mode=1)).melody_nats
        == evaluate_song(NETWORK, unknown).melody_nats
    )


@pytest.mark.parametrize("begin", [32, 48])
def test_what_is_to_come_changes_no_likelihood_of_the_past(begin: int) -> None:
    later, other = np.arange(64) >= begin, random_song(2)
    changed = replace(
        SONG,
        melody=np.where(later, other.melody, SONG.melody),
        chords=np.where(later, other.chords, SONG.chords),
        triplets=np.where(later, other.triplets, SONG.triplets),
    )
    # The bar before is left out: what its last events cost includes how long they last.
    earlier = np.arange(64) < begin - 16
    past, same = evaluate_song(NETWORK, SONG, scored=earlier), evaluate_song(NETWORK, changed, scored=earlier)
    assert same.melody_nats == pytest.approx(past.melody_nats, rel=1e-5)
    assert same.chord_nats == pytest.approx(past.chord_nats, rel=1e-5)
