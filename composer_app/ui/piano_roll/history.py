"""Undo and redo: clips and selections as they were; clips share all that did not change."""

from __future__ import annotations

from composer_app.ui.piano_roll.selection import Edit

DEPTH = 300


class History:
    """What was there before and after the present clip and selection."""

    def __init__(self) -> None:
        self._before: list[Edit] = []
        self._after: list[Edit] = []

    @property
    def can_undo(self) -> bool:
        """Whether an edit can be taken back."""
        return bool(self._before)

    @property
    def can_redo(self) -> bool:
        """Whether an edit taken back can be done again."""
        return bool(self._after)

    def remember(self, present: Edit) -> None:
        """Keep what is about to be edited; what had been taken back is forgotten."""
        self._before = [*self._before[-DEPTH + 1 :], present]
        self._after.clear()

    def forget_undone(self) -> None:
        """Forget what was taken back: the present has become another one."""
        self._after.clear()

    def undo(self, present: Edit) -> Edit:
        """What was there before the last edit, or the present where there was none."""
        return _step(self._before, self._after, present)

    def redo(self, present: Edit) -> Edit:
        """What was there after the edit last taken back, or the present where there was none."""
        return _step(self._after, self._before, present)


def _step(source: list[Edit], target: list[Edit], present: Edit) -> Edit:
    if not source:
        return present
    target.append(present)
    return source.pop()
