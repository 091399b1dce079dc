import torch

from composer_app.learning.locked_dropout import LockedDropout


def test_the_same_units_are_dropped_at_every_step_of_a_song() -> None:
    torch.manual_seed(0)
    dropped = LockedDropout(0.5).train()(torch.ones(2, 5, 64))
    assert torch.equal(dropped, dropped[:, :1].expand(2, 5, 64))
    assert not torch.equal(dropped[0], dropped[1])
    assert set(dropped.unique().tolist()) == {0.0, 2.0}


def test_nothing_is_dropped_but_in_training() -> None:
    x = torch.ones(1, 3, 8)
    assert LockedDropout(0.5).eval()(x) is x
    assert LockedDropout(0.0).train()(x) is x
