"""Touch: how loud each event is and how far off the grid, learnt where the songs were played by people."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from composer_app.learning.nucleus import by_chance
from composer_app.methods.two_voice.encoding.tokens import NO_TOUCH

LOUDNESSES, LOUDNESS = 16, 8  # bins, and velocities in each
TIMINGS, TIMING = 9, 15  # bins, and ticks in each; the middle one is on the grid
UNHEARD = LOUDNESSES
FEWEST_HEARD = 500


class Touch(nn.Module):
    """One voice's velocity and timing at an event, from the context, the event and the last velocity."""

    heard: Tensor

    def __init__(self, context: int, event: int) -> None:
        super().__init__()
        self.last = nn.Embedding(LOUDNESSES + 1, 16)
        self.hidden = nn.Linear(context + event + 16, 64)
        self.loudness = nn.Linear(64, LOUDNESSES)
        self.timing = nn.Linear(64, TIMINGS)
        # How many events it has learnt either from: what was never heard is not made up.
        self.register_buffer("heard", torch.zeros(2))

    @property
    def has_heard(self) -> bool:
        """Whether it learnt enough of either to play by."""
        return bool((self.heard >= FEWEST_HEARD).any())

    def forward(self, context: Tensor, event: Tensor, last: Tensor) -> tuple[Tensor, Tensor]:
        """Logits over velocity and timing bins; `last` is the bin of the voice's last velocity, or UNHEARD."""
        hidden = functional.gelu(self.hidden(torch.cat([context, event, self.last(last)], -1)))
        return self.loudness(hidden), self.timing(hidden)

    def nats(self, context: Tensor, event: Tensor, velocity: Tensor, timing: Tensor) -> Tensor:
        """Summed negative log-likelihood of what was played; all (songs, steps, ...), NO_TOUCH where nothing is."""
        at = (velocity != NO_TOUCH) | (timing != NO_TOUCH)
        song = torch.arange(len(at), device=at.device)[:, None].expand_as(at)[at]
        loud = torch.where(velocity == NO_TOUCH, UNHEARD, velocity.clamp(0, 127) // LOUDNESS)[at]
        last = torch.where(song[1:] == song[:-1], loud[:-1], UNHEARD)
        last = functional.pad(last, (len(loud) - len(last), 0), value=UNHEARD)
        loudness, off = self(context[at], event[at], last)
        if self.training:
            heard = torch.stack([(velocity != NO_TOUCH).sum(), (timing != NO_TOUCH).sum()])
            self.heard += heard.to(self.heard.dtype)
        return _summed(loudness, velocity[at], loud) + _summed(off, timing[at], timing_bin(timing[at]))

    def draw(self, context: Tensor, event: Tensor, last: Tensor, chance: Tensor) -> tuple[Tensor, Tensor]:
        """Velocity and timing (songs,) drawn by `chance` (songs, 2); NO_TOUCH for what it never heard."""
        loudness, off = self(context, event, last)
        velocity = by_chance(loudness.softmax(-1), chance[:, 0]) * LOUDNESS + LOUDNESS // 2
        timing = (by_chance(off.softmax(-1), chance[:, 1]) - TIMINGS // 2) * TIMING
        known = self.heard >= FEWEST_HEARD
        nothing = torch.full_like(velocity, NO_TOUCH)
        return torch.where(known[0], velocity, nothing), torch.where(known[1], timing, nothing)


def timing_bin(ticks: Tensor) -> Tensor:
    """The bin of so many ticks off the grid."""
    away = torch.div(ticks + TIMING // 2, TIMING, rounding_mode="floor")
    return (away + TIMINGS // 2).clamp(0, TIMINGS - 1)


def _summed(logits: Tensor, played: Tensor, target: Tensor) -> Tensor:
    target = torch.where(played == NO_TOUCH, -1, target)
    return functional.cross_entropy(logits.float(), target, ignore_index=-1, reduction="sum")
