"""Where songs are few, what is counted in them stands beside the network (network/backoff.py)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from composer_app.learning.training_set import CorpusStatistics
from composer_app.methods.two_voice.encoding.transposition import transpose_to_c
from composer_app.methods.two_voice.network.backoff import BackOff
from composer_app.methods.two_voice.network.gates import fit_gates
from composer_app.methods.two_voice.network.two_voice import TwoVoice
from composer_app.methods.two_voice.training.songs import TwoVoiceSet, songs_by_meter

MOST_SONGS = 200  # more of them teach a network all that counts know


def count_few_songs(network: TwoVoice, songs: TwoVoiceSet) -> Callable[[], None]:
    """Count the songs learnt from, where they are few; the network forgets its own counts.

    What is returned is to be called at each epoch's end. It learns on the songs kept aside how far the counts are to
    be trusted; a network that they do not help goes without.
    """
    network.counts = None
    counts = counted(network, songs)

    def learn_trust() -> None:
        if counts is not None:
            fit_gates(counts, network, songs.whole)
            network.counts = counts if counts.has_gates else None

    return learn_trust


def counted(network: TwoVoice, songs: TwoVoiceSet) -> BackOff | None:
    """The counts over the songs learnt from that stand in C; None where there are too many, or none."""
    learnt = [transpose_to_c(song) for group in songs_by_meter(songs) for song in group if song.weight]
    learnt = [song for song in learnt if song.in_c]
    if not learnt or songs.songs > MOST_SONGS:
        return None
    return BackOff.count(learnt, network.config.chord_tokens)


def statistics(network: TwoVoice) -> CorpusStatistics:
    """What a model's card says of the counts beside its network: of how many songs, and the gates by voice."""
    counts = network.counts
    if counts is None:
        return {}
    gates = {"chords": counts.chords.gates, "melody": counts.melody.gates}
    rounded = {voice: [round(gate, 3) for gate in row.tolist()] for voice, row in gates.items()}
    return {"counted": {"songs": counts.songs, **rounded}}


def arrays_of(network: TwoVoice) -> Mapping[str, NDArray[np.generic]]:
    """The counts beside a network as arrays for its file: n-grams (n, columns) by voice, gates (2, orders)."""
    return network.counts.arrays if network.counts is not None else {}


def restore(network: TwoVoice, arrays: Mapping[str, NDArray[np.generic]]) -> None:
    """Put the counts of a model file, arrays as of `arrays_of`, beside its network; ValueError if they do not fit."""
    if arrays:
        network.counts = BackOff.of(arrays, network.config.chord_tokens)
