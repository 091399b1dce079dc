"""Which of several drafts of an idea is shown: what the critic takes for a song, and does what was asked."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from composer_app.methods.two_voice.generation.segments import Segment, TwoVoiceModel
from composer_app.methods.two_voice.network.critic import judge
from composer_app.methods.two_voice.sampling.drafts import away_from, songs_of
from composer_app.methods.two_voice.sampling.written import Written
from composer_app.protocol.request import Request

ASKED_WEIGHT = 60.0  # of a control missed by its whole range, beside the critic's log-odds


def scores_of(request: Request, model: TwoVoiceModel, segment: Segment, written: Written) -> NDArray[np.float64]:
    """How good the drafts of a segment are, (drafts,); the higher the better."""
    network = model.network
    songs = songs_of(segment.songs, written)
    scores = np.zeros(len(songs))
    if network.critic.knows:
        scores += judge(network.critic, songs)
    if request.controls.features:
        away = [away_from(song, model.config.shapes, request.controls.features) for song in songs]
        scores -= ASKED_WEIGHT * np.array(away)
    return scores
