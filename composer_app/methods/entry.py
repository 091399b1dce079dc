"""A method as it is listed: what the window and the command line know of it before torch is loaded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from composer_app.protocol.request import Task


@dataclass(frozen=True, slots=True)
class Entry:
    """A method's name, its title, one sentence with its source, and what it can do.

    `tasks` are the requests it can do; `refusals` give for each thing it cannot do the reason, in words for the
    composer: a task, or "form", "pickup", "key", "controls", "range". `presets` are their names, the default first.
    """

    name: str
    title: str
    about: str
    tasks: tuple[Task, ...]
    refusals: Mapping[str, str] = field(default_factory=dict)
    presets: tuple[str, ...] = ()
