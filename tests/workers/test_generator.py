import os
import signal
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from multiprocessing import Pipe
from pathlib import Path
from typing import Any

import pytest

from composer_app.corpus.originality.melody_index import Index
from composer_app.errors import ComposerError
from composer_app.models.file import load_model, save_model
from composer_app.music.originality import Originality
from composer_app.protocol.request import GeneratedIdea, Request, Sketch
from composer_app.workers.generator import Generator, Judge, Warm, _answer
from tests.training.songs import song, tiny_model


@pytest.fixture
def generator() -> Iterator[Generator]:
    worker = Generator()
    yield worker
    worker.close()


def ideas(generator: Generator, model: Path, count: int = 1) -> list[GeneratedIdea]:
    said = generator.generate(Request(bars=2, count=count, seed=1), model)
    return [value for value in said if isinstance(value, GeneratedIdea)]


def test_process_stays_warm_and_outlives_a_bad_model(generator: Generator, tmp_path: Path) -> None:
    model = tiny_model(tmp_path / "tiny.safetensors")
    generator.warm(model)
    assert len(ideas(generator, model, count=2)) == 2
    with pytest.raises(ComposerError, match="There is no model"):
        ideas(generator, tmp_path / "gone.safetensors")
    assert generator.is_alive
    assert len(ideas(generator, model)) == 1


def test_edited_idea_is_judged_beside_the_model_that_is_warm(generator: Generator, tmp_path: Path) -> None:
    model = tmp_path / "other.safetensors"
    tiny = load_model(tiny_model(tmp_path / "tiny.safetensors"))
    save_model(model, tiny.network, tiny.card, index=Index.build([("song", song(0))]))
    (idea,) = ideas(generator, tmp_path / "tiny.safetensors")
    generator.cancel()  # one that comes too late is heard by whatever comes next
    found = generator.judge(replace(idea.clip, melody=song(0).melody), idea.request, model)
    assert found is not None
    assert (found.verdict, found.runs[0].song) == ("red", "song")
    assert generator.judge(idea.clip, idea.request, tmp_path / "tiny.safetensors") is None


def test_judging_leaves_the_model_open_that_writes(tmp_path: Path) -> None:
    written, other = (tiny_model(tmp_path / name) for name in ("one.safetensors", "two.safetensors"))
    model = load_model(other)
    save_model(other, model.network, model.card, index=Index.build([("song", song(0))]))
    near, far = Pipe()
    to_write: Any = {}
    to_judge: Any = {}
    list(_answer(Warm(written), to_write, to_judge, far))
    (warm,) = to_write.values()
    for _ in range(2):
        (found,) = _answer(Judge(song(0), Request(), other), to_write, to_judge, far)
        assert isinstance(found, Originality)
    assert list(to_write.values()) == [warm]
    assert [model.path for model in to_judge.values()] == [other]
    near.close()
    far.close()


def test_request_cancelled_while_it_waits_for_its_turn_writes_nothing(generator: Generator, tmp_path: Path) -> None:
    said: list[object] = []
    generator.cancel()
    with generator._asking:  # an idea is being judged
        asking = threading.Thread(target=lambda: said.extend(generator.generate(Request(), tmp_path)))
        asking.start()
        while generator._cancelled.is_set():
            time.sleep(0.01)
        generator.cancel()
    asking.join()
    assert said == []
    assert not generator.is_alive


def test_killed_process_is_said_and_the_next_request_starts_another(generator: Generator, tmp_path: Path) -> None:
    model = tiny_model(tmp_path / "tiny.safetensors")
    generator.warm(model)
    assert generator.pid is not None
    os.kill(generator.pid, signal.SIGKILL)
    with pytest.raises(ComposerError, match="stopped unexpectedly"):
        ideas(generator, model)
    assert len(ideas(generator, model)) == 1


def test_sketches_come_before_their_ideas(generator: Generator, tmp_path: Path) -> None:
    model = tiny_model(tmp_path / "tiny.safetensors")
    said = list(generator.generate(Request(bars=2, count=1, seed=1), model))
    assert [type(value) for value in said] == [Sketch, Sketch, GeneratedIdea]
