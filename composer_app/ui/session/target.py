"""What can be written in the opened clip: the chosen bars, the voice without a lock, or the voice that is missing."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from composer_app.music.clip import Clip
from composer_app.music.voices import WRITTEN_VOICES, WrittenVoice
from composer_app.protocol.request import Span, Task
from composer_app.ui.piano_roll.selection import Picked
from composer_app.ui.session.provenance import bars_text

Loop = tuple[int, int]
Locked = frozenset[WrittenVoice]
Source = Literal["selection", "loop", "lock", "voice", ""]
NO_LOCK: Locked = frozenset()


@dataclass(frozen=True, slots=True)
class Scope:
    """The first and last bar that are chosen, None where none are, and the voices chosen in them, all where none."""

    bars: tuple[int, int] | None = None
    voices: tuple[WrittenVoice, ...] = ()
    source: Source = ""


@dataclass(frozen=True, slots=True)
class Target:
    """A task and the bars of each voice it writes, with the texts that describe them; "new" where nothing is chosen.

    `label` is the text of the button, `about` the line under it, `problem` why nothing can be written.
    """

    task: Task = "new"
    write: tuple[Span, ...] = ()
    label: str = ""
    about: str = ""
    problem: str = ""
    source: Source = ""

    def ticks(self, clip: Clip) -> Loop | None:
        """From and up to which tick of a clip it writes; None where it writes no part of it."""
        if not self.write:
            return (0, clip.length) if self.source == "lock" else None
        timeline = clip.timeline
        first, last = min(each.first for each in self.write), max(each.last for each in self.write)
        return timeline.bar_start(first), timeline.bar_start(last + 1)


def scope_of(clip: Clip, picked: Picked, loop: Loop | None, locked: Locked) -> Scope:
    """The bars of the selection, else of the loop; a loop around the whole clip is for listening and does not count."""
    whole_voice = locked and picked and all((v, note) in picked for v in _free(locked) for note in clip.part(v))
    if picked and not whole_voice:
        touched = {voice for voice, _ in picked}
        voices = tuple(voice for voice in WRITTEN_VOICES if voice in touched)
        return Scope(_bars_of_notes(clip, picked), voices, "selection")
    if loop is not None and (loop[0] > 0 or loop[1] < clip.length) and loop[0] < clip.length:
        first, end = loop[0], min(loop[1], clip.length)
        timeline = clip.timeline
        return Scope((timeline.bar_at(first), timeline.bar_at(max(first, end - 1))), (), "loop")
    return Scope()


def target_of(clip: Clip, scope: Scope, locked: Locked) -> Target:
    """What can be written in a clip."""
    if not clip.notes:
        return Target()
    if len(locked) == len(WRITTEN_VOICES):
        return Target(problem="Both voices are locked: unlock the one to generate.")
    if scope.bars is not None:
        return _rewriting(scope.bars, scope, locked)
    if locked:
        return _beside(clip, locked)
    return _missing(clip)


def spans_to_vary(clip: Clip, scope: Scope, locked: Locked) -> tuple[Span, ...]:
    """The bars that a variation may change; none named where it may change all."""
    if scope.bars is None:
        return _spans(_free(locked), (0, clip.bars - 1)) if locked else ()
    return _spans(_voices(scope, locked), scope.bars)


def _bars_of_notes(clip: Clip, picked: Picked) -> tuple[int, int]:
    """The bars in which notes begin, or sound for half of the bar: a note that hangs over chooses no further bar."""
    timeline = clip.timeline
    first = min(timeline.bar_at(note.onset) for _, note in picked)
    last = first
    for _, note in picked:
        bar = timeline.bar_at(max(note.onset, note.end - 1))
        start = timeline.bar_start(bar)
        half = (timeline.bar_start(bar + 1) - start) // 2
        last = max(last, bar if start <= note.onset or note.end - start >= half else bar - 1)
    return first, last


def _rewriting(bars: tuple[int, int], scope: Scope, locked: Locked) -> Target:
    voices = _voices(scope, locked)
    what = "melody and chords" if len(voices) == len(WRITTEN_VOICES) else f"{voices[0]} only"
    kept = f"; the {next(iter(locked))} {'is' if 'melody' in locked else 'are'} locked" if locked else ""
    where = "Bars in the loop" if scope.source == "loop" else "Selected bars"
    label = f"Rewrite {bars_text(bars)}"
    return Target("fill", _spans(voices, bars), label, f"{where}: {what}{kept}", "", scope.source)


def _beside(clip: Clip, locked: Locked) -> Target:
    """One voice is locked, the other one is written."""
    task: Task = "melody" if "chords" in locked else "chords"
    if not clip.part(next(iter(locked))):
        missing = "no chords to write a melody over" if task == "melody" else "no melody to write chords under"
        return Target(problem=f"There {'are' if task == 'melody' else 'is'} {missing}; draw some or unlock.")
    if task == "melody":
        return Target("melody", (), "New melody", "Over the locked chords", "", "lock")
    return Target("chords", (), "New chords", "Under the locked melody", "", "lock")


def _missing(clip: Clip) -> Target:
    """The voice that a clip lacks is written beside the one that it has."""
    if not clip.chords and clip.melody:
        return Target("chords", (), "Add chords", "Under the melody, which stays as it is", "", "voice")
    if not clip.melody and clip.chords:
        return Target("melody", (), "Add a melody", "Over the chords, which stay as they are", "", "voice")
    return Target()


def _voices(scope: Scope, locked: Locked) -> tuple[WrittenVoice, ...]:
    """The unlocked voices that are chosen; of none, or of locked ones alone, every unlocked voice."""
    return tuple(voice for voice in _free(locked) if voice in scope.voices) or _free(locked)


def _free(locked: Locked) -> tuple[WrittenVoice, ...]:
    return tuple(voice for voice in WRITTEN_VOICES if voice not in locked)


def _spans(voices: Collection[WrittenVoice], bars: tuple[int, int]) -> tuple[Span, ...]:
    return tuple(Span(voice, *bars) for voice in voices)
