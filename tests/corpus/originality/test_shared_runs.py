from __future__ import annotations

from composer_app.corpus.originality.melody_index import Index
from composer_app.corpus.originality.shared_runs import AMBER, MOST, RED, longest_shared
from composer_app.music.clip import Clip
from composer_app.music.note import Note
from tests.corpus.originality.test_melody_index import line, moved, song

STEP, BAR = 120, 1920


def quoting(seed: int, notes: int) -> Clip:
    """A song of its own in whose every eight bars so many notes of one tune stand."""
    quote = moved(line(1000)[:notes], up=seed % 5)
    found: tuple[Note, ...] = ()
    for part in range(4):
        own = moved(line(100 * seed + part, 20), later=part * 8 * BAR)
        start = own[-1].end + (6 + seed) * STEP
        found += own + moved(quote, later=start - quote[0].onset)
    return Clip(melody=found)


def test_songs_that_share_little_leave_the_usual_thresholds() -> None:
    index = Index.build((str(seed), song(seed)) for seed in range(20))
    assert (index.amber, index.red, index.human) == (AMBER, RED, 0.0)


def test_songs_that_share_much_raise_the_thresholds() -> None:
    index = Index.build((str(seed), quoting(seed, 11)) for seed in range(1, 12))
    assert (index.amber, index.red) == (12, 14)


def test_thresholds_rise_to_a_limit_only() -> None:
    index = Index.build((str(seed), quoting(seed, 20)) for seed in range(1, 12))
    assert index.amber == MOST
    assert index.human > 0.5


def test_near_copies_do_not_say_what_songs_share() -> None:
    takes = [(f"{at}", line(at // 3), Note(99 * BAR, STEP, 40 + 2 * at)) for at in range(30)]
    varied = [(name, Clip(melody=(*melody, last))) for name, melody, last in takes]
    assert (Index.build(varied).amber, len(Index.build(varied).songs)) == (AMBER, 30)


def test_longest_shared_run_of_a_window_is_in_notes() -> None:
    index = Index.build((str(seed), quoting(seed, 11)) for seed in range(1, 4))
    assert set(longest_shared(index.pairs, index.bars).tolist()) == {11}


def test_common_property_does_not_raise_the_thresholds() -> None:
    trills = [
        (str(seed), Clip(melody=tuple(Note(2 * STEP * at, STEP, 60 + 2 * (at % 2)) for at in range(100 + seed))))
        for seed in range(9)
    ]
    assert Index.build(trills).amber == AMBER
