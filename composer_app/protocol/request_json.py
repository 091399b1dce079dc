"""A request as JSON text and back: what the library keeps, so that an idea can be written again exactly."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import fields
from typing import Any

from composer_app.errors import ComposerError
from composer_app.formats.clip_json import clip_from_json, clip_to_json
from composer_app.music.key import Key
from composer_app.music.meter import Meter
from composer_app.protocol.controls import ALL_AUTO, Controls, knobs
from composer_app.protocol.request import TASKS, Request
from composer_app.protocol.span_text import read_spans, spans_text

VERSION = 1
DAMAGED = "The request that this was written with is damaged, so it cannot be written again."
OLDER = "This was written by an older Inkling, which did not keep the whole request, so it cannot be written again."
NEWER = "This was written by a newer Inkling; update Inkling to write it again."
_CLIPS = ("clip", "to")
# How values that JSON does not know are written and read; the others are numbers and texts.
_AS_TEXT: dict[str, tuple[Callable[[Any], Any], Callable[[Any], Any]]] = {
    "key": (str, Key.parse),
    "meter": (str, Meter.parse),
    "write": (spans_text, read_spans),
    "controls": (dict, lambda values: Controls(**values)),
    "clip": (lambda clip: json.loads(clip_to_json(clip)), lambda data: clip_from_json(json.dumps(data))),
    "to": (lambda clip: json.loads(clip_to_json(clip)), lambda data: clip_from_json(json.dumps(data))),
}


def request_to_json(request: Request) -> str:
    """All of the request as text, its clips included; what is left to the model is left out."""
    return json.dumps({"version": VERSION} | _as_data(request), separators=(",", ":"))


def request_from_json(text: str) -> Request:
    """The request of a text written by `request_to_json`; ComposerError for anything else."""
    try:
        data = json.loads(text)
        version = data.pop("version", None)
        names = {knob.name for knob in knobs()}
        known = version == VERSION and set(data) <= _FIELDS and set(data.get("controls", {})) <= names
        if known and data.get("task", "new") in TASKS:
            return Request(**{name: _AS_TEXT[name][1](v) if name in _AS_TEXT else v for name, v in data.items()})
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise ComposerError(DAMAGED) from error
    raise ComposerError(OLDER if version is None else NEWER)


def describe_request(request: Request) -> dict[str, Any]:
    """What is asked for, without the clips, as numbers and texts: "F# minor", "4/4", "melody:5-8"."""
    return {name: value for name, value in _as_data(request).items() if name not in _CLIPS}


def _as_data(request: Request) -> dict[str, Any]:
    values = {field.name: getattr(request, field.name) for field in fields(Request)}
    if not request.pickup:  # an Inkling that knows of none can then read the others
        del values["pickup"]
    unset = (None, (), ALL_AUTO)
    return {name: _AS_TEXT[name][0](v) if name in _AS_TEXT else v for name, v in values.items() if v not in unset}


_FIELDS = {field.name for field in fields(Request)}
