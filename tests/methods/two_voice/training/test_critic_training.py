from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import torch

from composer_app.methods.two_voice.encoding.conditions import FEATURES
from composer_app.methods.two_voice.encoding.grid import Song
from composer_app.methods.two_voice.encoding.tokens import SHAPES
from composer_app.methods.two_voice.encoding.transposition import transpose
from composer_app.methods.two_voice.network.critic import BARS
from composer_app.methods.two_voice.sampling.plans import plans_of
from composer_app.methods.two_voice.training import critic_training as teaching
from composer_app.methods.two_voice.training.critic_training import CriticTraining
from tests.methods.two_voice.songs import random_song, small_network, song


@pytest.fixture(autouse=True)
def short_lessons(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(teaching, "PASSAGES", 8)
    monkeypatch.setattr(teaching, "IDEAS", 4)


def lessons(songs: Any = None, seed: int = 0) -> CriticTraining:
    of = songs or [song(16), transpose(song(12), 3)]
    return CriticTraining(small_network(), of, plans_of(of, SHAPES, tuple(FEATURES)), 0.5, seed)


def test_network_writes_ideas_that_are_kept_in_passages() -> None:
    course = lessons()
    ideas = course.write(3)
    assert [len(idea) for idea in ideas] == [teaching.IDEA_BARS * 16] * 3
    assert [len(passage) for passage in course.written] == [BARS * 16] * 6
    course.write(1)
    assert len(course.written) == 8


def test_passages_of_songs_are_eight_bars_in_c() -> None:
    course = lessons()
    for _ in range(10):
        passage = course.sample_passage()
        assert (len(passage), passage.in_c, passage.phrasing) == (BARS * 16, True, None)
        assert int(passage.melody[0]) == int(song().melody[0])


def test_critic_trains_in_the_usual_meter() -> None:
    course = lessons([song(16), random_song(0, 4, bar=12)])
    assert course.meter == (16, False)
    assert all(there.bar == 16 for there in course.songs)


@pytest.mark.parametrize("songs", [[song(4)], [random_song(0, 16)]], ids=["short", "in no key"])
def test_songs_that_give_no_passage_do_not_hold_up_training(songs: list[Song]) -> None:
    course = lessons(songs)
    course.write(1)
    assert course.step() > 0


def test_song_of_weight_zero_teaches_nothing() -> None:
    assert len(lessons([song(16), replace(song(12), weight=0.0)]).songs) == 1


def test_run_trains_the_critic_and_nothing_else() -> None:
    course = lessons()
    before = {name: value.clone() for name, value in course.network.state_dict().items()}
    losses = list(course.run(2, 8))
    assert len(losses) == 16
    assert sum(losses[-4:]) < sum(losses[:4])
    assert course.network.critic.is_trained
    after = course.network.state_dict()
    changed = {name.split(".")[0] for name in before if not torch.equal(before[name], after[name])}
    assert changed == {"critic"}
    assert all(parameter.grad is None for parameter in course.network.parameters())


def test_same_seed_gives_the_same_passages() -> None:
    one, again = lessons(), lessons()
    assert [p.melody.tolist() for p in one.write(2)] == [p.melody.tolist() for p in again.write(2)]
    assert one.sample_passage().melody.tolist() == again.sample_passage().melody.tolist()
