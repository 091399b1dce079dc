"""Expression: the velocity of each event and its timing off the grid, learnt from songs that people played."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from composer_app.learning.nucleus import by_chance
from composer_app.methods.two_voice.encoding.tokens import NO_EXPRESSION

VELOCITY_BINS, VELOCITY_BIN = 16, 8  # bins, and velocities in each
TIMING_BINS, TIMING_BIN = 9, 15  # bins, and ticks in each; the middle bin is on the grid
NO_VELOCITY = VELOCITY_BINS
FEWEST_EXAMPLES = 500


class Expression(nn.Module):
    """One voice's velocity and timing at an event, from the context, the event and the last velocity."""

    examples_seen: Tensor

    def __init__(self, context: int, event: int) -> None:
        super().__init__()
        self.last = nn.Embedding(VELOCITY_BINS + 1, 16)
        self.hidden = nn.Linear(context + event + 16, 64)
        self.velocity = nn.Linear(64, VELOCITY_BINS)
        self.timing = nn.Linear(64, TIMING_BINS)
        # How many events it has learnt velocity and timing from: what it has not learnt is left as it is.
        self.register_buffer("examples_seen", torch.zeros(2))

    @property
    def is_trained(self) -> bool:
        """Whether it has learnt enough of velocity or timing to be used."""
        return bool((self.examples_seen >= FEWEST_EXAMPLES).any())

    def forward(self, context: Tensor, event: Tensor, last: Tensor) -> tuple[Tensor, Tensor]:
        """Logits (n, bins) over velocity and timing, from `context` (n, context) and `event` (n, event).

        `last` (n,) is the bin of the voice's last velocity, or NO_VELOCITY.
        """
        hidden = functional.gelu(self.hidden(torch.cat([context, event, self.last(last)], -1)))
        return self.velocity(hidden), self.timing(hidden)

    def nats(self, context: Tensor, event: Tensor, velocity: Tensor, timing: Tensor) -> Tensor:
        """Summed negative log-likelihood of what was played, a scalar.

        `context` and `event` are (songs, events, ...), `velocity` and `timing` (songs, events), NO_EXPRESSION where
        there is none.
        """
        at = (velocity != NO_EXPRESSION) | (timing != NO_EXPRESSION)
        song = torch.arange(len(at), device=at.device)[:, None].expand_as(at)[at]
        bins = torch.where(velocity == NO_EXPRESSION, NO_VELOCITY, velocity.clamp(0, 127) // VELOCITY_BIN)[at]
        last = torch.where(song[1:] == song[:-1], bins[:-1], NO_VELOCITY)
        last = functional.pad(last, (len(bins) - len(last), 0), value=NO_VELOCITY)
        velocity_logits, timing_logits = self(context[at], event[at], last)
        if self.training:
            examples = torch.stack([(velocity != NO_EXPRESSION).sum(), (timing != NO_EXPRESSION).sum()])
            self.examples_seen += examples.to(self.examples_seen.dtype)
        return _summed(velocity_logits, velocity[at], bins) + _summed(timing_logits, timing[at], timing_bin(timing[at]))

    def sample(self, context: Tensor, event: Tensor, last: Tensor, chance: Tensor) -> tuple[Tensor, Tensor]:
        """Velocity and timing in ticks (n,) each, sampled by random numbers `chance` (n, 2) from 0 to 1.

        NO_EXPRESSION for what it has not learnt. The others as in `forward`.
        """
        velocity_logits, timing_logits = self(context, event, last)
        velocity = by_chance(velocity_logits.softmax(-1), chance[:, 0]) * VELOCITY_BIN + VELOCITY_BIN // 2
        timing = (by_chance(timing_logits.softmax(-1), chance[:, 1]) - TIMING_BINS // 2) * TIMING_BIN
        known = self.examples_seen >= FEWEST_EXAMPLES
        nothing = torch.full_like(velocity, NO_EXPRESSION)
        return torch.where(known[0], velocity, nothing), torch.where(known[1], timing, nothing)


def timing_bin(ticks: Tensor) -> Tensor:
    """The bins of timings in ticks off the grid, of any shape (...)."""
    away = torch.div(ticks + TIMING_BIN // 2, TIMING_BIN, rounding_mode="floor")
    return (away + TIMING_BINS // 2).clamp(0, TIMING_BINS - 1)


def _summed(logits: Tensor, played: Tensor, target: Tensor) -> Tensor:
    target = torch.where(played == NO_EXPRESSION, -1, target)
    return functional.cross_entropy(logits.float(), target, ignore_index=-1, reduction="sum")
