"""Where songs are few, what is counted in them stands beside the network (methods/two_voice/network/backoff.py)."""

from __future__ import annotations

from types import ModuleType
from typing import Any

from composer_app.learning.training_set import TrainingSet

MOST_SONGS = 200  # more of them teach a network all that counts know


def counted(network: Any, method: ModuleType, songs: TrainingSet) -> Any | None:
    """The counts over the songs learnt from, where they are few and the method counts; the network forgets its own."""
    if not hasattr(method, "BackOff"):
        return None
    network.counts = None
    learnt = [method.transpose_to_c(song) for group in songs.batches.by_meter.values() for song in group if song.weight]
    learnt = [song for song in learnt if song.in_c]
    if not learnt or songs.songs > MOST_SONGS:
        return None
    return method.BackOff.count(learnt, network.config.chord_tokens)


def weigh(counts: Any | None, network: Any, method: ModuleType, songs: TrainingSet) -> None:
    """Learn on the songs kept aside how far the counts are to be trusted; a network they do not help goes without."""
    if counts is not None:
        method.fit_gates(counts, network, songs.whole)
        network.counts = counts if counts.has_gates else None


def told(network: Any) -> dict[str, Any]:
    """What a model's card says of the counts beside its network: of how many songs, and the gates by voice."""
    counts = getattr(network, "counts", None)
    if counts is None:
        return {}
    gates = {"chords": counts.chords.gates, "melody": counts.melody.gates}
    rounded = {voice: [round(gate, 3) for gate in row.tolist()] for voice, row in gates.items()}
    return {"counted": {"songs": counts.songs, **rounded}}
