"""How alike sections of the same letter are, and how different letters contrast: human songs, or ideas with a form.

`python -m tests.benchmarks.form_likeness FOLDER ...`: two-voice files with section markers. Two sections of one
piece are laid side by side, bar 1 beside bar 1, up to the end of the shorter. Of the bars in which one of the two
sings, counted are those with the same melody (the same onsets, to the 16th, and pitches) and those with the same
rhythm (the same onsets). A pair's shares are averaged over each piece, and these over the pieces. Only sections
with a melody count: upper-case letters but X, which is no type.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from statistics import mean

from composer_app.corpus.reading.folder import read_folder
from composer_app.corpus.transcription.sections import marked_sections
from composer_app.music.clip import Clip
from composer_app.music.form import Form, Part, section_type
from composer_app.music.note import TICKS_PER_QUARTER
from tests.benchmarks.machine import print_table

SIXTEENTH = TICKS_PER_QUARTER // 4
Bar = frozenset[tuple[int, int]]  # (16th in the bar, pitch) of each onset


@dataclass(frozen=True, slots=True)
class Pair:
    """Two sections of one piece side by side: the shares (0 to 1) of their bars that have the same in both."""

    letters: tuple[str, str]
    bars: tuple[int, int]
    apart: bool
    melody: float
    rhythm: float

    @property
    def same(self) -> bool:
        """Whether both have the same letter."""
        return self.letters[0] == self.letters[1]


def form_of(clip: Clip) -> Form | None:
    """The form of a clip by its sections, up to its end; what comes before the first is an "i"; None without any."""
    begins = {clip.timeline.bar_at(s.tick): letter for s in clip.sections if (letter := section_type(s.label))}
    starts = sorted(bar for bar in begins if bar < clip.bars)
    if not starts:
        return None
    lead = [Part("i", starts[0])] if starts[0] else []
    ends = [*starts[1:], clip.bars]
    return Form((*lead, *(Part(begins[bar], end - bar) for bar, end in zip(starts, ends, strict=True))))


def melody_bars(clip: Clip) -> list[Bar]:
    """The melody's onsets bar by bar."""
    found: list[set[tuple[int, int]]] = [set() for _ in range(clip.bars)]
    for note in clip.melody:
        bar = clip.timeline.bar_at(note.onset)
        found[bar].add((round((note.onset - clip.timeline.bar_start(bar)) / SIXTEENTH), note.pitch))
    return [frozenset(bar) for bar in found]


def pairs_of(clip: Clip) -> list[Pair]:
    """Every two sections of a clip that sing; none where it has no form."""
    form = form_of(clip)
    if form is None:
        return []
    bars = melody_bars(clip)
    spans = [
        (index, part.letter, bars[start : start + part.bars])
        for index, (start, part) in enumerate(zip(form.starts, form.parts, strict=True))
        if part.letter.isupper() and part.letter != "X"
    ]
    found = []
    for (i, one, ours), (j, other, theirs) in combinations(spans, 2):
        beside = [(a, b) for a, b in zip(ours, theirs, strict=False) if a or b]
        if beside:
            melody = mean(a == b for a, b in beside)
            rhythm = mean(onsets(a) == onsets(b) for a, b in beside)
            found.append(Pair((one, other), (len(ours), len(theirs)), j > i + 1, melody, rhythm))
    return found


def onsets(bar: Bar) -> frozenset[int]:
    """When something begins in a bar."""
    return frozenset(onset for onset, _ in bar)


def mean_of_pieces(pieces: Sequence[Sequence[Pair]], wanted: Callable[[Pair], bool]) -> str:
    """Melody and rhythm, each the mean over the pieces of the mean over the piece's pairs; then how many there are."""
    chosen = [[pair for pair in piece if wanted(pair)] for piece in pieces]
    chosen = [piece for piece in chosen if piece]
    if not chosen:
        return "none"
    melody = mean(mean(pair.melody for pair in piece) for piece in chosen)
    rhythm = mean(mean(pair.rhythm for pair in piece) for piece in chosen)
    return f"{melody:.3f} / {rhythm:.3f} ({sum(map(len, chosen))} pairs in {len(chosen)} pieces)"


def rows_for(clips: Iterable[Clip]) -> list[tuple[str, str]]:
    """The table's rows."""
    pieces = [pairs_of(clip) for clip in clips]
    kinds: dict[str, Callable[[Pair], bool]] = {
        "all, up to the shorter's end": lambda pair: True,
        "of equal bars": lambda pair: pair.bars[0] == pair.bars[1],
        "of 8 bars": lambda pair: pair.bars == (8, 8),
        "of 8 bars, others between": lambda pair: pair.bars == (8, 8) and pair.apart,
        "of 4 bars": lambda pair: pair.bars == (4, 4),
    }
    rows = []
    for kind, fits in kinds.items():
        for name, same in (("same letter", True), ("different letters", False)):
            wanted = lambda pair, fits=fits, same=same: pair.same is same and fits(pair)  # noqa: E731
            rows.append((f"{name}, {kind}", mean_of_pieces(pieces, wanted)))
    return rows


def measure(folder: Path) -> None:
    """Print the table for one folder."""
    clips = [read.clip for read in read_folder(folder) if read.clip is not None]
    marked = [clip for clip in clips if marked_sections(clip)]
    title = f"Bars with the same melody / the same rhythm: {folder.name}, {len(marked)} of {len(clips)} files marked"
    print_table(title, rows_for(marked))


def main(folders: Sequence[str] = ()) -> None:
    """Measure each folder; without any there is nothing to measure."""
    for folder in folders:
        measure(Path(folder))
    if not folders:
        print("form_likeness: name a folder of two-voice files with section markers")


if __name__ == "__main__":
    main(sys.argv[1:])
