"""Which of several drafts of an idea is shown: what the critic takes for a song, and does what was asked."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from composer_app.methods.two_voice.generation.segments import Segment, TwoVoiceModel
from composer_app.methods.two_voice.network.critic import critic_score
from composer_app.methods.two_voice.sampling.drafts import distance_from_request, written_songs
from composer_app.methods.two_voice.sampling.written import WrittenTokens
from composer_app.protocol.request import Request

ASKED_WEIGHT = 60.0  # of a control missed by its whole range, beside the critic's log-odds


def scores_of(request: Request, model: TwoVoiceModel, segment: Segment, written: WrittenTokens) -> NDArray[np.float64]:
    """How good the drafts of a segment are, (drafts,); the higher the better."""
    network = model.network
    songs = written_songs(segment.songs, written)
    scores = np.zeros(len(songs))
    if network.critic.is_trained:
        scores += critic_score(network.critic, songs)
    if request.controls.features:
        away = [distance_from_request(song, model.config.shapes, request.controls.features) for song in songs]
        scores -= ASKED_WEIGHT * np.array(away)
    return scores
