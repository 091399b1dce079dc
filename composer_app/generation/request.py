"""What is asked of the generator, and what it answers; frozen, so that it may cross processes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from composer_app.music.clip import Clip
from composer_app.music.key import Key
from composer_app.music.meter import Meter

Task = Literal["new", "continue"]
TASKS: tuple[Task, ...] = ("new", "continue")


@dataclass(frozen=True, slots=True)
class Request:
    """A wish for `count` ideas of `bars` bars; what is None is left to the method.

    `clip` is the seed that "continue" writes on from. `seed` fixes the draw: idea k of a request is
    drawn from seed + k, the same notes on the same machine each time.
    """

    task: Task = "new"
    bars: int = 8
    count: int = 4
    clip: Clip | None = None
    key: Key | None = None
    meter: Meter | None = None
    tempo: float | None = None
    temperature: float = 1.0
    top_p: float = 0.97
    seed: int | None = None

    def __post_init__(self) -> None:
        if not 1 <= self.bars <= 64:
            raise ValueError(f"an idea has 1 to 64 bars, not {self.bars}")
        if not 1 <= self.count <= 100_000:
            raise ValueError(f"1 to 100,000 ideas can be asked for at once, not {self.count}")
        if not 0.05 <= self.temperature <= 5 or not 0 < self.top_p <= 1:
            raise ValueError("temperature lies between 0.05 and 5, top-p above 0 and up to 1")
        if self.task == "continue" and self.clip is None:
            raise ValueError("to continue, a clip is needed")


@dataclass(frozen=True, slots=True)
class Written:
    """One idea as the generator wrote it: its clip, the seed and model that write it again, its nats.

    `nats` is the mean negative log-likelihood a melody note; `draws` how many tries it took.
    """

    clip: Clip
    seed: int
    model: str
    request: Request
    nats: float
    draws: int = 1
    notes: tuple[str, ...] = field(default=())
