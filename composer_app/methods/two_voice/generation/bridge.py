"""The two ends that a bridge leads from and to, as one clip."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from composer_app.errors import ComposerError
from composer_app.music.clip import Clip
from composer_app.music.note import Note

FEWEST_BARS = 3


def counted(bars: int) -> str:
    """So many bars, in words."""
    return "1 bar" if bars == 1 else f"{bars} bars"


def bars_kept(clip: Clip) -> int:
    """How many bars of either end a bridge keeps."""
    return max(1, clip.bars // 4)


def ends_of(clip: Clip, to: Clip | None) -> Clip:
    """The first bars of one clip and the last bars of another, on the first one's time line."""
    assert to is not None
    if clip.bars < FEWEST_BARS:
        raise ComposerError(f"A bridge needs {FEWEST_BARS} bars at least, and the clip has {clip.bars}.")
    if not clip.notes or not to.notes:
        raise ComposerError("A bridge leads from notes to notes, but one of the clips holds none; choose another one.")
    mine, others = (c.timeline.meter_at(max(0, c.length - 1)) for c in (clip, to))
    if mine != others:
        raise ComposerError(f"A bridge cannot lead from {mine} to {others}; choose clips in one meter.")
    edge = bars_kept(clip)
    if to.bars < edge:
        raise ComposerError(f"The clip to lead to has {counted(to.bars)}, but a bridge needs its last {edge}.")
    head, tail = clip.timeline.bar_start(edge), clip.timeline.bar_start(clip.bars - edge)
    begin = to.timeline.bar_start(to.bars - edge)

    def joined(first: Sequence[Note], last: Sequence[Note]) -> tuple[Note, ...]:
        kept = [note for note in first if note.onset < head]
        return (*kept, *(replace(n, onset=n.onset - begin + tail) for n in last if n.onset >= begin))

    parts = {voice: joined(clip.part(voice), to.part(voice)) for voice in clip.parts}
    length = clip.timeline.bar_start(clip.bars)
    return replace(clip, parts=parts, length=max(clip.length, length), sections=())
