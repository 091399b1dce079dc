"""Where an idea comes from: in words, as notes, and as what writes it again."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from composer_app.errors import ComposerError
from composer_app.library.idea import Idea
from composer_app.music.clip import Clip
from composer_app.music.voices import WRITTEN_VOICES, WrittenVoice
from composer_app.protocol.request import GeneratedIdea, Request, Span
from composer_app.protocol.request_json import request_from_json, request_to_json
from composer_app.ui.piano_roll.selection import Picked

_DRAWN = "drawn "


def idea_of(written: GeneratedIdea, name: str, model: str, parent: int | None, origin: str = "") -> Idea:
    """What the generator wrote as an idea, with all that writes it again; `origin` names what it was made from."""
    remarks = (origin, *written.remarks) if origin else written.remarks
    if written.attempts > 1 and not any(note.startswith(_DRAWN) for note in written.remarks):
        remarks = (*remarks, f"{_DRAWN}{written.attempts} times")
    return Idea(
        name=name, clip=written.clip, task=written.request.task, seed=written.seed, model=model,
        request=request_to_json(written.request), nats=written.nats, remarks=remarks, parent=parent,
        originality=written.originality,
    )  # fmt: skip


def request_of(idea: Idea) -> Request:
    """What wrote an idea, so that it can be written again; ComposerError where that is not kept."""
    if idea.seed is None:
        raise ComposerError(f"{idea.name} was not written by a model, so there is nothing to write again.")
    return replace(request_from_json(idea.request), seed=idea.seed, count=1)


def origin_text(request: Request, name: str, end: str = "") -> str:
    """What a request does to the idea called `name`, in words: "bars 5-8 of Idea 3, melody"."""
    if request.task == "continue":
        return f"{name} continued by {request.bars} bars"
    if request.task == "bridge":
        return f"bridge from {name} to {end}"
    if request.task in ("melody", "chords"):
        return f"another melody for {name}" if request.task == "melody" else f"other chords for {name}"
    where = f"{spans_text(request.write)} of {name}" if request.write else name
    voices = {each.voice for each in request.write}
    only = f", {next(iter(voices))}" if len(voices) == 1 else ""
    change = f", {request.amount:.0%} changed" if request.task == "vary" else ""
    return f"{where}{only}{change}"


def spans_text(write: Collection[Span]) -> str:
    """The bars from the first span's first to the last one's last: "bar 5" or "bars 5-8"."""
    return bars_text((min(each.first for each in write), max(each.last for each in write)))


def bars_text(bars: tuple[int, int]) -> str:
    """The first and last bar, counted from 0, as rulers count them."""
    first, last = bars[0] + 1, bars[1] + 1
    return f"bar {first}" if first == last else f"bars {first}-{last}"


def written_notes(request: Request, before: Clip, after: Clip) -> Picked:
    """The notes of `after` that a request wrote; of a variation those that are new."""
    if request.task == "vary":
        kept = {voice: frozenset(before.part(voice)) for voice in WRITTEN_VOICES}
        return frozenset((v, note) for v in WRITTEN_VOICES for note in after.part(v) if note not in kept[v])
    areas = written_areas(request, before)
    return frozenset(
        (voice, note) for voice, first, end in areas for note in after.part(voice) if first <= note.onset < end
    )


def written_areas(request: Request, before: Clip) -> tuple[tuple[WrittenVoice, int, int], ...]:
    """Each voice with the ticks from and up to which a request writes it."""
    timeline, last = before.timeline, 1 << 62
    if request.task == "continue":
        start = timeline.bar_start(before.bars)
        return tuple((voice, start, last) for voice in WRITTEN_VOICES)
    if request.task in ("melody", "chords"):
        return (("melody" if request.task == "melody" else "chords", 0, last),)
    if not request.write:
        return tuple((voice, 0, last) for voice in WRITTEN_VOICES)
    return tuple((s.voice, timeline.bar_start(s.first), timeline.bar_start(s.last + 1)) for s in request.write)
