from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch
from torch.nn import functional

from composer_app.methods.two_voice.encoding.batch import collate
from composer_app.methods.two_voice.encoding.grid import Song
from composer_app.methods.two_voice.encoding.tokens import FIRST
from composer_app.methods.two_voice.network.critic import BARS, Critic, critic_score, passages_of
from tests.methods.two_voice.songs import TINY, random_song, small_network, song

CRITIC = small_network().critic


def tune(seed: int, bars: int = BARS) -> Song:
    """The usual song with a few of its notes moved to another scale step."""
    there, chance = song(bars), np.random.default_rng(seed)
    changed = (there.melody >= FIRST) & (chance.random(len(there)) < 0.2)
    return replace(there, melody=there.melody + 2 * changed, in_c=True)


def noise(seed: int, bars: int = BARS) -> Song:
    return random_song(seed, bars)


@pytest.fixture(scope="module")
def taught() -> Critic:
    """A critic that has heard some tunes beside noise."""
    torch.manual_seed(0)
    critic = Critic(replace(TINY, dropout=0.0))
    optimizer = torch.optim.Adam(critic.parameters(), 0.01)
    passages = [p for seed in range(8) for p in passages_of(tune(seed)) + passages_of(noise(seed))]
    target = torch.tensor([1.0, 0.0] * 8)
    for _ in range(12):
        optimizer.zero_grad()
        functional.binary_cross_entropy_with_logits(critic(collate(passages)), target).backward()
        optimizer.step()
    return critic


def test_taught_critic_tells_tunes_from_noise(taught: Critic) -> None:
    odds = critic_score(taught, [tune(100), noise(100), tune(101), noise(101)])
    assert min(odds[[0, 2]]) > max(odds[[1, 3]]) + 1


def test_longer_piece_is_judged_by_all_its_passages(taught: Critic) -> None:
    good, bad = tune(50), noise(50)
    assert good.triplets is not None
    assert bad.triplets is not None
    both = replace(
        good,
        melody=np.concatenate([good.melody, bad.melody]),
        chords=np.concatenate([good.chords, bad.chords]),
        triplets=np.concatenate([good.triplets, bad.triplets]),
    )
    one, other = (critic_score(taught, [piece])[0] for piece in (good, bad))
    assert critic_score(taught, [both])[0] == pytest.approx((one + other) / 2, rel=1e-3)


@pytest.mark.parametrize(
    ("bars", "passages"), [(1, [(0, 1)]), (8, [(0, 8)]), (16, [(0, 8), (8, 16)]), (13, [(0, 8), (5, 13)])]
)
def test_pieces_are_cut_into_passages_of_eight_bars(bars: int, passages: list[tuple[int, int]]) -> None:
    there = random_song(0, bars)
    found = [p.melody.tolist() for p in passages_of(there)]
    assert found == [there.melody[begin * 16 : end * 16].tolist() for begin, end in passages]


def test_passage_tells_nothing_but_its_notes() -> None:
    (passage,) = passages_of(random_song(0, 8))
    assert (passage.form, passage.plan, passage.phrasing, passage.expression) == (None, None, None, None)
    assert passage.in_c


def test_verdict_does_not_depend_on_what_is_judged_beside_it() -> None:
    busy = replace(random_song(7, 8), melody=np.full(128, FIRST + 60, np.int16), triplets=None)
    alone, beside = critic_score(CRITIC, [tune(1)]), critic_score(CRITIC, [tune(1), busy])
    assert alone[0] == pytest.approx(beside[0], abs=1e-4)


def test_order_of_bars_counts() -> None:
    there = random_song(0, 8, told=False)
    bars = [there.melody.reshape(8, 16)[order].ravel() for order in (range(8), range(7, -1, -1))]
    odds = [critic_score(CRITIC, [replace(there, melody=melody, triplets=None)])[0] for melody in bars]
    assert odds[0] != pytest.approx(odds[1], abs=1e-4)


def test_piece_without_melody_or_chords_can_be_judged() -> None:
    there = song(8)
    empty = [replace(there, melody=there.melody * 0), replace(there, chords=there.chords * 0)]
    assert np.isfinite(critic_score(CRITIC, empty)).all()


def test_critic_is_untrained_before_its_first_step() -> None:
    assert not Critic(TINY).is_trained
