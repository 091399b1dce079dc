"""One idea of the library: a clip, its origin, and whether it is starred."""

from __future__ import annotations

from dataclasses import dataclass

from composer_app.music.clip import Clip
from composer_app.music.originality import Originality

IN_PLACE = ("continue", "fill", "melody", "chords", "vary")  # tasks whose ideas are alternatives to their parent


@dataclass(frozen=True, slots=True)
class Idea:
    """A clip and how it was made; `id` is 0 until the library has added it.

    `created` is in seconds since 1970. `request` is the JSON text of the request: task, seed, model and request
    together write the same notes again. `nats` is the mean negative log-likelihood a melody note. `remarks` are
    sentences on how it was made. `parent` is the idea this one was made from.
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
    remarks: tuple[str, ...] = ()
    parent: int | None = None
    originality: Originality | None = None

    @property
    def is_alternative(self) -> bool:
        """Whether it is an alternative to its parent rather than an idea of its own."""
        return self.parent is not None and self.task in IN_PLACE
