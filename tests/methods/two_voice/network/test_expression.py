import torch

from composer_app.methods.two_voice.encoding.tokens import NO_TOUCH
from composer_app.methods.two_voice.network.expression import FEWEST_HEARD, TIMINGS, UNHEARD, Touch, timing_bin


def head() -> Touch:
    torch.manual_seed(0)
    return Touch(4, 4)


def played(velocity: int, timing: int, notes: int = 50) -> tuple[torch.Tensor, ...]:
    here = torch.ones(1, notes, 4)
    return here, here, torch.full((1, notes), velocity), torch.full((1, notes), timing)


def drawn(touch: Touch) -> tuple[list[int], list[int]]:
    chance = torch.linspace(0.01, 0.99, 40)[:, None].expand(40, 2)
    here = torch.ones(40, 4)
    velocity, timing = touch.draw(here, here, torch.full((40,), UNHEARD), chance)
    return velocity.tolist(), timing.tolist()


def test_touch_is_learnt_from_what_is_heard() -> None:
    touch = head().train()
    optimizer = torch.optim.Adam(touch.parameters(), 0.05)
    for _ in range(40):
        optimizer.zero_grad()
        touch.nats(*played(100, -30)).backward()
        optimizer.step()
    velocities, timings = drawn(touch)
    assert sorted(velocities)[20] == 100
    assert sorted(timings)[20] == -30


def test_what_was_never_heard_is_not_made_up() -> None:
    touch = head()
    assert not touch.has_heard
    assert drawn(touch) == ([NO_TOUCH] * 40, [NO_TOUCH] * 40)


def test_velocities_alone_can_be_heard() -> None:
    touch = head().train()
    for _ in range(FEWEST_HEARD // 50):
        touch.nats(*played(100, NO_TOUCH))
    velocities, timings = drawn(touch)
    assert touch.has_heard
    assert NO_TOUCH not in velocities
    assert timings == [NO_TOUCH] * 40


def test_hearing_is_for_training_alone() -> None:
    touch = head().eval()
    touch.nats(*played(100, 0))
    assert float(touch.heard.sum()) == 0


def test_timing_is_binned_around_the_grid() -> None:
    bins = timing_bin(torch.tensor([-500, -8, -7, 0, 7, 8, 500])).tolist()
    assert bins == [0, TIMINGS // 2 - 1, TIMINGS // 2, TIMINGS // 2, TIMINGS // 2, TIMINGS // 2 + 1, TIMINGS - 1]
