import torch

from composer_app.methods.two_voice.batch import without_padding
from composer_app.methods.two_voice.batches import together
from composer_app.methods.two_voice.tokens import HOLD
from tests.methods.two_voice.songs import random_batch, song


def test_batch_moves_with_all_that_it_holds() -> None:
    batch = random_batch(2, holes=True)
    moved = batch.to(torch.device("meta"))
    held = [name for name in batch.__slots__ if isinstance(getattr(batch, name), torch.Tensor)]
    assert {"melody", "form", "plan", "melody_open", "chord_matches"} <= set(held)
    assert all(getattr(moved, name).is_meta for name in held)
    assert (moved.bar, moved.compound) == (batch.bar, batch.compound)


def test_song_that_has_ended_holds_on() -> None:
    batch = together([song(2), song(4)])
    assert (batch.melody[0, 32:] == -1).all()
    assert (without_padding(batch).melody[0, 32:] == HOLD).all()
    assert torch.equal(without_padding(batch).melody[1], batch.melody[1])
