import torch

from composer_app.methods.two_voice.encoding.events import NO_INTERVAL
from composer_app.methods.two_voice.network.decoder import LONGEST_MATCH, Attended, EventHistory, matches_of


def past(tokens: list[int], lengths: list[int], intervals: list[int] | None = None) -> EventHistory:
    rows = (tokens, lengths, intervals or [NO_INTERVAL] * len(tokens))
    return EventHistory(*(torch.tensor([row]) for row in rows))


def test_events_before_two_events_are_counted_as_far_as_they_are_the_same() -> None:
    found = matches_of(past([1, 2, 3, 1, 2, 3], [4] * 6)).exact[0]
    assert [int(found[now, now - 3]) for now in (3, 4, 5)] == [0, 1, 2]


def test_other_length_ends_a_match() -> None:
    found = matches_of(past([1, 2, 3, 1, 2, 3], [4, 4, 4, 4, 5, 4])).exact[0]
    assert int(found[5, 2]) == 0


def test_transposed_events_match_by_their_intervals_alone() -> None:
    found = matches_of(past([60, 62, 64, 65, 67, 69], [4] * 6, [49, 26, 26, 25, 26, 26]))
    assert int(found.transposed[0, 5, 2]) == 1
    assert int(found.exact[0, 5, 2]) == 0


def test_longest_match_is_counted_no_further() -> None:
    size = LONGEST_MATCH + 5
    assert int(matches_of(past([1] * size, [1] * size)).exact.max()) == LONGEST_MATCH


def test_attended_events_raise_the_logit_of_their_symbol() -> None:
    shares = torch.tensor([[[[0.75, 0.25]]]])
    recalled = Attended(torch.zeros(1, 1, 1), shares, past([1, 2], [1, 1]))
    assert recalled.copy_logits(torch.tensor([[[2.0]]]), recalled.history.token, 4).tolist() == [[[0.0, 1.5, 0.5, 0.0]]]
