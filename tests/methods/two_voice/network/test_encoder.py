import torch

from composer_app.methods.two_voice.encoding.tokens import FIRST, HOLD, REST
from composer_app.methods.two_voice.network.encoder import MASKED, Encoder

NOTE = FIRST + 60


def cells(tokens: dict[int, int], masked: range = range(0), slots: int = 24) -> list[list[int]]:
    """What the encoder sees of each quarter: what sounds as it begins, and what begins in its four 16ths."""
    row, hidden = torch.zeros(1, slots, dtype=torch.long), torch.zeros(1, slots, dtype=torch.bool)
    for slot, token in tokens.items():
        row[0, slot] = token
    hidden[0, list(masked)] = True
    found: list[list[int]] = Encoder._cells(row, hidden, MASKED)[0].tolist()
    return found


def test_quarter_holds_what_begins_in_it_and_what_sounds() -> None:
    assert cells({0: NOTE, 6: NOTE + 2}) == [[NOTE, NOTE, HOLD, NOTE + 2, HOLD], [NOTE + 2, HOLD, HOLD, HOLD, HOLD]]


def test_triplets_stand_in_the_sixteenths_they_fall_into() -> None:
    assert cells({0: NOTE, 4: NOTE + 1, 8: NOTE + 2})[0] == [NOTE, NOTE, NOTE + 1, NOTE + 2, HOLD]


def test_hidden_slots_show_nothing() -> None:
    assert cells({0: NOTE, 12: NOTE + 2}, range(24)) == [[MASKED] * 5] * 2


def test_context_is_shown_beside_what_is_masked() -> None:
    assert cells({0: NOTE, 12: NOTE + 2, 18: NOTE + 4}, range(12, 18))[1] == [MASKED, MASKED, MASKED, NOTE + 4, HOLD]


def test_silence_sounds_before_the_first_event() -> None:
    assert cells({})[0] == [REST, HOLD, HOLD, HOLD, HOLD]


def test_bars_that_are_no_whole_quarters_end_hidden() -> None:
    assert cells({0: NOTE}, slots=18)[1][3:] == [MASKED, MASKED]
