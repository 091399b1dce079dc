from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from composer_app.errors import ComposerError
from composer_app.music.clip import Clip, Section
from composer_app.music.key import Key
from composer_app.music.meter import Meter, Timeline
from composer_app.music.note import Note
from composer_app.music.voices import WRITTEN_VOICES
from composer_app.protocol.controls import Controls
from composer_app.protocol.request import TASKS, Request, Span
from composer_app.protocol.request_json import describe_request, request_from_json, request_to_json

CLIP = Clip(
    (Note(0, 960, 48),), (Note(0, 240, 60, 91), Note(240, 160, 64)), 3840,
    Timeline.plain(96.5, Meter(3, 4)), Key(9, True), (Section(0, "A"),),
)  # fmt: skip
share = st.floats(0, 1)
spans = st.builds(
    lambda voice, first, more: Span(voice, first, first + more), st.sampled_from(WRITTEN_VOICES), st.integers(0, 63),
    st.integers(0, 63),
)  # fmt: skip
requests = st.builds(
    Request,
    task=st.sampled_from(TASKS),
    bars=st.integers(1, 64),
    form=st.none() | st.just("A8 B8"),
    count=st.integers(1, 100_000),
    clip=st.just(CLIP),
    to=st.sampled_from((CLIP, replace(CLIP, key=None))),
    write=st.lists(spans, min_size=1, max_size=4).map(tuple),
    amount=share,
    key=st.none() | st.builds(Key, st.integers(0, 11), st.booleans()),
    lock_key=st.booleans(),
    meter=st.none() | st.builds(Meter, st.integers(1, 64), st.sampled_from((1, 2, 4, 8, 16, 32))),
    tempo=st.none() | st.floats(20, 300),
    low=st.none() | st.integers(0, 60),
    high=st.none() | st.integers(72, 127),
    controls=st.builds(Controls, **{name: st.none() | share for name in ("density", "rests", "chord_colour")}),
    adventure=st.none() | share,
    temperature=st.floats(0.05, 5),
    top_p=st.floats(0.01, 1),
    seed=st.none() | st.integers(0, 2**53),
)


@given(requests)
def test_request_comes_back_as_it_was(request: Request) -> None:
    assert request_from_json(request_to_json(request)) == request


def test_usual_request_comes_back_as_it_was() -> None:
    assert request_from_json(request_to_json(Request())) == Request()


def test_request_of_an_earlier_version_is_read() -> None:
    text = (
        '{"version":1,"task":"new","bars":8,"count":4,"amount":0.3,"lock_key":false,"controls":{"density":0.7,'
        '"chord_colour":0.0},"adventure":0.2,"temperature":1.0,"top_p":0.97,"seed":3}'
    )
    controls = Controls(density=0.7, chord_colour=0.0)
    assert request_from_json(text) == Request(controls=controls, adventure=0.2, seed=3)
    assert request_to_json(request_from_json(text)) == text


def test_what_is_left_open_is_left_out() -> None:
    assert "null" not in request_to_json(Request())
    assert not {"key", "clip", "write", "controls", "seed"} & set(json.loads(request_to_json(Request())))


def test_description_is_made_for_reading() -> None:
    asked = Request("fill", clip=CLIP, write=(Span("melody", 4, 7),), key=Key(6, True), meter=Meter(3, 4))
    data = describe_request(asked)
    assert (data["write"], data["key"], data["meter"]) == ("melody:5-8", "F# minor", "3/4")
    assert "clip" not in data


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('{"version":1,"swing":0.5}', "newer"),
        ('{"version":1,"controls":{"swing":0.5}}', "newer"),
        ('{"version":1,"task":"orchestrate"}', "newer"),
        ('{"version":2}', "newer"),
        ('{"task":"new","parent":null}', "older"),
        ("", "damaged"),
        ("[]", "damaged"),
        ("null", "damaged"),
        ('{"version":1,"bars":"many"}', "damaged"),
        ('{"version":1,"bars":0}', "damaged"),
        ('{"version":1,"controls":{"density":2}}', "damaged"),
        ('{"version":1,"key":"H"}', "damaged"),
        ('{"version":1,"key":5}', "damaged"),
        ('{"version":1,"task":"continue","clip":{}}', "damaged"),
    ],
)
def test_anything_else_is_refused_in_a_sentence(text: str, sentence: str) -> None:
    with pytest.raises(ComposerError, match=sentence):
        request_from_json(text)
