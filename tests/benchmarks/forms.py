"""Ideas with a form beside songs: `python -m tests.benchmarks.forms FOLDER ... [--model FILE] [--form "A8 B8 A8"]`.

Sections of the same letter should be as alike as in songs, sections of different letters as unlike; form_likeness.py
says what is compared. Each FOLDER holds two-voice files with section markers.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from statistics import mean

from composer_app.corpus.transcription.sections import marked_sections
from composer_app.generation.generate import open_model
from composer_app.music.clip import Clip
from composer_app.protocol.request import Request
from tests.benchmarks.form_likeness import Pair, pairs_of
from tests.benchmarks.machine import print_table
from tests.benchmarks.pieces import ideas, options, reread, songs_in, told_of_draws

FORMS = ("A8 B8 A8", "A8 B8")
LIKE = "same letter, 8 bars, others between"
UNLIKE = "different letters, 8 bars"


def likeness(clips: Iterable[Clip]) -> list[tuple[str, str]]:
    """Rows for sections of 8 bars: shares of bars with the same melody and with the same rhythm, a mean of pieces."""
    pieces = [[pair for pair in pairs_of(clip) if pair.bars == (8, 8)] for clip in clips]
    alike = [[pair for pair in piece if pair.same and pair.apart] for piece in pieces]
    unlike = [[pair for pair in piece if not pair.same] for piece in pieces]
    return [(LIKE, shares(alike)), (UNLIKE, shares(unlike))]


def shares(pieces: Sequence[Sequence[Pair]]) -> str:
    """Melody and rhythm in words; a piece counts once, however many pairs it has."""
    found = [piece for piece in pieces if piece]
    if not found:
        return "none"
    melody = mean(mean(pair.melody for pair in piece) for piece in found)
    rhythm = mean(mean(pair.rhythm for pair in piece) for piece in found)
    return f"melody {melody:.3f}, rhythm {rhythm:.3f} ({len(found)} pieces)"


def main(arguments: Sequence[str] = ()) -> None:
    """Print the table."""
    parser = options(__doc__)
    parser.add_argument("folders", type=Path, nargs="*", metavar="FOLDER", help="songs with section markers")
    parser.add_argument("--form", action="append", help=f"again for each form (default: {', '.join(FORMS)})")
    parser.add_argument("--ideas", type=int, default=60, metavar="N", help="how many a form (default: 60)")
    told = parser.parse_args(arguments)
    rows = []
    for folder in told.folders:
        songs = [read.clip for read in songs_in(folder) if read.clip and marked_sections(read.clip)]
        rows += [(f"{folder.name}: {name}", figure) for name, figure in likeness(songs)]
    model = open_model(told.model)
    for form in told.form or FORMS:
        written = ideas(Request(form=form, count=told.ideas, seed=0), model)
        found = likeness(reread(idea.clip for idea in written))
        rows += [(f"{form}: {name}", figure) for name, figure in found if figure != "none"]
        rows.append((f"{form}: drawn", told_of_draws(written)))
    print_table(f"Bars that are the same in two sections, {told.ideas} ideas a form, {told.model.name}", rows)


if __name__ == "__main__":
    main(sys.argv[1:])
