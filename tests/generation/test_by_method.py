import dataclasses
from pathlib import Path

import pytest
import torch

from composer_app.errors import ComposerError
from composer_app.generation.by_method import Writing, is_by_method
from composer_app.generation.model import Model
from composer_app.methods import METHODS, melody_grid
from composer_app.models.file import describe, save_model
from composer_app.models.listing import reasons_of
from composer_app.music.clip import Clip, Section
from composer_app.music.note import Note
from composer_app.protocol.controls import Controls
from composer_app.protocol.request import Request

SEED = Clip(melody=tuple(Note(240 * i, 240, pitch) for i, pitch in enumerate((60, 62, 64, 65) * 4)))


def writing(request: Request) -> Writing:
    torch.manual_seed(0)
    network = melody_grid.Network(dataclasses.replace(melody_grid.PRESETS["mended"], hidden=16, embedding=8))
    return Writing(request, Model(Path("m.safetensors"), network, describe(network, "melody_grid")))


def test_ideas_are_as_long_as_asked() -> None:
    ideas = list(writing(Request(bars=3, count=2)).ideas([1, 2]))
    assert [(idea.seed, idea.clip.length) for idea in ideas] == [(1, 3 * 1920), (2, 3 * 1920)]
    assert all(note.end <= 3 * 1920 for idea in ideas for note in idea.clip.notes)


def test_seed_writes_the_same_idea_again_alone_or_among_others() -> None:
    one = next(iter(writing(Request(bars=2)).ideas([7])))
    among = list(writing(Request(bars=2)).ideas([5, 7]))[1]
    assert one.clip == among.clip


def test_clip_is_gone_on_from_at_its_bar_line() -> None:
    idea = next(iter(writing(Request("continue", bars=2, clip=SEED)).ideas([3])))
    assert idea.clip.melody[: len(SEED.melody)] == SEED.melody
    assert idea.clip.length == SEED.length + 2 * 1920
    assert all(note.onset >= SEED.length for note in idea.clip.melody[len(SEED.melody) :])


def test_sections_of_a_clip_that_is_gone_on_from_stay() -> None:
    clip = dataclasses.replace(SEED, sections=(Section(0, "A"),))
    assert next(iter(writing(Request("continue", clip=clip)).ideas([3]))).clip.sections == clip.sections


def test_range_is_obeyed() -> None:
    idea = next(iter(writing(Request(bars=4, low=60, high=72)).ideas([1])))
    assert all(60 <= note.pitch <= 72 for note in idea.clip.melody)


@pytest.mark.parametrize(
    ("request_", "sentence"),
    [
        (Request("chords", clip=SEED), "one voice only"),
        (Request(form="A4 B4"), "knows no sections"),
        (Request(controls=Controls(density=0.5)), "told nothing else"),
    ],
)
def test_what_the_method_cannot_do_is_refused_with_its_reason(request_: Request, sentence: str) -> None:
    with pytest.raises(ComposerError, match=sentence):
        next(iter(writing(request_).ideas([1])))


def test_clip_without_a_melody_cannot_be_gone_on_from() -> None:
    chords = Clip(chords=(Note(0, 1920, 48),))
    with pytest.raises(ComposerError, match="has no melody"):
        next(iter(writing(Request("continue", clip=chords)).ideas([1])))


def test_model_file_tells_the_reasons_without_torch(tmp_path: Path) -> None:
    network = melody_grid.Network(melody_grid.PRESETS["mended"])
    save_model(tmp_path / "m.safetensors", network, describe(network, "melody_grid"))
    assert reasons_of(tmp_path / "m.safetensors") == melody_grid.REASONS


def test_file_that_is_no_model_has_no_reasons(tmp_path: Path) -> None:
    (tmp_path / "m.safetensors").write_bytes(b"12345678{")
    assert reasons_of(tmp_path / "m.safetensors") == {}


@pytest.mark.parametrize("name", [name for name in METHODS if name != "two_voice"])
def test_every_published_method_names_a_reason_for_what_it_cannot_do(name: str) -> None:
    method = METHODS[name]
    assert {"fill", "melody", "chords", "vary", "bridge"} <= method.REASONS.keys() | set(method.TASKS)
    assert is_by_method(describe(method.Network(method.PRESETS["mended"]), name))
