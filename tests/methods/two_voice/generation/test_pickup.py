from __future__ import annotations

import copy
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from composer_app.corpus.reading.song_cache import read_clip
from composer_app.errors import ComposerError
from composer_app.formats.midi_file import write_clip
from composer_app.generation.generate import generate
from composer_app.methods import load
from composer_app.methods.model import Model
from composer_app.methods.two_voice.encoding.tokens import REST
from composer_app.methods.two_voice.generation.brief import brief_of
from composer_app.methods.two_voice.generation.segments import Segment
from composer_app.methods.two_voice.network.config import TwoVoiceConfig
from composer_app.methods.two_voice.network.two_voice import TwoVoice
from composer_app.models.card_json import card_for
from composer_app.models.file import load_model, save_model
from composer_app.music.clip import Clip
from composer_app.music.meter import Meter
from composer_app.protocol.request import GeneratedIdea, Request, Span
from composer_app.protocol.request_json import describe_request, request_from_json, request_to_json

BAR, BEAT = 1920, 480
TINY = TwoVoiceConfig(hidden=24, harmony=20, embedding=8, memory=8, value=8, encoder=8, inputs=16, critic=8)


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Model:
    torch.manual_seed(0)
    network = TwoVoice(TINY)
    path = tmp_path_factory.mktemp("model") / "tiny.safetensors"
    save_model(path, network, card_for(load("two_voice"), network.config))
    return load_model(path)


@pytest.fixture(scope="module")
def silent(model: Model) -> Model:
    """A model that writes silence wherever it may."""
    network = copy.deepcopy(model.network)
    with torch.no_grad():
        for bias in (network.melody.pitch_head.bias, network.harmony.special.bias):
            bias[REST] = 50.0
    return replace(model, weights=network)


def ideas(model: Model, count: int = 1, **wish: Any) -> list[Clip]:
    wish = {"bars": 2, "pickup": 1, "seed": 3} | wish
    return [idea.clip for idea in generate(Request(count=count, **wish), model) if isinstance(idea, GeneratedIdea)]


@pytest.fixture(scope="module")
def led(model: Model) -> Clip:
    """Two bars after a pickup of a beat."""
    return ideas(model)[0]


def segment_of(model: Model, **wish: Any) -> Segment:
    return brief_of(Request(bars=2, pickup=1, **wish), model, [1]).segments[0]


@pytest.mark.parametrize(
    ("meter", "beats", "ticks"),
    [(Meter(4, 4), 1, BEAT), (Meter(4, 4), 3, 3 * BEAT), (Meter(3, 4), 2, 2 * BEAT), (Meter(6, 8), 3, 3 * BEAT // 2)],
    ids=str,
)
def test_melody_begins_in_the_pickup_and_the_chords_on_bar_1(
    silent: Model, meter: Meter, beats: int, ticks: int
) -> None:
    for clip in ideas(silent, 3, meter=meter, pickup=beats):
        assert (clip.melody[0].onset, clip.chords[0].onset) == (0, ticks)


def test_bars_asked_for_are_counted_without_the_pickup(led: Clip) -> None:
    assert (led.length, led.bars, led.timeline.bar_start(1)) == (BEAT + 2 * BAR, 3, BEAT)


def test_only_the_melody_s_last_beats_before_bar_1_are_open(model: Model) -> None:
    piece = segment_of(model)
    assert np.flatnonzero(piece.mask(0, "melody"))[0] == 12
    assert np.flatnonzero(piece.mask(0, "chords"))[0] == 16


def test_nothing_is_told_of_the_pickup_s_phrase_or_form(model: Model) -> None:
    song = segment_of(model).songs[0]
    assert not song.form[0].any()
    assert not song.phrasing[0].any()
    assert len(song.form) == len(song.plan) == len(song.phrasing) == 3


def test_sections_begin_behind_the_pickup(model: Model) -> None:
    frame = brief_of(Request(form="A2 B2", pickup=2), model, [1]).frames[0]
    assert [(section.tick, section.label) for section in frame.sections] == [(2 * BEAT, "A"), (2 * BEAT + 2 * BAR, "B")]


@pytest.mark.parametrize(
    ("wish", "sentence"),
    [
        ({"form": "i2 A2"}, "begins without melody"),
        ({"pickup": 4}, "No pickup of 4 beats leads into a bar of 4/4"),
        ({"meter": Meter(8, 32)}, "No pickup of 1 beats leads into a bar of 8/32"),
    ],
)
def test_pickup_that_cannot_be_written_is_refused_in_a_sentence(
    model: Model, wish: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(ComposerError, match=sentence):
        brief_of(Request(**{"pickup": 1} | wish), model, [1])


@pytest.mark.parametrize(
    ("beats", "meter"), [(-1, None), (5, None), (3, Meter(3, 4)), (4, Meter(6, 8)), (1, Meter(1, 4))]
)
def test_pickup_as_long_as_a_bar_is_no_wish(beats: int, meter: Meter | None) -> None:
    with pytest.raises(ValueError, match="Pickup must be from 0 to"):
        Request(pickup=beats, meter=meter)


def test_request_keeps_its_pickup() -> None:
    assert request_from_json(request_to_json(Request(pickup=2))) == Request(pickup=2)
    assert describe_request(Request(pickup=2))["pickup"] == 2


def test_request_without_pickup_is_written_and_read_as_before_there_were_any() -> None:
    assert "pickup" not in request_to_json(Request())
    assert request_from_json('{"version":1,"task":"new","bars":4}').pickup == 0


def test_method_that_writes_rows_refuses_a_pickup(model: Model) -> None:
    method = load("melody_grid")
    config = method.presets["mended"]
    rows = Model(model.path, card_for(method, config), config, method.network(config))
    with pytest.raises(ComposerError, match="without a pickup"):
        next(generate(Request(pickup=1), rows))


def test_idea_with_a_pickup_comes_back_from_its_file(led: Clip, tmp_path: Path) -> None:
    write_clip(led, tmp_path / "led.mid", "led")
    read = read_clip(tmp_path / "led.mid")
    assert (read.timeline.meters, read.melody, read.chords) == (led.timeline.meters, led.melody, led.chords)


def test_continued_idea_keeps_its_pickup(model: Model, led: Clip) -> None:
    longer = ideas(model, task="continue", clip=led)[0]
    assert longer.melody[: len(led.melody)] == led.melody
    assert longer.length == BEAT + 4 * BAR


def test_pickup_alone_can_be_written_anew(model: Model, led: Clip) -> None:
    again = ideas(model, task="fill", clip=led, write=(Span("melody", 0, 0),))[0]
    assert [note for note in again.melody if note.onset >= BEAT] == [n for n in led.melody if n.onset >= BEAT]


def test_clip_that_is_varied_takes_no_other_pickup(model: Model, led: Clip) -> None:
    assert ideas(model, task="vary", clip=led, pickup=3)[0].timeline == led.timeline


def test_other_chords_enter_behind_the_pickup_too(model: Model, led: Clip) -> None:
    assert [clip.chords[0].onset for clip in ideas(model, 3, task="chords", clip=led)] == [BEAT] * 3


def test_chords_under_a_silent_stretch_begin_with_the_bar(silent: Model, led: Clip) -> None:
    bare = replace(led, chords=())
    filled = ideas(silent, 3, task="fill", clip=bare, write=(Span("chords", 1, 2),))
    assert [clip.chords[0].onset for clip in filled] == [BEAT] * 3
