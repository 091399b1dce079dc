"""Playing a clip on time; clock and sink are parameters, so that tests bring their own."""

from __future__ import annotations

import heapq
import time
from bisect import bisect_right
from collections.abc import Callable, Generator
from heapq import merge

from composer_app.music.accompaniment.play import accompanied
from composer_app.music.accompaniment.styles import Style
from composer_app.music.clip import Clip
from composer_app.music.tempo_map import TempoMap
from composer_app.music.voices import VOICES
from composer_app.playback.metronome import CLICK_CHANNEL, clicks, count_in
from composer_app.playback.mix import USUAL_LEVEL, Mix, mixed
from composer_app.playback.schedule import (
    NOTE_OFF,
    NOTE_ON,
    VOLUME,
    Message,
    Timed,
    control,
    note_off,
    note_on,
    schedule,
)
from composer_app.playback.sounding import Sink, Sounding

Loop = tuple[int, int]
Waits = Generator[float, None, None]
SHORTEST_LOOP = 30  # ticks, a 64th note
LONGEST_TAKE = 3600 * 960  # ticks that a recording may go on for, an hour at 120 bpm
TAIL = 1.5  # seconds left for the last notes to die away before CC 120 cuts them off
STALL = 0.25  # seconds late after which playback goes on from where it was: the machine slept


