import torch

from composer_app.methods.two_voice.encoding.batch import Batch, collate
from composer_app.methods.two_voice.encoding.events import LONGEST
from composer_app.methods.two_voice.encoding.tokens import FIRST, SHAPES
from composer_app.methods.two_voice.sampling.guards import Subdivisions, excluded_pitches, limit_lengths, outside
from composer_app.methods.two_voice.sampling.options import Sampling
from tests.methods.two_voice.songs import empty_song


def blank(bar: int = 16) -> Batch:
    return collate([empty_song(2, bar)])


def ends(subdivisions: Subdivisions, onset: int, room: int = 96, until: int = 24) -> list[int]:
    """The slots at which an event that begins at `onset` may end."""
    allowed = subdivisions.allowed(torch.tensor([onset]), torch.tensor([room]))[0]
    return [onset + length for length in (allowed.nonzero()[:, 0] + 1).tolist() if onset + length <= until]


def test_free_quarter_may_be_divided_in_four_or_three() -> None:
    assert ends(Subdivisions(blank()), 0, until=12) == [3, 4, 6, 8, 9, 12]


def test_quarter_once_divided_stays_so_for_both_voices() -> None:
    subdivisions = Subdivisions(blank())
    subdivisions.add(torch.tensor([4]))
    subdivisions.add(torch.tensor([12 + 6]))
    assert ends(subdivisions, 0) == [4, 8, 12, 15, 18, 21, 24]


def test_bars_of_odd_length_have_no_triplets() -> None:
    assert ends(Subdivisions(blank(14)), 0) == [3, 6, 9, 12, 15, 18, 21, 24]


def test_event_may_always_last_up_to_what_comes_next() -> None:
    assert ends(Subdivisions(blank()), 3, room=7)[-1] == 10


def test_edge_of_a_mask_says_how_its_quarter_is_divided() -> None:
    subdivisions = Subdivisions(blank())
    mask = torch.arange(96)[None] >= 8
    subdivisions.add_context(torch.zeros(1, 96, dtype=torch.long), mask)
    assert ends(subdivisions, 0, until=12) == [4, 8, 12]


def test_length_keeps_between_shortest_and_longest_where_it_can() -> None:
    logits, allowed = torch.zeros(1, LONGEST), torch.ones(1, LONGEST, dtype=torch.bool)
    kept = limit_lengths(logits, 3, torch.tensor([6]), allowed)[0].isfinite()
    assert (kept.nonzero()[:, 0] + 1).tolist() == [3, 4, 5, 6]
    allowed[0, 2:6] = False
    assert bool(limit_lengths(logits, 3, torch.tensor([6]), allowed)[0, 6:].isfinite().all())


def test_range_holds_as_an_idea_sounds() -> None:
    excluded = excluded_pitches(torch.tensor([0, 5]), Sampling(low=60, high=62))
    assert [row.logical_not().nonzero()[:, 0].tolist() for row in excluded] == [[60, 61, 62], [65, 66, 67]]


def test_chords_outside_a_scale_are_known() -> None:
    foreign = outside((0, 2, 4, 5, 7, 9, 11), SHAPES)
    triad = FIRST + 12 * SHAPES.index((0, 4, 7))
    assert [bool(foreign[triad + bass]) for bass in (0, 2, 5, 7)] == [False, True, False, False]
    assert not foreign[:FIRST].any()
