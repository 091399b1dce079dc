"""Sums over songs as figures of either voice."""

from __future__ import annotations

from composer_app.methods.two_voice.network.evaluate import SongSums


def melody_figures(sums: SongSums) -> dict[str, float]:
    """Nats and hits a melody note."""
    notes = max(1, sums.notes)
    return {
        "nats_per_note": sums.melody_nats / notes,
        "pitch_accuracy": sums.pitch_hits / notes,
        "pitch_nats": sums.pitch_nats / notes,
    }


def chord_figures(sums: SongSums) -> dict[str, float]:
    """Nats a chord change, silence being one, and hits a chord."""
    return {
        "nats_per_change": sums.chord_nats / max(1, sums.changes),
        "accuracy": sums.chord_hits / max(1, sums.chords),
    }
