"""A request and a model become ideas."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path

from composer_app.methods import load
from composer_app.methods.method import AnyModel
from composer_app.models.file import load_model
from composer_app.music.clip import Clip
from composer_app.music.originality import Originality
from composer_app.protocol.request import GeneratedIdea, Request, Sketch

BATCH = 8  # ideas
MOST_SKETCHED = 16


def open_model(path: Path) -> AnyModel:
    """Load a model file and write one bar, so that the first idea need not wait for torch to wake."""
    model = load_model(path)
    for _ in generate(Request(bars=1, count=1, seed=0), model):
        pass
    return model


def generate(request: Request, model: AnyModel) -> Iterator[GeneratedIdea | Sketch]:
    """Write `request.count` ideas; idea k is sampled from seed + k. Few ideas are sketched as they grow.

    ComposerError where the clip cannot serve, or the model's method cannot do what is asked.
    """
    writing = load(model.card.method).writing
    first = request.seed if request.seed is not None else secrets.randbelow(2**31)
    for start in range(0, request.count, BATCH):
        seeds = range(first + start, first + min(request.count, start + BATCH))
        yield from writing.ideas(request, model, seeds, request.count <= MOST_SKETCHED)


def compare_with_songs(clip: Clip, request: Request, model: AnyModel) -> Originality | None:
    """What a clip shares with the model's songs that `request`, that of one idea, began and was edited since.

    None where the model carries no melodies to compare with.
    """
    if model.index is None:
        return None
    return load(model.card.method).writing.originality(clip, request, model, model.index)
