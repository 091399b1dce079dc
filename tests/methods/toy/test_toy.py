"""A method takes one folder and one line: it is then listed, trained, written with, evaluated and compared."""

from __future__ import annotations

from pathlib import Path

import pytest

from composer_app import methods
from composer_app.commands import main
from composer_app.errors import ComposerError
from composer_app.evaluation.compare import compare
from composer_app.evaluation.evaluate import evaluate
from composer_app.generation.generate import generate, open_model
from composer_app.methods.left_to_right import training
from composer_app.methods.method import FolderScore
from composer_app.protocol.comparison import Comparison, MethodResult
from composer_app.protocol.progress import EpochEnded
from composer_app.protocol.request import GeneratedIdea, Request, Span
from composer_app.protocol.training_settings import TrainingSettings
from composer_app.training.loop import train
from tests.methods.left_to_right.test_training import tunes


@pytest.fixture(autouse=True)
def one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(methods, "PACKAGES", [*methods.PACKAGES, "tests.methods.toy"])
    monkeypatch.setattr(training, "FEWEST_STEPS", 2)


def trained(tmp_path: Path) -> Path:
    out = tmp_path / "toy.safetensors"
    said = list(train(TrainingSettings(tunes(tmp_path / "tunes"), out, "toy", epochs=1, device="cpu")))
    assert any(isinstance(value, EpochEnded) for value in said)
    return out


def test_method_is_listed_and_named_in_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert methods.catalogue()["toy"].title == "Toy"
    with pytest.raises(SystemExit):
        main(["train", "--help"])
    assert "toy" in capsys.readouterr().out


def test_method_trains_and_writes_an_idea(tmp_path: Path) -> None:
    model = open_model(trained(tmp_path))
    (idea,) = generate(Request(bars=2, count=1, seed=1), model)
    assert isinstance(idea, GeneratedIdea)
    assert len(idea.clip.melody) == 16


def test_method_refuses_in_its_own_words(tmp_path: Path) -> None:
    model = open_model(trained(tmp_path))
    clip = next(
        idea for idea in generate(Request(bars=1, count=1, seed=1), model) if isinstance(idea, GeneratedIdea)
    ).clip
    with pytest.raises(ComposerError, match="Toy writes from left to right"):
        list(generate(Request("fill", clip=clip, write=(Span("melody", 0, 0),)), model))
    with pytest.raises(ComposerError, match="Toy cannot vary"):
        list(generate(Request("vary", clip=clip), model))


def test_method_is_evaluated_beside_its_baselines(tmp_path: Path) -> None:
    *_, found = evaluate(trained(tmp_path), tunes(tmp_path / "others", 9), "cpu")
    assert isinstance(found, FolderScore)
    assert found.figures["next_note_nats"] > 0
    assert {"markov_2", "copy_last"} <= found.baselines.keys()


def test_method_is_compared_with_the_others(tmp_path: Path) -> None:
    comparison = Comparison(tunes(tmp_path / "tunes", 8), 0.01, ("toy",), out=tmp_path / "out", device="cpu")
    *_, last = compare(comparison)
    assert isinstance(last, MethodResult)
    assert (last.title, last.refused, len(last.ideas)) == ("Toy", "", 3)
