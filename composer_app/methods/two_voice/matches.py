"""What followed the last time: songs come back to what they played before, at any distance.

Of each voice the longest run of events up to now is looked up among all runs played before in the same
song. The event that followed there, how long until it is due, and how long the run was are told to the
network; with long runs the same event mostly follows again (of the chords of unseen pop songs a fifth
stand behind a run of eight that was there before, and 93 % of those go on as they did then). In a hole
runs are looked up in all that is given, what comes later too.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from composer_app.methods.two_voice.tokens import HOLD, Tokens

RUNS = (12, 8, 5, 3, 2, 1)  # lengths looked up, the longest first
FOLLOWS, DUE, RUN = range(3)
NONE = 0
TORN = -1  # no token: between two stretches
Steps = NDArray[np.bool_]
OVERDUE, NOW, FARTHEST_DUE = 1, 2, 33  # 0 stands for no match; beyond NOW steps are counted


class Listener:
    """Hears one voice event by event and says what followed the last time."""

    def __init__(self) -> None:
        self.tokens: list[int] = []
        self.onsets: list[int] = []
        self.line: list[int] = []  # tokens with the gaps between them
        self.seen: dict[tuple[int, ...], int] = {}
        self.follows, self.due, self.run = NONE, -1, NONE
        self.tears = 0

    def hear_given(self, tokens: Tokens, is_open: Steps) -> None:
        """Take in beforehand what is given around holes, one stretch after another; no run crosses a hole."""
        edges = np.flatnonzero(np.diff(np.concatenate([[True], is_open, [True]]).astype(np.int8))).tolist()
        for begin, end in zip(edges[::2], edges[1::2], strict=True):
            events = begin + np.flatnonzero(tokens[begin:end] != HOLD)
            for step in events.tolist():
                self.hear(int(tokens[step]), step)
            if len(events):
                self._tear()

    def _tear(self) -> None:
        """Put between two stretches what is like nothing else."""
        self.tears += 1
        self.line += [0, -self.tears]
        self.tokens.append(TORN)
        self.onsets.append(0)
        self.follows, self.due, self.run = NONE, -1, NONE

    def hear(self, token: int, step: int) -> None:
        """Take in an event."""
        place = len(self.tokens)
        if place:
            self.line.append(step - self.onsets[-1])
        self.line.append(token)
        self.tokens.append(token)
        self.onsets.append(step)
        self.follows, self.due, self.run = NONE, -1, NONE
        for kind, length in enumerate(RUNS):
            if length > place + 1:
                continue
            # How long the last event of a run lasts is not known yet.
            run = tuple(self.line[1 - 2 * length :])
            before = self.seen.get(run)
            if before is not None and self.run == NONE and self.tokens[before + 1] != TORN:
                self.run = len(RUNS) - kind
                self.follows = self.tokens[before + 1]
                self.due = step + self.onsets[before + 1] - self.onsets[before]
            self.seen[run] = place

    def told(self, step: int) -> tuple[int, int, int]:
        """What followed, when it is due seen from a step, and how long the run was: as the network is told."""
        if self.run == NONE:
            return NONE, NONE, NONE
        away = self.due - step
        due = OVERDUE if away < 0 else min(NOW + away, FARTHEST_DUE)
        return self.follows, due, self.run


def matches(tokens: Tokens, is_open: Steps | None = None) -> NDArray[np.int64]:
    """For every step (3, steps) what is told of one voice before it is played; `is_open` says what is not given."""
    told = _heard(tokens, Listener())
    if is_open is None or is_open.all() or not is_open.any():
        return told
    knowing = Listener()
    knowing.hear_given(tokens, is_open)
    return np.where(is_open, _heard(tokens, knowing), told)


def _heard(tokens: Tokens, listener: Listener) -> NDArray[np.int64]:
    told = np.zeros((3, len(tokens)), np.int64)
    events: list[int] = np.flatnonzero(tokens != HOLD).tolist()
    if not events:
        return told
    rows = []
    for on, token in zip(events, tokens[events].tolist(), strict=True):
        listener.hear(token, on)
        rows.append((listener.follows, listener.due, listener.run))
    # What is told holds from the step behind an event to the next event's.
    lasts = np.diff([*events, len(tokens) - 1])
    follows, due, run = np.repeat(np.array(rows).T, lasts, axis=1)
    away = due - np.arange(events[0] + 1, len(tokens))
    told[FOLLOWS, events[0] + 1 :] = follows
    told[DUE, events[0] + 1 :] = np.where(
        run == NONE, NONE, np.where(away < 0, OVERDUE, np.minimum(NOW + away, FARTHEST_DUE))
    )
    told[RUN, events[0] + 1 :] = run
    return told


def matches_of(rows: Sequence[Tokens] | Tokens, steps: int, holes: Sequence[Steps] | None = None) -> NDArray[np.int64]:
    """The matches of several songs' tokens side by side, (songs, 3, steps); `holes` are the open steps of each."""
    table = np.zeros((len(rows), 3, steps), np.int64)
    for place, tokens in enumerate(rows):
        is_open = None if holes is None else holes[place]
        table[place, :, : len(tokens)] = matches(tokens, is_open)[:, :steps]
    return table
