from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from composer_app.corpus.reading.song_cache import read_clip
from composer_app.files.folders import data_folder
from composer_app.generation.generate import generate, open_model
from composer_app.library.idea import Idea
from composer_app.library.store import Library
from composer_app.protocol.request import Request
from composer_app.protocol.request_json import request_to_json
from tests.commands.conftest import Run
from tests.training.songs import song, tiny_model


@pytest.fixture
def library() -> Iterator[Library]:
    opened = Library(data_folder() / "ideas.sqlite")
    yield opened
    opened.close()


@pytest.fixture
def idea(library: Library) -> Idea:
    """A continuation that a model of the composer's own wrote."""
    (data_folder() / "models").mkdir(parents=True)
    model = open_model(tiny_model(data_folder() / "models" / "mine.safetensors"))
    asked = Request("continue", bars=2, count=2, clip=song(1, 2), temperature=0.9, seed=5)
    *_, written = generate(asked, model)
    return library.add(
        Idea("Dawn", written.clip, seed=written.seed, model="mine", request=request_to_json(written.request))
    )


def test_idea_is_written_again_note_for_note(tmp_path: Path, inkling: Run, idea: Idea) -> None:
    status, out, _ = inkling("generate", "--again", "Dawn", "--out", tmp_path / "out")
    (line,) = map(json.loads, out.splitlines())
    assert status == 0
    assert (line["seed"], line["request"]["task"], line["request"]["temperature"]) == (6, "continue", 0.9)
    again = read_clip(Path(line["file"]))
    assert (again.melody, again.chords) == (idea.clip.melody, idea.clip.chords)


def test_other_options_do_not_go_with_again(tmp_path: Path, inkling: Run, idea: Idea) -> None:
    for words in (("--bars", "4"), ("--seed", "0"), ("--density", "0"), ("--lock-key",), ("--count", "8")):
        status, _, err = inkling("generate", "--again", "Dawn", "--out", tmp_path / "out", *words)
        assert status == 2
        assert f"leave out {words[0]}" in err


def test_idea_of_a_model_that_is_gone_says_so(tmp_path: Path, inkling: Run, library: Library, idea: Idea) -> None:
    library.add(replace(idea, name="Dusk", model="gone"))
    status, _, err = inkling("generate", "--again", "Dusk", "--out", tmp_path / "out")
    assert status == 1
    assert 'The model "gone" that wrote Dusk is gone' in err


@pytest.mark.parametrize(("seed", "sentence"), [(None, "was not written by a model"), (3, "older Inkling")])
def test_idea_that_cannot_be_written_again_says_why(
    tmp_path: Path, inkling: Run, library: Library, seed: int | None, sentence: str
) -> None:
    library.add(Idea("Old", song(1, 2), seed=seed))
    status, _, err = inkling("generate", "--again", "Old", "--out", tmp_path / "out")
    assert status == 1
    assert sentence in err
