"""Held-out figures of a model over a folder, by the model's own method, beside those of baselines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from composer_app.methods import load
from composer_app.methods.method import FolderScore
from composer_app.models.device import device_for
from composer_app.models.file import load_model
from composer_app.protocol.progress import Scoring


def evaluate(
    model: Path, folder: Path, device: str = "auto", held_out: Sequence[Path] = ()
) -> Iterator[Scoring | FolderScore]:
    """Score the songs of a folder, or those `held_out` only, and say how far it is; the figures come last.

    Which songs baselines are counted on `composer_app.baselines` says. Raises ComposerError where the model cannot be
    read or there is no song to score.
    """
    opened = load_model(model)
    opened.network.to(device_for(device))
    yield from load(opened.card.method).evaluate(opened, folder, held_out)
