"""Ideas of the library to be written again: the request and the model that write the same notes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from composer_app.commands.library_ideas import library_ideas
from composer_app.errors import ComposerError
from composer_app.files.folders import data_folder
from composer_app.files.resources import resource
from composer_app.library.idea import Idea
from composer_app.protocol.request import Request
from composer_app.protocol.request_json import request_from_json


def requests_again(word: str, model: Path | None) -> list[tuple[Request, Path]]:
    """The requests of the ideas that a number, a name or "starred" means, each with its model's file or `model`.

    ComposerError where there is no such idea, or one that no model wrote, or its model is gone.
    """
    return [(_request(idea), model or _model(idea)) for idea in library_ideas([word])]


def _request(idea: Idea) -> Request:
    if idea.seed is None:
        raise ComposerError(f"{idea.name} was not written by a model, so it cannot be written again.")
    try:
        return replace(request_from_json(idea.request), seed=idea.seed, count=1)
    except ComposerError as error:
        raise ComposerError(f"{idea.name}: {error}") from error


def _model(idea: Idea) -> Path:
    from composer_app.models.listing import list_models

    choices = list_models(resource("models"), data_folder() / "models")
    found = next((choice.path for choice in choices if choice.name == idea.model), None)
    if found is None:
        raise ComposerError(
            f'The model "{idea.model}" that wrote {idea.name} is gone; name its file with --model to use another one.'
        )
    return found
