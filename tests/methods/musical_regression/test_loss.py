import pytest
import torch

from composer_app.methods.musical_regression.loss import (
    Scale,
    expected,
    interval_cost,
    mixture_nats,
    mixture_table,
    musical_cost,
    polynomial_cost,
)

SCALE = Scale(0, 96, True)


def some_mixture(seed: int = 0) -> torch.Tensor:
    return torch.randn(3, 15, generator=torch.Generator().manual_seed(seed))


def test_musical_cost_is_bounded() -> None:
    cost = musical_cost()
    assert (float(cost.min()), float(cost.max())) == (0.0, 1.0)


def test_musical_cost_is_lowest_for_a_hit() -> None:
    cost = musical_cost()
    off = cost[~torch.eye(128, dtype=torch.bool)]
    assert not cost.diagonal().any()
    assert float(off.min()) > 0


def test_musical_cost_is_the_same_in_every_octave() -> None:
    for semitones in range(1, 100):
        assert interval_cost(semitones) == interval_cost(semitones + 12) == interval_cost(-semitones)


def test_fourth_fifth_and_octave_cost_less_than_other_misses() -> None:
    others = [interval_cost(s) for s in range(1, 12) if s not in (5, 7)]
    assert interval_cost(12) < interval_cost(5) == interval_cost(7) < min(others)


def test_published_polynomial_dips_at_fourth_fifth_and_octave() -> None:
    cost = polynomial_cost(torch.arange(0, 13, dtype=torch.float64)).tolist()
    assert cost[0] == 0.0
    for dip in (5, 7):
        assert cost[dip] < min(cost[dip - 1], cost[dip + 1])
    assert cost[12] < cost[11]


def test_published_polynomial_explodes_beyond_the_octave() -> None:
    cost = polynomial_cost(torch.tensor([13.0, 24.0, -24.0], dtype=torch.float64))
    assert float(cost[0]) == pytest.approx(108, abs=1)
    assert float(cost[1]) > 1e8
    assert float(cost[1]) == float(cost[2])


def test_mixture_shares_one_among_all_numbers() -> None:
    table = mixture_table(some_mixture(), SCALE).exp()
    assert table.shape == (3, 97)
    assert torch.allclose(table.sum(-1), torch.ones(3), atol=1e-4)


def test_table_holds_the_nats_of_single_numbers() -> None:
    value = torch.tensor([0, 7, 96])
    nats = mixture_nats(some_mixture(), value, SCALE)
    assert torch.allclose(-mixture_table(some_mixture(), SCALE)[torch.arange(3), value], nats)


def test_expected_number_is_the_tables_mean() -> None:
    table = mixture_table(some_mixture(), SCALE).exp()
    assert torch.allclose(expected(some_mixture(), SCALE), (table * torch.arange(97)).sum(-1), rtol=1e-4)


def test_mixture_learns_a_spike() -> None:
    parameters = some_mixture()[:1].requires_grad_()
    trainer = torch.optim.Adam([parameters], 0.1)
    for _ in range(200):
        loss = mixture_nats(parameters, torch.tensor([12]), SCALE).mean()
        trainer.zero_grad()
        loss.backward()
        trainer.step()
    assert float(loss.detach()) < 0.5
