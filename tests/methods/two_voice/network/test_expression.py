import torch

from composer_app.methods.two_voice.encoding.tokens import NO_EXPRESSION
from composer_app.methods.two_voice.network.expression import (
    FEWEST_EXAMPLES,
    NO_VELOCITY,
    TIMING_BINS,
    Expression,
    timing_bin,
)


def head() -> Expression:
    torch.manual_seed(0)
    return Expression(4, 4)


def played(velocity: int, timing: int, notes: int = 50) -> tuple[torch.Tensor, ...]:
    here = torch.ones(1, notes, 4)
    return here, here, torch.full((1, notes), velocity), torch.full((1, notes), timing)


def drawn(expression: Expression) -> tuple[list[int], list[int]]:
    chance = torch.linspace(0.01, 0.99, 40)[:, None].expand(40, 2)
    here = torch.ones(40, 4)
    velocity, timing = expression.sample(here, here, torch.full((40,), NO_VELOCITY), chance)
    return velocity.tolist(), timing.tolist()


def test_expression_is_learnt_from_what_is_played() -> None:
    expression = head().train()
    optimizer = torch.optim.Adam(expression.parameters(), 0.05)
    for _ in range(40):
        optimizer.zero_grad()
        expression.nats(*played(100, -30)).backward()
        optimizer.step()
    velocities, timings = drawn(expression)
    assert sorted(velocities)[20] == 100
    assert sorted(timings)[20] == -30


def test_expression_that_was_not_learnt_is_not_made_up() -> None:
    expression = head()
    assert not expression.is_trained
    assert drawn(expression) == ([NO_EXPRESSION] * 40, [NO_EXPRESSION] * 40)


def test_velocities_alone_can_be_learnt() -> None:
    expression = head().train()
    for _ in range(FEWEST_EXAMPLES // 50):
        expression.nats(*played(100, NO_EXPRESSION))
    velocities, timings = drawn(expression)
    assert expression.is_trained
    assert NO_EXPRESSION not in velocities
    assert timings == [NO_EXPRESSION] * 40


def test_examples_are_counted_in_training_alone() -> None:
    expression = head().eval()
    expression.nats(*played(100, 0))
    assert float(expression.examples_seen.sum()) == 0


def test_timing_is_binned_around_the_grid() -> None:
    bins = timing_bin(torch.tensor([-500, -8, -7, 0, 7, 8, 500])).tolist()
    assert bins == [
        0,
        TIMING_BINS // 2 - 1,
        TIMING_BINS // 2,
        TIMING_BINS // 2,
        TIMING_BINS // 2,
        TIMING_BINS // 2 + 1,
        TIMING_BINS - 1,
    ]