class Transport:
    """Plays a clip into a sink; its owner calls `advance` again after the seconds that it returns."""

    def __init__(self, sink: Sink, now: Callable[[], float] = time.perf_counter) -> None:
        self._now = now
        self._sounding = Sounding(sink)
        self._click_sink = sink
        self._metronome, self._click_velocity, self._click_takes = False, 100, True
        self._performance: Waits | None = None
        self._style: Style = "block"
        self._mix = Mix()
        self._levelled: frozenset[str] = frozenset()  # the voices whose level has been sent to the sink
        self._written = self._clip = Clip()  # as it is written, and as the accompaniment style plays it
        self._tempo = TempoMap(self._clip.timeline)
        self._loop: Loop | None = None
        self._messages: tuple[Timed, ...] = ()
        self._next = 0
        self._begin = self._end = 0
        self._loops = False
        self._count_in = self._lap = 0
        self._recording = False
        self._live: set[tuple[int, int]] = set()  # the notes that are held by hand
        self._reached = 0.0  # the second of the clip up to which all messages are sent
        self._anchor = (0.0, 0.0)  # a time of the clock, and the second of the clip that sounds then
        self._resting: float = 0.0  # the position while nothing plays, in ticks
        self._playing = False
        self._ended = 0
        self._releases: list[tuple[float, Message]] = []

    @property
    def playing(self) -> bool:
        """Whether time is passing in the clip."""
        return self._playing

    @property
    def ended(self) -> int:
        """How many times a clip was played to its end."""
        return self._ended

    @property
    def tick(self) -> float:
        """The position in the clip."""
        return min(self._tempo.tick(self._clip_seconds(self._now())), self._end) if self._playing else self._resting

    @property
    def ticks_per_second(self) -> float:
        """How fast the position moves."""
        return self._tempo.ticks_per_second(self.tick) if self._playing else 0.0

    def play(self, clip: Clip, start: int = 0, loop: Loop | None = None) -> None:
        """Play a clip from a tick on; in the loop, if one ends behind that tick."""
        self.stop()
        self._load(clip)
        self._loop = _checked(loop)
        self._begin_at(start)

    def record(self, clip: Clip, start: int = 0, loop: Loop | None = None, bars: int = 1) -> None:
        """Play a clip from a tick on after a count-in of so many bars; without a loop, on beyond its end."""
        self.stop()
        self._load(clip)
        self._loop = _checked(loop)
        self._recording = True
        self._begin_at(start, count_in(clip.timeline, start, bars))

    def place_at(self, moment: float) -> tuple[float, int] | None:
        """The tick of a moment of the clock, and the lap of the loop it lies in; None unless recording."""
        if not (self._recording and self._playing):
            return None
        tick, lap = self._tempo.tick(self._clip_seconds(moment)), self._lap
        if lap and self._loop and tick < self._loop[0]:  # it arrived just before the music turned back
            return tick + self._loop[1] - self._loop[0], lap - 1
        return tick, lap

    def thru(self, message: Message) -> None:
        """Send what is played live, whatever else plays."""
        self._end_tail()
        struck, note = message[0] & 0xF0 == NOTE_ON and message[2] > 0, (message[0] & 0x0F, message[1])
        self._live = self._live | {note} if struck else self._live - {note}
        self._sounding.send(message)

    def set_metronome(self, on: bool, velocity: int, takes: bool = True) -> None:
        """Click while playing, or only during count-ins and, with `takes`, while recording."""
        self._metronome, self._click_velocity, self._click_takes = on, velocity, takes
        if self._playing:
            self._reached = self._clip_seconds(self._now())
            self._plan(self._begin)

    def click_into(self, sink: Sink) -> None:
        """Send clicks into this sink."""
        self._click_sink = sink

    def replace(self, clip: Clip) -> None:
        """Go on with an edited clip from the current position."""
        tick = self.tick
        self._load(clip)
        if self._playing:
            self._reached = self._tempo.seconds(tick)
            self._anchor = (self._now(), self._reached)
            self._plan(self._begin)
            self._drop_orphans()

    def stop(self) -> None:
        """Stop and release what sounds; the position stays."""
        self._resting = self.tick
        if self._performance is not None:
            self._performance.close()
            self._performance = None

    def seek(self, tick: int) -> None:
        """Go to a tick, and play on from there if something plays."""
        playing, recording = self._playing, self._recording
        self.stop()
        self._resting = float(tick)
        if playing:
            self._recording = recording
            self._begin_at(tick)

    def set_loop(self, loop: Loop | None) -> None:
        """Loop between two ticks, or not; a position behind the loop's end moves to its start."""
        self._loop = _checked(loop)
        if not self._playing:
            return
        if self._loop and self.tick >= self._loop[1]:
            self.seek(self._loop[0])
        else:
            self._plan(self._begin)

    def set_accompaniment(self, style: Style) -> None:
        """Play the chords in a style; from here on, and in what is played later."""
        if style != self._style:
            self._style = style
            self.replace(self._written)

    def set_mix(self, mix: Mix) -> None:
        """Let voices be heard like this; from here on, and in what is played later."""
        before, self._mix = self._mix, mix
        self._send_levels()
        if mix.silent != before.silent:
            self.replace(self._written)

    def preview(self, channel: int, pitch: int, velocity: int = 80, seconds: float = 0.4) -> None:
        """Sound one note for a moment, whatever else plays."""
        self._end_tail()
        self._sounding.send(note_on(channel, pitch, velocity))
        release = note_off(channel, pitch)
        self._releases = [one for one in self._releases if one[1] != release]
        heapq.heapify(self._releases)
        heapq.heappush(self._releases, (self._now() + seconds, release))

    def panic(self) -> None:
        """Stop, and silence everything at the other end."""
        self.stop()
        self._releases.clear()
        self._sounding.panic()

    def redirect(self, sink: Sink) -> None:
        """Go on in another sink from the same tick; the old one is left silent."""
        tick, playing = self.tick, self._playing and not self._recording
        if not self._recording:  # which must not lose a message for it
            self.stop()
        self._releases.clear()
        self._live.clear()
        self._sounding.redirect(sink)
        self._levelled = frozenset()
        self._send_levels()
        if playing:
            self._begin_at(round(tick))

    def advance(self) -> float | None:
        """Send what is due; return the seconds until something is due again, or None."""
        waits = [wait for wait in (self._advance_performance(), self._advance_previews()) if wait is not None]
        return max(0.0, min(waits)) if waits else None

    def close(self) -> None:
        """Stop, and release everything."""
        self.stop()
        self._releases.clear()
        self._sounding.release()

    def _advance_performance(self) -> float | None:
        if self._performance is None:
            return None
        wait = next(self._performance, None)
        if wait is None:
            self._performance = None
        return wait

    def _advance_previews(self) -> float | None:
        now = self._now()
        while self._releases and self._releases[0][0] <= now:
            self._sounding.send(heapq.heappop(self._releases)[1])
        return self._releases[0][0] - now if self._releases else None

    def _end_tail(self) -> None:
        """End a performance that only dies away: its end would cut off what begins now."""
        if self._performance is not None and not self._playing:
            self.stop()

    def _begin_at(self, tick: int, counted_in: int = 0) -> None:
        tick = max(0, tick if self._recording else min(tick, self._clip.length))
        self._count_in, self._lap = counted_in, 0
        self._plan(tick)
        self._next = 0
        self._reached = self._tempo.seconds(tick - counted_in)
        self._anchor = (self._now(), self._reached)
        self._playing = True
        self._performance = self._perform()
        # A generator that was never begun has no `finally` to run: begin it, which also sends the first notes now.
        next(self._performance, None)

    def _perform(self) -> Waits:
        """Send the messages when they are due; however this ends, all notes are released."""
        try:
            while True:
                yield from self._pass()
                if not self._loops:
                    break
                self._turn_back()
            self._resting, self._playing, self._ended = float(self._end), False, self._ended + 1
            quiet = self._now() + TAIL
            while (wait := quiet - self._now()) > 0:
                yield wait
        finally:
            self._playing = self._recording = False
            self._sounding.release()

    def _pass(self) -> Waits:
        """One time through the planned messages, to the end of the clip or of the loop."""
        while self._next < len(self._messages) or self._due(self._tempo.seconds(self._end)) > self._now():
            at_end = self._next >= len(self._messages)
            seconds = self._tempo.seconds(self._end) if at_end else self._messages[self._next].seconds
            late = self._now() - self._due(seconds)
            if late > STALL:
                self._anchor = (self._anchor[0] + late, self._anchor[1])
            if late < 0:
                self._reached = self._clip_seconds(self._now())
                yield -late
            elif not at_end:
                message = self._messages[self._next].message
                (self._click_sink if message[0] & 0x0F == CLICK_CHANNEL else self._sounding).send(message)
                self._next += 1

    def _turn_back(self) -> None:
        """From the loop's end to its start, on the beat: the anchor moves by the loop's length, not to now."""
        begin = self._loop[0] if self._loop else 0
        self._anchor = (self._due(self._tempo.seconds(self._end)), self._tempo.seconds(begin))
        self._lap += 1
        if self._begin != begin or self._count_in:
            self._count_in = 0
            self._plan(begin)
        self._next, self._reached = 0, self._tempo.seconds(begin)

    def _load(self, clip: Clip) -> None:
        self._written, self._tempo = clip, TempoMap(clip.timeline)
        self._clip = mixed(accompanied(clip, self._style), self._mix)

    def _plan(self, begin: int) -> None:
        """Schedule one pass that began at `begin`, and find the next message in it."""
        self._begin = begin
        self._loops = self._loop is not None and begin < self._loop[1]
        open_end = begin + LONGEST_TAKE if self._recording else self._clip.length
        self._end = self._loop[1] if self._loops and self._loop else open_end
        until = self._end if self._metronome or (self._recording and self._click_takes) else begin
        counted = clicks(self._clip.timeline, begin - self._count_in, until, self._click_velocity)
        self._messages = tuple(merge(schedule(self._clip, begin, self._end), counted, key=_seconds))
        self._next = bisect_right(self._messages, self._reached, key=_seconds)

    def _send_levels(self) -> None:
        """Set the channels' volumes; one that was never changed is left as the sink has it."""
        for name, voice in VOICES.items():
            level = self._mix.strip(name).level
            if level != USUAL_LEVEL or name in self._levelled:
                self._levelled |= {name}
                self._sounding.send(control(voice.channel, VOLUME, level))

    def _drop_orphans(self) -> None:
        """Release the notes that no coming message would release."""
        coming: dict[tuple[int, int], bool] = {}
        for timed in self._messages[self._next :]:
            coming.setdefault((timed.message[0] & 0x0F, timed.message[1]), timed.message[0] & 0xF0 == NOTE_OFF)
        for channel, pitch in self._sounding.notes - self._live:
            if not coming.get((channel, pitch), False):
                self._sounding.send(note_off(channel, pitch))

    def _clip_seconds(self, now: float) -> float:
        return self._anchor[1] + (now - self._anchor[0])

    def _due(self, seconds: float) -> float:
        return self._anchor[0] + (seconds - self._anchor[1])


def _seconds(timed: Timed) -> float:
    return timed.seconds


def _checked(loop: Loop | None) -> Loop | None:
    """A loop that is long enough to be one, else none."""
    return loop if loop is not None and loop[1] - loop[0] >= SHORTEST_LOOP else None
