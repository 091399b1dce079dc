"""One idea of the library: a clip, where it came from, and what the composer thinks of it."""

from __future__ import annotations

from dataclasses import dataclass

from composer_app.music.clip import Clip
from composer_app.music.originality import Originality

IN_PLACE = ("continue", "fill", "melody", "chords", "vary")  # the tasks whose ideas stand in for their parent


@dataclass(frozen=True, slots=True)
class Idea:
    """A clip with its history; `id` is 0 until the library has taken it in.

    `created` is in seconds since 1970. `request` is the JSON text of what was asked for, so that
    task, seed, model and request write the same notes again. `nats` is the mean negative
    log-likelihood a melody note. `parent` is the idea this one was made from.
    """

    name: str
    clip: Clip
    id: int = 0
    created: float = 0.0
    starred: bool = False
    deleted: bool = False
    task: str = "new"
    seed: int | None = None
    model: str = ""
    request: str = "{}"
    nats: float | None = None
    notes: tuple[str, ...] = ()
    parent: int | None = None
    originality: Originality | None = None

    @property
    def is_alternative(self) -> bool:
        """Whether it is one of several ways to go on with its parent, rather than an idea of its own."""
        return self.parent is not None and self.task in IN_PLACE
