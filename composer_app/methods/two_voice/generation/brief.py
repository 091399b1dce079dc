"""What a request gives the network: the notes that are kept, and the steps to be written."""

from __future__ import annotations

from collections.abc import Sequence

from composer_app.methods.two_voice.encoding.conditions import check_controls
from composer_app.methods.two_voice.generation.in_clip import in_clip
from composer_app.methods.two_voice.generation.new_bars import continuation, new_idea
from composer_app.methods.two_voice.generation.segments import Brief, Job, TwoVoiceModel
from composer_app.protocol.request import Request

LOWEST, HIGHEST = 55, 96
LEAST_RANGE = 11


def brief_of(request: Request, model: TwoVoiceModel, seeds: Sequence[int], drafts: int = 1) -> Brief:
    """The brief of a request for as many drafts of an idea as is said for each seed, those of one seed together.

    Drafts of an idea share its key and masks, and follow plans of their own. ComposerError where it makes no sense.
    """
    check_controls(request.controls.features, model.config.features)
    job = Job(request, model, seeds, drafts, *melody_range(request, model))
    if request.task == "new":
        return new_idea(job)
    assert request.clip is not None
    return continuation(job, request.clip) if request.task == "continue" else in_clip(job, request.clip)


def melody_range(request: Request, model: TwoVoiceModel) -> tuple[int, int]:
    """What was asked; else what the songs keep to, and the clip's melody with it."""
    low = max(LOWEST, model.card.corpus_statistics.get("low", 60))
    high = min(HIGHEST, model.card.corpus_statistics.get("high", 84))
    if request.clip is not None and request.clip.melody:
        pitches = [note.pitch for note in request.clip.melody]
        low, high = min(low, *pitches), max(high, *pitches)
    low = request.low if request.low is not None else low
    high = request.high if request.high is not None else high
    if high - low < LEAST_RANGE:
        low, high = (low, low + LEAST_RANGE) if request.high is None else (high - LEAST_RANGE, high)
    return low, high
