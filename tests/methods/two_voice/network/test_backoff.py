from dataclasses import replace

import numpy as np
import pytest
import torch

from composer_app.methods.two_voice.encoding.batch import collate
from composer_app.methods.two_voice.encoding.grid import Song
from composer_app.methods.two_voice.encoding.tokens import FIRST, HOLD, MELODY_TOKENS, REST
from composer_app.methods.two_voice.network.backoff import ORDER, BackOff, Contexts, past_after, past_of
from composer_app.methods.two_voice.network.evaluate import evaluate_song
from composer_app.methods.two_voice.network.two_voice import TwoVoice
from composer_app.methods.two_voice.sampling.options import Sampling
from composer_app.methods.two_voice.sampling.sample import WrittenTokens, write
from tests.methods.two_voice.counted import C_CHORD, F_CHORD, G_CHORD, SMALL, SONGS, C, D, E, G, counts, network, song


def past(*tokens: int) -> np.ndarray:
    return past_after(torch.tensor([tokens], dtype=torch.long))[0].numpy()


def melody_after(*tokens: int, chord: int = C_CHORD) -> np.ndarray:
    return counts().melody.probabilities(Contexts.of_melody(past(*tokens), np.array([chord])))[0][0]


def chords_after(*tokens: int) -> np.ndarray:
    return counts().chords.probabilities(Contexts.of_chords(past(*tokens)))[0][0]


@pytest.mark.parametrize("tokens", [(), (C,), (C, D), (C, D, E), (REST, REST, REST), (FIRST, FIRST + 127, C)])
def test_probabilities_of_what_may_follow_sum_to_one(tokens: tuple[int, ...]) -> None:
    for share in (melody_after(*tokens), chords_after(*tokens)):
        assert share.sum() == pytest.approx(1, abs=1e-5)
        assert share[HOLD] == 0
        assert (share[REST:] > 0).all()


def test_what_followed_in_the_songs_is_probable() -> None:
    assert melody_after(C, D).argmax() == E
    assert chords_after(F_CHORD, G_CHORD).argmax() == C_CHORD


def test_longer_context_decides_what_a_shorter_one_leaves_open() -> None:
    longer, shorter = chords_after(F_CHORD, G_CHORD, C_CHORD), chords_after(C_CHORD)
    assert longer[C_CHORD] > shorter[C_CHORD]


def test_melody_is_known_in_every_octave() -> None:
    low = tuple(token - 12 for token in (C, D))
    assert melody_after(*low).argmax() == E - 12
    assert melody_after(*low)[E - 12] == pytest.approx(melody_after(C, D)[E], rel=0.1)


def test_lowest_octave_leaves_no_room_for_what_fell_below() -> None:
    falls = BackOff.count([song([C + 1, C - 1] * 4, [C_CHORD])], SMALL.chord_tokens)
    share = falls.melody.probabilities(Contexts.of_melody(past(FIRST + 1), np.array([C_CHORD])))[0][0]
    assert share.sum() == pytest.approx(1, abs=1e-5)
    assert share[REST] < 0.05


def test_what_a_song_repeats_counts_once() -> None:
    once = BackOff.count([song([C, D, E, G, C, D], [C_CHORD])], SMALL.chord_tokens)
    often = BackOff.count([song([C, D, E, G] * 4, [C_CHORD])], SMALL.chord_tokens)
    context = Contexts.of_melody(past(C, D, E), np.array([C_CHORD]))
    one, many = (found.melody.probabilities(context)[0][0, G] for found in (once, often))
    assert many == pytest.approx(one, rel=0.05)


def test_length_of_the_longest_context_found_is_returned() -> None:
    rows = np.concatenate([past(), past(G_CHORD), past(G_CHORD, F_CHORD), past(F_CHORD, G_CHORD, C_CHORD)])
    assert counts().chords.probabilities(Contexts.of_chords(rows))[1].tolist() == [0, 1, 1, 3]


def test_past_ends_before_the_event() -> None:
    tokens = torch.tensor([[5, 6, 7, 8]])
    assert past_of(tokens)[0].tolist() == [[-1, -1, -1], [-1, -1, 5], [-1, 5, 6], [5, 6, 7]]
    assert past_after(tokens)[0].tolist() == [[6, 7, 8]]


