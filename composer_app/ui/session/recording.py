"""What is played by hand: takes that are recorded into the clip, and the last ten minutes of everything."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal, SignalInstance, Slot

from composer_app.errors import ComposerError
from composer_app.music.clip import Clip
from composer_app.music.note import Note
from composer_app.music.performance import PlayedNote
from composer_app.music.recording import TakeOptions, clip_of_performance, take_by_voice
from composer_app.playback.protocol import Received
from composer_app.playback.schedule import NOTE_ON
from composer_app.playback.take import played_notes, recorded_notes
from composer_app.ui.session.jobs import Jobs

LATEST = 300  # messages of a running take that are shown: enough for what is in view, and soon worked out
KEPT = 600.0  # seconds of playing that can still be kept
SHOW = 0.1  # seconds between two looks at a running take
PAUSE = 8.0  # seconds without a note that end a passage
Loop = tuple[int, int]
TakeNotes = dict[str, list[Note]]


@dataclass(frozen=True, slots=True)
class Take:
    """A recording that ended: its notes by voice, the ticks that it lasted from and to, and what it was played over."""

    notes: TakeNotes
    options: TakeOptions
    start: int
    end: int
    over: Clip


class Recording(QObject):
    """Gathers what inputs send.

    `progressed` carries the notes of a running take by voice, as far as they are known; `taken` a finished `Take`;
    `kept` a clip of what was played; `struck` and `released` single pitches, for step entry.
    """

    progressed = Signal(object)
    taken = Signal(object)
    kept = Signal(object)
    struck = Signal(int, int)
    released = Signal(int)
    failed = Signal(object)

    def __init__(self, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self.options = TakeOptions()
        self.active = False
        self._over, self._start = Clip(), 0
        self._shown = 0.0
        self._loop: Loop | None = None
        self._tick = 0.0
        self._take: list[Received] = []
        self._recent: deque[Received] = deque()

    def begin(self, over: Clip, start: int, loop: Loop | None, options: TakeOptions) -> None:
        """A take over a clip begins at a tick."""
        self._over, self._start, self._loop, self.options = over, start, loop, options
        self._take, self._tick, self.active = [], float(start), True

    @Slot(object)
    def receive(self, received: Received) -> None:
        """Keep a message from an input."""
        self._recent.append(received)
        while self._recent[-1].moment - self._recent[0].moment > KEPT:
            self._recent.popleft()
        if self.active and received.tick is not None:
            self._take.append(received)
        if received.message[0] & 0xF0 == NOTE_ON:
            self.struck.emit(received.message[1], received.message[2])
        elif received.message[0] & 0xF0 == 0x80:
            self.released.emit(received.message[1])

    @Slot(float)
    def follow(self, tick: float) -> None:
        """The music has come to a tick."""
        if self.active:
            self._tick = max(self._tick, tick)
            now = time.monotonic()
            if self._take and now - self._shown > SHOW:
                self._shown = now
                self.progressed.emit(self._notes_so_far())

    def end(self) -> None:
        """The take is over: separate its hands beside the window, then emit it."""
        if self.active:
            self._begin(self._finish(), self.taken, "take")

    def end_now(self) -> Take | None:
        """The take, if one is running, at once: the window closes."""
        return self._finish()() if self.active else None

    def _finish(self) -> Callable[[], Take]:
        self.active = False
        played, options, over = self._played(), self.options, self._over
        start = self._loop[0] if self._loop else self._start
        end = self._loop[1] if self._loop else round(max([self._tick, *(note.end for note in played)]))
        return lambda: Take(take_by_voice(played, options, start), options, start, end, over)

    def keep(self, options: TakeOptions) -> None:
        """Make a clip of the passage played last, up to the pause before it; asked again, of the one before that."""
        passage = self._last_passage()
        if not passage:
            self.failed.emit(ComposerError("Nothing was played in the last ten minutes."))
            return
        played = played_notes([(each.moment, each.message) for each in passage], passage[-1].moment)
        self._begin(lambda: clip_of_performance(played, options), self.kept, "keep what was played")

    def _last_passage(self) -> list[Received]:
        passage: list[Received] = []
        while self._recent:
            if passage and self.heard_note(passage) and passage[-1].moment - self._recent[-1].moment > PAUSE:
                break
            passage.append(self._recent.pop())
        passage.reverse()
        return passage if self.heard_note(passage) else []

    @staticmethod
    def heard_note(passage: list[Received]) -> bool:
        """Whether a note was struck in a passage."""
        return any(each.message[0] & 0xF0 == NOTE_ON for each in passage)

    def _played(self, latest: int = 0) -> list[PlayedNote]:
        """The notes of the take in ticks, or those of so many messages at its end."""
        length = self._loop[1] - self._loop[0] if self._loop else 0
        lap = self._take[-1].lap if self._take else 0
        last = self._take[-1].tick or 0.0 if self._take else 0.0
        tick = self._tick if not self._loop else last
        return recorded_notes(self._take[-latest:], max(tick, last) + lap * length, self._loop)

    def _notes_so_far(self) -> TakeNotes:
        """The take as it is shown while it goes on: hands that are to be found are separated by middle C."""
        options = self.options
        if options.hands == "found":
            options = TakeOptions(options.grid, options.strength, "split", options.split, options.replace)
        return take_by_voice(self._played(LATEST), options, self._start)

    def _begin(self, work: Callable[[], object], done: SignalInstance, name: str) -> None:
        def run() -> Iterator[object]:
            yield work()

        job = self._jobs.make(run, name)
        job.progressed.connect(done)
        job.start()
