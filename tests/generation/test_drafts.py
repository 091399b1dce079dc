from __future__ import annotations

import numpy as np
import pytest

from composer_app.generation.brief import brief_of
from composer_app.generation.drafts import ASKED_WEIGHT, scored
from composer_app.generation.generate import open_model
from composer_app.generation.model import Model
from composer_app.methods import two_voice
from composer_app.protocol.controls import Controls
from composer_app.protocol.request import Request
from tests.training.songs import tiny_model

DRAFTS = 6


@pytest.fixture
def model(tmp_path_factory: pytest.TempPathFactory) -> Model:
    return open_model(tiny_model(tmp_path_factory.mktemp("model") / "tiny.safetensors"))


def drafts(model: Model, **wish: object) -> tuple[np.ndarray, list[two_voice.Song]]:
    """The scores of some drafts, and the drafts."""
    request = Request(bars=8, **wish)  # type: ignore[arg-type]
    piece = brief_of(request, model, [3], DRAFTS).pieces[0]
    batch = two_voice.collate(piece.songs, masks=piece.masks)
    *_, written = two_voice.write(model.network, batch, two_voice.Sampling(), range(DRAFTS))
    return scored(request, model, piece, written), two_voice.written_songs(piece.songs, written)


def test_drafts_are_alike_to_a_model_without_a_critic(model: Model) -> None:
    assert drafts(model)[0].tolist() == [0.0] * DRAFTS


def test_critic_that_knows_something_scores_drafts(model: Model) -> None:
    model.network.critic.examples_seen.fill_(1)
    scores, songs = drafts(model)
    assert scores == pytest.approx(two_voice.critic_score(model.network.critic, songs))
    assert len(set(scores.tolist())) == DRAFTS


@pytest.mark.parametrize("name", ["density", "leaps", "chord_rate"])
def test_draft_closest_to_what_was_asked_wins(model: Model, name: str) -> None:
    scores, songs = drafts(model, controls=Controls(**{name: 0.4}))
    away = [two_voice.distance_from_request(song, model.network.config.shapes, {name: 0.4}) for song in songs]
    assert scores == pytest.approx(-ASKED_WEIGHT * np.array(away))
    assert scores.argmax() == int(np.argmin(away))