def test_mixture_lies_between_network_and_counts() -> None:
    mixer, batch = counts(0.25), collate(SONGS[:1])
    logits = torch.randn(1, 1, MELODY_TOKENS)
    logits[..., HOLD] = -torch.inf
    before = torch.from_numpy(past(C, D)[:, None])
    mixed = mixer.mix_melody(batch, logits, before, torch.tensor([[C_CHORD]])).exp()[0, 0]
    own = logits[0, 0].softmax(0)
    assert mixed.sum().item() == pytest.approx(1, abs=1e-5)
    torch.testing.assert_close(mixed, 0.75 * own + 0.25 * torch.from_numpy(melody_after(C, D)))


def test_nothing_is_mixed_outside_of_c() -> None:
    batch = collate([replace(SONGS[0], in_c=False)])
    logits = torch.randn(1, 1, SMALL.chord_tokens)
    before = torch.from_numpy(past(C_CHORD)[:, None])
    assert torch.equal(counts(0.5).mix_chords(batch, logits, before), logits)


def test_arrays_give_the_same_counts() -> None:
    before = counts(0.25)
    after = BackOff.of(before.arrays, SMALL.chord_tokens)
    context = Contexts.of_melody(past(C, D), np.array([C_CHORD]))
    assert np.array_equal(before.melody.probabilities(context)[0], after.melody.probabilities(context)[0])
    assert after.chords.gates.tolist() == [0.25] * (ORDER + 1)
    assert after.songs == 2


def test_arrays_that_lack_something_are_refused() -> None:
    arrays = counts().arrays
    del arrays["melody"]
    with pytest.raises(ValueError, match="melody"):
        BackOff.of(arrays, SMALL.chord_tokens)


def test_songs_that_were_counted_are_predicted_better() -> None:
    plain, counted = network(), network()
    counted.counts = counts(0.5)
    before, after = evaluate_song(plain, SONGS[0]), evaluate_song(counted, SONGS[0])
    assert after.melody_nats < before.melody_nats
    assert after.chord_nats < before.chord_nats
    assert after.notes == before.notes


def ideas(writer: TwoVoice, sampling: Sampling | None = None, rows: int = 4) -> WrittenTokens:
    blank = Song(np.zeros(64, np.int16), np.zeros(64, np.int16), 16, 0, 0, in_c=True)
    *_, last = write(writer, collate([blank] * rows), sampling or Sampling(), range(rows))
    return last


def test_closed_gates_change_no_idea() -> None:
    plain, counted = network(), network()
    counted.counts = counts(0.0)
    before, after = ideas(plain), ideas(counted)
    assert np.array_equal(before.melody, after.melody)
    assert np.array_equal(before.chords, after.chords)
    assert np.array_equal(before.nats, after.nats)


def test_open_gates_bring_the_songs_chords() -> None:
    plain, counted = network(), network()
    counted.counts = counts(0.95)
    before, after = (ideas(writer, rows=16).chords for writer in (plain, counted))
    assert not np.isin(before, [C_CHORD, F_CHORD, G_CHORD]).any()
    assert np.isin(after, [C_CHORD, F_CHORD, G_CHORD]).sum() > 20


def test_range_scale_and_what_is_forbidden_hold_over_the_counts() -> None:
    counted = network()
    counted.counts = counts(0.95)
    low = Sampling(low=70, high=80, scale=(0, 2, 4, 5, 7, 9, 11))
    pitches = {int(token) - FIRST for token in ideas(counted, low).melody.ravel() if token >= FIRST}
    assert pitches <= {71, 72, 74, 76, 77, 79}

    def no_second(_: object, onsets: list[int]) -> list[tuple[int, int]]:
        return [(2, gap) for gap in range(1, 65)] if onsets else []

    for row in ideas(counted, Sampling(forbidden=no_second)).melody:
        assert 2 not in np.diff(row[row >= FIRST].astype(int))


@pytest.mark.parametrize("seed", range(4))
def test_idea_is_the_same_whatever_is_written_beside_it(seed: int) -> None:
    counted = network(seed)
    counted.counts = counts(0.5)
    assert np.array_equal(ideas(counted, rows=1).melody[0], ideas(counted, rows=4).melody[0])
