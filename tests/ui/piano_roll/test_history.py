from __future__ import annotations

from composer_app.music.clip import Clip
from composer_app.ui.piano_roll.history import DEPTH, History
from composer_app.ui.piano_roll.selection import NOTHING, Edit

FIRST, SECOND, THIRD = (Edit(Clip(length=length), NOTHING) for length in (1, 2, 3))


def test_undo_returns_what_was_remembered() -> None:
    history = History()
    history.remember(FIRST)
    assert history.undo(SECOND) is FIRST


def test_redo_returns_what_was_undone() -> None:
    history = History()
    history.remember(FIRST)
    history.undo(SECOND)
    assert history.redo(FIRST) is SECOND


def test_undo_without_an_edit_changes_nothing() -> None:
    assert History().undo(FIRST) is FIRST


def test_new_edit_forgets_what_was_undone() -> None:
    history = History()
    history.remember(FIRST)
    history.undo(SECOND)
    history.remember(THIRD)
    assert not history.can_redo


def test_history_is_not_endless() -> None:
    history = History()
    for length in range(DEPTH + 50):
        history.remember(Edit(Clip(length=length), NOTHING))
    steps = 0
    while history.can_undo:
        history.undo(FIRST)
        steps += 1
    assert steps == DEPTH
