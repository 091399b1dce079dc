"""What Generate would write: the selection, else the loop, else the voice without a lock, else a new idea."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from composer_app.music.clip import Clip
from composer_app.music.voices import WRITTEN_VOICES, WrittenVoice
from composer_app.protocol.request import Span, Task
from composer_app.ui.piano_roll.selection import NOTHING, Picked, span
from composer_app.ui.session.provenance import bars_text

Loop = tuple[int, int]
Locked = frozenset[WrittenVoice]
NO_LOCK: Locked = frozenset()


@dataclass(frozen=True, slots=True)
class Target:
    """A task and the bars of each voice it writes, with the texts that describe them.

    `label` is the text of the button, `about` the line under it, `problem` why nothing can be written.
    `source` is where the bars come from: "selection", "loop", "lock" or "".
    """

    task: Task = "new"
    write: tuple[Span, ...] = ()
    label: str = "Generate idea"
    about: str = ""
    problem: str = ""
    source: str = ""

    def ticks(self, clip: Clip) -> Loop | None:
        """From and up to which tick of a clip it writes; None where it writes no part of it."""
        if not self.write:
            return (0, clip.length) if self.source else None
        timeline = clip.timeline
        first, last = min(each.first for each in self.write), max(each.last for each in self.write)
        return timeline.bar_start(first), timeline.bar_start(last + 1)


def target_of(clip: Clip, picked: Picked, loop: Loop | None, locked: Locked) -> Target:
    """What Generate writes; a loop around the whole clip is for listening and does not count."""
    if not clip.notes:
        return Target()
    if len(locked) == len(WRITTEN_VOICES):
        return Target(problem="Both voices are locked: unlock the one to generate.")
    bars, source = _bars(clip, picked, loop, locked)
    if bars is not None:
        return _filling(clip, picked, bars, source, locked)
    return _beside(clip, locked) if locked else Target()


def spans_to_vary(clip: Clip, picked: Picked, loop: Loop | None, locked: Locked) -> tuple[Span, ...]:
    """The bars that a variation may change; none named where it may change all."""
    bars, source = _bars(clip, picked, loop, locked)
    if bars is None:
        bars = (0, clip.bars - 1)
        return _spans(_free(locked), bars) if locked else ()
    return _spans(_voices(picked if source == "selection" else NOTHING, locked), bars)


def _bars(clip: Clip, picked: Picked, loop: Loop | None, locked: Locked) -> tuple[tuple[int, int] | None, str]:
    """The first and last bar of the selection or the loop, and which of them it was."""
    whole_voice = locked and picked and all((v, note) in picked for v in _free(locked) for note in clip.part(v))
    if picked and not whole_voice:
        return _bars_between(clip, span(picked)), "selection"
    if loop is not None and (loop[0] > 0 or loop[1] < clip.length) and loop[0] < clip.length:
        return _bars_between(clip, (loop[0], min(loop[1], clip.length))), "loop"
    return None, ""


def _bars_between(clip: Clip, ticks: tuple[int, int]) -> tuple[int, int]:
    first, end = ticks
    return clip.timeline.bar_at(first), clip.timeline.bar_at(max(first, end - 1))


def _filling(clip: Clip, picked: Picked, bars: tuple[int, int], source: str, locked: Locked) -> Target:
    voices = _voices(picked if source == "selection" else NOTHING, locked)
    what = "melody and chords" if len(voices) == len(WRITTEN_VOICES) else f"{voices[0]} only"
    kept = f"; the {next(iter(locked))} {'is' if 'melody' in locked else 'are'} locked" if locked else ""
    where = "Selected bars" if source == "selection" else "Bars in the loop"
    return Target("fill", _spans(voices, bars), f"Fill {bars_text(bars)}", f"{where}: {what}{kept}", "", source)


def _beside(clip: Clip, locked: Locked) -> Target:
    """One voice is locked, the other one is written."""
    task: Task = "melody" if "chords" in locked else "chords"
    if not clip.part(next(iter(locked))):
        missing = "no chords to write a melody over" if task == "melody" else "no melody to write chords under"
        return Target(problem=f"There {'are' if task == 'melody' else 'is'} {missing}; draw some or unlock.")
    if task == "melody":
        return Target("melody", (), "Generate a melody", "Over the locked chords", "", "lock")
    return Target("chords", (), "Generate chords", "Under the locked melody", "", "lock")


def _voices(picked: Picked, locked: Locked) -> tuple[WrittenVoice, ...]:
    """The unlocked voices of a selection; of none, or of locked notes alone, every unlocked voice."""
    touched = {voice for voice, _ in picked}
    return tuple(voice for voice in _free(locked) if voice in touched) or _free(locked)


def _free(locked: Locked) -> tuple[WrittenVoice, ...]:
    return tuple(voice for voice in WRITTEN_VOICES if voice not in locked)


def _spans(voices: Collection[WrittenVoice], bars: tuple[int, int]) -> tuple[Span, ...]:
    return tuple(Span(voice, *bars) for voice in voices)
