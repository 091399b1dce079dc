import dataclasses
from collections.abc import Sequence
from pathlib import Path

import pytest
import torch

from composer_app.errors import ComposerError
from composer_app.methods import catalogue, load
from composer_app.methods.melody_grid.grid import PRESETS
from composer_app.methods.melody_grid.network import Network
from composer_app.methods.model import Model
from composer_app.models.card_json import card_for
from composer_app.models.file import save_model
from composer_app.models.listing import reasons_of
from composer_app.music.clip import Clip, Section
from composer_app.music.note import Note
from composer_app.protocol.controls import Controls
from composer_app.protocol.request import GeneratedIdea, Request

SEED = Clip(melody=tuple(Note(240 * i, 240, pitch) for i, pitch in enumerate((60, 62, 64, 65) * 4)))


def ideas(request: Request, seeds: Sequence[int]) -> list[GeneratedIdea]:
    torch.manual_seed(0)
    network = Network(dataclasses.replace(PRESETS["mended"], hidden=16, embedding=8))
    method = load("melody_grid")
    model = Model(Path("m.safetensors"), card_for(method, network.config), network.config, network)
    return list(method.writing.ideas(request, model, seeds, False))


def test_ideas_are_as_long_as_asked() -> None:
    found = ideas(Request(bars=3, count=2), [1, 2])
    assert [(idea.seed, idea.clip.length) for idea in found] == [(1, 3 * 1920), (2, 3 * 1920)]
    assert all(note.end <= 3 * 1920 for idea in found for note in idea.clip.notes)


def test_seed_writes_the_same_idea_again_alone_or_among_others() -> None:
    one = ideas(Request(bars=2), [7])[0]
    among = ideas(Request(bars=2), [5, 7])[1]
    assert one.clip == among.clip


def test_clip_is_gone_on_from_at_its_bar_line() -> None:
    idea = ideas(Request("continue", bars=2, clip=SEED), [3])[0]
    assert idea.clip.melody[: len(SEED.melody)] == SEED.melody
    assert idea.clip.length == SEED.length + 2 * 1920
    assert all(note.onset >= SEED.length for note in idea.clip.melody[len(SEED.melody) :])


def test_sections_of_a_clip_that_is_gone_on_from_stay() -> None:
    clip = dataclasses.replace(SEED, sections=(Section(0, "A"),))
    assert ideas(Request("continue", clip=clip), [3])[0].clip.sections == clip.sections


def test_range_is_obeyed() -> None:
    idea = ideas(Request(bars=4, low=60, high=72), [1])[0]
    assert all(60 <= note.pitch <= 72 for note in idea.clip.melody)


@pytest.mark.parametrize(
    ("request_", "sentence"),
    [
        (Request("chords", clip=SEED), "one voice only"),
        (Request(form="A4 B4"), "has no sections"),
        (Request(controls=Controls(density=0.5)), "no such controls"),
    ],
)
def test_what_the_method_cannot_do_is_refused_with_its_reason(request_: Request, sentence: str) -> None:
    with pytest.raises(ComposerError, match=sentence):
        ideas(request_, [1])[0]


def test_clip_without_a_melody_cannot_be_gone_on_from() -> None:
    chords = Clip(chords=(Note(0, 1920, 48),))
    with pytest.raises(ComposerError, match="has no melody"):
        ideas(Request("continue", clip=chords), [1])[0]


def test_model_file_tells_the_reasons_without_torch(tmp_path: Path) -> None:
    network = Network(PRESETS["mended"])
    save_model(tmp_path / "m.safetensors", network, card_for(load("melody_grid"), network.config))
    assert reasons_of(tmp_path / "m.safetensors") == dict(catalogue()["melody_grid"].refusals)


def test_file_that_is_no_model_has_no_reasons(tmp_path: Path) -> None:
    (tmp_path / "m.safetensors").write_bytes(b"12345678{")
    assert reasons_of(tmp_path / "m.safetensors") == {}


@pytest.mark.parametrize("name", [name for name in catalogue() if name != "two_voice"])
def test_every_published_method_names_a_reason_for_what_it_cannot_do(name: str) -> None:
    entry = catalogue()[name]
    assert {"fill", "melody", "chords", "vary", "bridge"} <= entry.refusals.keys() | set(entry.tasks)
