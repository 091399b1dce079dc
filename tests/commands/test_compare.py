from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from composer_app.evaluation import compare
from composer_app.protocol.comparison import Comparison, MethodResult, Split
from tests.commands.conftest import Run

FOUND = MethodResult(
    "melody_grid", "Melody grid", songs=2, next_note=0.5, figures=(("f1", 0.5),), ideas=(Path("a/1.mid"),)
)


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A comparison that takes no time."""

    def found(wish: Comparison) -> Iterator[MethodResult]:
        yield FOUND

    monkeypatch.setattr(compare, "compare", found)


def test_compare_prints_a_table_and_writes_it_as_csv(tmp_path: Path, inkling: Run) -> None:
    status, out, _ = inkling("compare", tmp_path, "--minutes", 1, "--csv", tmp_path / "out" / "compared.csv")
    assert status == 0
    assert out.splitlines()[1].startswith("melody_grid")
    assert (tmp_path / "out" / "compared.csv").read_text().splitlines()[1].startswith("melody_grid,Melody grid,model")


def test_compare_prints_json(tmp_path: Path, inkling: Run) -> None:
    _, out, _ = inkling("compare", tmp_path, "--minutes", 1, "--json")
    assert json.loads(out)["methods"][0]["figures"] == {"f1": 0.5}


def test_compare_says_when_the_table_cannot_be_written(tmp_path: Path, inkling: Run) -> None:
    (tmp_path / "file").touch()
    status, _, err = inkling("compare", tmp_path, "--minutes", 1, "--csv", tmp_path / "file" / "compared.csv")
    assert status == 1
    assert "The table was not written" in err


def test_place_of_the_table_is_tried_before_anything_is_learnt(
    tmp_path: Path, inkling: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    learnt: list[str] = []

    def slow(wish: Comparison) -> Iterator[Split]:
        yield Split(3, 1, ("melody_grid",))
        learnt.append("melody_grid")

    monkeypatch.setattr(compare, "compare", slow)
    status, _, _ = inkling("compare", tmp_path, "--minutes", 1, "--csv", tmp_path)
    assert status == 1
    assert learnt == []


def test_ctrl_c_keeps_the_methods_that_are_done(tmp_path: Path, inkling: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken_off(wish: Comparison) -> Iterator[MethodResult]:
        yield FOUND
        raise KeyboardInterrupt

    monkeypatch.setattr(compare, "compare", broken_off)
    status, out, err = inkling("compare", tmp_path, "--minutes", 1, "--csv", tmp_path / "compared.csv")
    assert status == 0
    assert out.splitlines()[1].startswith("melody_grid")
    assert "Stopped" in err
    assert (tmp_path / "compared.csv").read_text().splitlines()[1].startswith("melody_grid")


def test_comparison_without_any_result_is_no_success(
    tmp_path: Path, inkling: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused = MethodResult("melody_grid", "Melody grid", "No file holds a melody.")
    monkeypatch.setattr(compare, "compare", lambda wish: iter([refused]))
    status, out, err = inkling("compare", tmp_path, "--minutes", 1)
    assert status == 1
    assert "No file holds a melody." in out
    assert err.strip() == "inkling: No method could be compared; each says why."
