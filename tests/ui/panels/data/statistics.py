"""Statistics of a few made-up songs, for the tests of the data view."""

from __future__ import annotations

from composer_app.corpus.statistics.figures import (
    PARTS,
    WIDEST,
    PartStatistics,
    SongFacts,
    SongPair,
    Statistics,
    StatisticsProgress,
)
from composer_app.corpus.statistics.ngrams import NgramCounter


def spread(size: int, **counts: int) -> tuple[int, ...]:
    row = [0] * size
    for place, count in counts.items():
        row[int(place.removeprefix("at"))] = count
    return tuple(row)


def statistics(kept: int = 2) -> Statistics:
    counter = NgramCounter()
    counter.add([0, 240, 480, 720, 960], [60, 62, 64, 64, 64], [240] * 5)
    parts = tuple(
        PartStatistics(
            part, 5, spread(128, at60=1, at62=1, at64=3), spread(128, at90=5), spread(16, at5=5),
            spread(2 * WIDEST + 1, at129=2, at127=2, at147=1), counter.tables(10),
        )
        for part in PARTS
    )  # fmt: skip
    pairs = (SongPair("a.mid", "b.mid", 0.5),) if kept else ()
    return Statistics(
        3, kept, 3, 24, 95.0, (("C major", 2), ("A minor", 1)), (("4/4", 3),), (("only drums", 1),),
        ((90, 1), (120, 2)), ((0, 1), (60, 2)), parts, pairs, (("a.mid", "b.mid"),) if kept else (),
    )  # fmt: skip


def progress(kept: int = 2) -> list[StatisticsProgress]:
    songs = [
        SongFacts("a.mid", True, "kept: tracks Melody and Chords", "C major", "4/4", 90.0, 8, 21.0, 120, 80, 40),
        SongFacts("b.mid", True, "kept: two parts", "A minor", "4/4", 120.0, 16, 64.0, 60, 40, 20),
        SongFacts("c.mid", False, "dropped: only drums"),
    ]
    last = statistics(kept)
    return [StatisticsProgress(song, n, 3, 3.0 - n, last if n == 3 else None) for n, song in enumerate(songs, 1)]
