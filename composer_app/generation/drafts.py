"""Which of several drafts of an idea is shown: what the critic takes for a song, and does what was asked."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from composer_app.generation.brief import Piece
from composer_app.generation.model import Model
from composer_app.protocol.request import Request

ASKED_WEIGHT = 60.0  # of a control missed by its whole range, beside the critic's log-odds


def scored(request: Request, model: Model, piece: Piece, written: Any) -> NDArray[np.float64]:
    """How good the drafts of a piece are, (drafts,); the higher the better."""
    method, network = model.method, model.network
    songs = method.written_songs(piece.songs, written)
    scores = np.zeros(len(songs))
    if network.critic.is_trained:
        scores += method.critic_score(network.critic, songs)
    if request.controls.features:
        away = [method.distance_from_request(song, network.config.shapes, request.controls.features) for song in songs]
        scores -= ASKED_WEIGHT * np.array(away)
    return scores
