"""How far counts are trusted beside the networks, learnt on songs that neither has heard.

Each event of those songs has two probabilities, of the network and of the counts. The gate of a bucket of events is
the share of the mixture under which they are likeliest: one dimension, concave, found by expectation-maximisation
(Dempster, Laird & Rubin 1977; for language models Jelinek & Mercer 1980). A few events in which the counts would have
been of no use are put beside them, so that a gate opens only where more than chance speaks for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from composer_app.methods.two_voice.encoding.batch import collate
from composer_app.methods.two_voice.encoding.crops import cut_song
from composer_app.methods.two_voice.encoding.grid import Song
from composer_app.methods.two_voice.encoding.tokens import FIRST
from composer_app.methods.two_voice.network.backoff import ORDER, BackOff, Contexts, Counts, past_of, under
from composer_app.methods.two_voice.network.evaluate import plain
from composer_app.methods.two_voice.network.loss import chord_scores, melody_scores

PIECE, SHORTEST = 16, 4  # bars
STEPS = 60
BEGIN = 0.3
DOUBT = 20  # events in which the counts are of no use, in every bucket; with 10 three songs misled twice as often
CLOSED = 0.02  # below, a gate is not worth the asking
Shares = NDArray[np.float64]


def learn_gates(counts: BackOff, network: Any, songs: Sequence[Song]) -> None:
    """Set the gates from whole `songs` that neither was made from; those in C are heard.

    An idea knows no song by heart: they are heard in pieces, each as if it began there, and the melody is told all
    chords.
    """
    found: dict[str, list[tuple[Shares, Shares, NDArray[np.int64]]]] = {"chords": [], "melody": []}
    device = next(network.parameters()).device
    network.eval()
    for piece in (piece for song in songs if song.in_c for piece in pieces(song)):
        batch = collate([plain(piece)], chords_ahead=True)
        with torch.no_grad():
            chords, of_chords, _ = chord_scores(network, batch.to(device))
            melody, of_melody, _ = melody_scores(network, batch.to(device))
        past = past_of(batch.chord_row.token)[0].numpy()
        row, contexts = batch.chord_row, Contexts.of_chords(past)
        found["chords"].append(_both(counts.chords, contexts, row.token, chords.token_nats, of_chords))
        row, past = batch.melody_row, past_of(batch.melody_row.token)[0].numpy()
        contexts = Contexts.of_melody(past, under(batch, row)[0].numpy())
        found["melody"].append(_both(counts.melody, contexts, row.token, melody.token_nats, of_melody))
    for voice, of_voice in ((counts.chords, found["chords"]), (counts.melody, found["melody"])):
        if not of_voice:
            continue
        own, counted, length = (np.concatenate(column) for column in zip(*of_voice, strict=True))
        voice.gates = np.array([gate(own[length == n], counted[length == n]) for n in range(ORDER + 1)])


def pieces(song: Song) -> list[Song]:
    """A song in pieces from the bar in which its melody begins."""
    onsets = np.flatnonzero(song.melody >= FIRST)
    begin = int(onsets[0]) // song.bar * song.bar if len(onsets) else len(song)
    last, size = len(song) - SHORTEST * song.bar, PIECE * song.bar
    return [cut_song(song, at, min(len(song), at + size)) for at in range(begin, last + 1, size)]


def _both(
    counts: Counts, contexts: Contexts, token: torch.Tensor, nats: torch.Tensor, is_scored: torch.Tensor
) -> tuple[Shares, Shares, NDArray[np.int64]]:
    """The scored events' probabilities by the network and by the counts, and their buckets."""
    share, longest = counts.shares(contexts)
    kept = is_scored[0].cpu().numpy()
    counted = share[np.arange(len(share)), token[0].numpy()]
    own = np.exp(-nats[0].double().cpu().numpy())
    return own[kept], counted[kept], longest[kept]


def gate(own: Shares, counted: Shares) -> float:
    """The share of `counted` (events,) in a mixture with `own`, 0 where it does not help."""
    share = BEGIN
    for _ in range(STEPS):
        by_counts = share * counted / np.maximum(share * counted + (1 - share) * own, 1e-30)
        share = float(by_counts.sum()) / (len(own) + DOUBT)
    return share if share >= CLOSED else 0.0
