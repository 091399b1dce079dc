from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from composer_app import compare
from composer_app.compare import Compared, Comparison
from tests.commands.conftest import Run

FOUND = Compared("melody_grid", "Melody grid", songs=2, next_note=0.5, figures=(("f1", 0.5),), ideas=(Path("a/1.mid"),))


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A comparison that takes no time."""

    def found(wish: Comparison) -> Iterator[Compared]:
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
