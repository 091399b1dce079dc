from __future__ import annotations

import pytest

from composer_app.commands import parser
from composer_app.commands.generate import request_of
from tests.commands.conftest import Run


def test_pickup_is_asked_for_in_beats() -> None:
    assert request_of(parser().parse_args(["generate", "--out", "x", "--pickup", "2"])).pickup == 2


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("--pickup 3 --meter 3/4", "Pickup must be from 0 to 2 beats in 3/4, not 3"),
        ("--pickup 1 --task continue --clip x.mid", "--pickup goes with --task new"),
        ("--pickup 1 --again 7", "leave out --pickup"),
    ],
)
def test_pickup_that_cannot_be_is_wrong_usage_in_one_sentence(inkling: Run, words: str, sentence: str) -> None:
    status, out, err = inkling("generate", "--out", "x", *words.split())
    assert (status, out) == (2, "")
    assert sentence in err
