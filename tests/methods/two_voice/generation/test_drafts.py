from __future__ import annotations

import numpy as np
import pytest

from composer_app.generation.generate import open_model
from composer_app.methods.model import Model
from composer_app.methods.two_voice.encoding.batch import collate
from composer_app.methods.two_voice.encoding.grid import Song
from composer_app.methods.two_voice.generation.brief import brief_of
from composer_app.methods.two_voice.generation.drafts import ASKED_WEIGHT, scores_of
from composer_app.methods.two_voice.network.critic import critic_score
from composer_app.methods.two_voice.sampling.drafts import distance_from_request, written_songs
from composer_app.methods.two_voice.sampling.options import Sampling
from composer_app.methods.two_voice.sampling.sample import write
from composer_app.protocol.controls import Controls
from composer_app.protocol.request import Request
from tests.training.songs import tiny_model

DRAFTS = 6


@pytest.fixture
def model(tmp_path_factory: pytest.TempPathFactory) -> Model:
    return open_model(tiny_model(tmp_path_factory.mktemp("model") / "tiny.safetensors"))


def drafts(model: Model, **wish: object) -> tuple[np.ndarray, list[Song]]:
    """The scores of some drafts, and the drafts."""
    request = Request(bars=8, **wish)  # type: ignore[arg-type]
    segment = brief_of(request, model, [3], DRAFTS).segments[0]
    batch = collate(segment.songs, masks=segment.masks)
    *_, written = write(model.network, batch, Sampling(), range(DRAFTS))
    return scores_of(request, model, segment, written), written_songs(segment.songs, written)


def test_drafts_are_alike_to_a_model_without_a_critic(model: Model) -> None:
    assert drafts(model)[0].tolist() == [0.0] * DRAFTS


def test_critic_that_knows_something_scores_drafts(model: Model) -> None:
    model.network.critic.examples_seen.fill_(1)
    scores, songs = drafts(model)
    assert scores == pytest.approx(critic_score(model.network.critic, songs))
    assert len(set(scores.tolist())) == DRAFTS


@pytest.mark.parametrize("name", ["density", "leaps", "chord_rate"])
def test_draft_closest_to_what_was_asked_wins(model: Model, name: str) -> None:
    scores, songs = drafts(model, controls=Controls(**{name: 0.4}))
    away = [distance_from_request(song, model.config.shapes, {name: 0.4}) for song in songs]
    assert scores == pytest.approx(-ASKED_WEIGHT * np.array(away))
    assert scores.argmax() == int(np.argmin(away))
