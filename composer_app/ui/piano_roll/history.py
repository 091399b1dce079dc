"""Undo and redo: the clips as they were, which share all that did not change."""

from __future__ import annotations

from composer_app.music.clip import Clip

DEPTH = 300


class History:
    """The clips before and after the present one."""

    def __init__(self) -> None:
        self._before: list[Clip] = []
        self._after: list[Clip] = []

    @property
    def can_undo(self) -> bool:
        """Whether an edit can be taken back."""
        return bool(self._before)

    @property
    def can_redo(self) -> bool:
        """Whether an edit taken back can be done again."""
        return bool(self._after)

    def remember(self, clip: Clip) -> None:
        """Keep a clip that is about to be edited; what had been taken back is forgotten."""
        self._before = [*self._before[-DEPTH + 1 :], clip]
        self._after.clear()

    def undo(self, present: Clip) -> Clip:
        """The clip before the last edit, or the present one where there was none."""
        return _step(self._before, self._after, present)

    def redo(self, present: Clip) -> Clip:
        """The clip after the edit last taken back, or the present one where there was none."""
        return _step(self._after, self._before, present)


def _step(source: list[Clip], target: list[Clip], present: Clip) -> Clip:
    if not source:
        return present
    target.append(present)
    return source.pop()
