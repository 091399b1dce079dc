from __future__ import annotations

import threading
from pathlib import Path

import pytest

from composer_app.errors import ComposerError
from composer_app.protocol.comparison import Comparison, MethodProgress, Split
from composer_app.workers.comparer import Comparer
from tests.methods.left_to_right.test_training import tunes


def test_a_comparison_runs_in_another_process_and_is_ended_at_once(tmp_path: Path) -> None:
    comparer = Comparer()
    wish = Comparison(tunes(tmp_path / "tunes", 8), 5.0, ("melody_grid",), out=tmp_path / "out", device="cpu")
    told = comparer.compare(wish)
    assert next(told) == Split(6, 2, ("melody_grid",))
    assert isinstance(next(told), MethodProgress)
    stopper = threading.Thread(target=comparer.stop)
    stopper.start()
    with pytest.raises(ComposerError, match="ended unexpectedly"):
        for _ in told:
            pass
    stopper.join()


def test_what_the_comparison_refuses_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(ComposerError, match="three at least"):
        next(Comparer().compare(Comparison(tunes(tmp_path / "two", 2), 0.01)))
