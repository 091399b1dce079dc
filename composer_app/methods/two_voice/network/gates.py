"""How far the counts of a few songs are trusted beside the networks, fitted on songs that neither was made from.

Each event of those songs has two probabilities, of the network and of the counts. The gate of a bucket of events is
the weight of the mixture that maximises their likelihood: one dimension, concave, found by expectation-maximisation
(Dempster, Laird & Rubin 1977; for language models Jelinek & Mercer 1980). A few events to which the counts give no
probability are added as a prior, so that a gate opens only where more than chance speaks for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from composer_app.methods.two_voice.encoding.batch import collate
from composer_app.methods.two_voice.encoding.excerpts import cut_song
from composer_app.methods.two_voice.encoding.grid import Song
from composer_app.methods.two_voice.encoding.tokens import FIRST
from composer_app.methods.two_voice.network.backoff import ORDER, BackOff, Contexts, Counts, chords_under, past_of
from composer_app.methods.two_voice.network.evaluate import unconditioned
from composer_app.methods.two_voice.network.loss import chord_scores, melody_scores

EXCERPT, SHORTEST = 16, 4  # bars
STEPS = 60
BEGIN = 0.3
DOUBT = 20  # events of probability 0 added to every bucket; with 10, three songs misled twice as often
CLOSED = 0.02  # a gate below is not worth its time
Shares = NDArray[np.float64]


def fit_gates(counts: BackOff, network: Any, songs: Sequence[Song]) -> None:
    """Set the gates from whole `songs` that neither was made from, as far as they are in C.

    Ideas have no long past: songs are scored in excerpts, each as if it began there, the melody with all chords.
    """
    found: dict[str, list[tuple[Shares, Shares, NDArray[np.int64]]]] = {"chords": [], "melody": []}
    device = next(network.parameters()).device
    network.eval()
    for excerpt in (excerpt for song in songs if song.in_c for excerpt in excerpts(song)):
        batch = collate([unconditioned(excerpt)], future_chords=True)
        with torch.no_grad():
            chords, of_chords, _ = chord_scores(network, batch.to(device))
            melody, of_melody, _ = melody_scores(network, batch.to(device))
        past = past_of(batch.chord_events.token)[0].numpy()
        row, contexts = batch.chord_events, Contexts.of_chords(past)
        found["chords"].append(_both(counts.chords, contexts, row.token, chords.token_nats, of_chords))
        row, past = batch.melody_events, past_of(batch.melody_events.token)[0].numpy()
        contexts = Contexts.of_melody(past, chords_under(batch, row)[0].numpy())
        found["melody"].append(_both(counts.melody, contexts, row.token, melody.token_nats, of_melody))
    for voice, of_voice in ((counts.chords, found["chords"]), (counts.melody, found["melody"])):
        if not of_voice:
            continue
        own, counted, length = (np.concatenate(column) for column in zip(*of_voice, strict=True))
        voice.gates = np.array([fit_gate(own[length == n], counted[length == n]) for n in range(ORDER + 1)])


def excerpts(song: Song) -> list[Song]:
    """A song in excerpts of 16 bars from the bar in which its melody begins."""
    onsets = np.flatnonzero(song.melody >= FIRST)
    begin = int(onsets[0]) // song.bar * song.bar if len(onsets) else len(song)
    last, size = len(song) - SHORTEST * song.bar, EXCERPT * song.bar
    return [cut_song(song, at, min(len(song), at + size)) for at in range(begin, last + 1, size)]


def _both(
    counts: Counts, contexts: Contexts, token: torch.Tensor, nats: torch.Tensor, is_scored: torch.Tensor
) -> tuple[Shares, Shares, NDArray[np.int64]]:
    """The scored events' probabilities by the network and by the counts, and their buckets, (scored,) each."""
    share, longest = counts.probabilities(contexts)
    kept = is_scored[0].cpu().numpy()
    counted = share[np.arange(len(share)), token[0].numpy()]
    own = np.exp(-nats[0].double().cpu().numpy())
    return own[kept], counted[kept], longest[kept]


def fit_gate(own: Shares, counted: Shares) -> float:
    """The weight of `counted` (events,) in a mixture with `own` (events,), 0 where it does not help."""
    share = BEGIN
    for _ in range(STEPS):
        by_counts = share * counted / np.maximum(share * counted + (1 - share) * own, 1e-30)
        share = float(by_counts.sum()) / (len(own) + DOUBT)
    return share if share >= CLOSED else 0.0
