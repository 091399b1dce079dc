"""A song cut into sections: stretches of bars that come back elsewhere, are silent in the melody, or stand alone.

After the stripes of Foote 1999 and the fitness of Müller, Jiang & Grosche 2013, here on bars instead of frames.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from composer_app.corpus.transcription.bar_features import Array, BarFeatures, similarity
from composer_app.corpus.transcription.section_weights import Weights

Span = tuple[int, int]  # the first bar, and the bar after the last
LONGEST = 16  # bars of a section
SUNG_LETTERS = "ABCDEFGHIJKLMNPQRSTUVWYZ"  # X is for what is sung once and is no section of its own


def segmented(bars: BarFeatures, weights: Weights) -> list[Span]:
    """The sections as spans of bars: the cheapest cover, searched again with gains for the ends of the first."""
    similar = similarity(bars, weights)
    ends = np.zeros(bars.count + 1, np.float32)
    found = _cover(bars, _costs(bars, similar, weights, ends))
    ends[[0, *(end for _, end in found)]] = weights.vote
    return _cover(bars, _costs(bars, similar, weights, ends))


def _cover(bars: BarFeatures, costs: list[list[float]]) -> list[Span]:
    """The spans that cover all bars at the least cost (dynamic programming over their ends)."""
    start = 1 if bars.pickup else 0
    best = [0.0] * (bars.count + 1)
    previous = [0] * (bars.count + 1)
    for end in range(start + 1, bars.count + 1):
        sizes = range(1, min(LONGEST, end - start) + 1)
        best[end], size = min((best[end - size] + costs[size - 1][end - size], size) for size in sizes)
        previous[end] = end - size
    spans: list[Span] = []
    end = bars.count
    while end > start:
        spans.append((previous[end], end))
        end = previous[end]
    return [(0, start)] * start + spans[::-1]


def _costs(bars: BarFeatures, similar: Array, weights: Weights, ends: Array) -> list[list[float]]:
    """The cost of a section by its size in bars (less one) and its first bar.

    `similar` is (bars, bars), `ends` (bars + 1,) the gain of each bar line.
    """
    silent_before = np.concatenate([[0.0], np.cumsum(~bars.sung)])
    sums = np.zeros((bars.count + 1, bars.count + 1), np.float32)
    repeats: dict[int, Array] = {}  # by size: how similar what begins at a bar and what follows it are, in bars
    costs: list[list[float]] = []
    for size in range(1, min(LONGEST, bars.count) + 1):
        starts = bars.count - size + 1
        sums = sums[:starts, :starts] + similar[size - 1 :, size - 1 :]  # along the diagonals: bar by bar, size bars
        repeats[size] = np.diagonal(sums, size).copy()
        apart = np.abs(np.subtract.outer(np.arange(starts), np.arange(starts))) >= size
        nearest = np.where(apart, weights.difference * sums + ends[:starts] + ends[size:], -np.inf).max(axis=1)
        silent = silent_before[size:] - silent_before[:-size]
        sung = np.minimum(weights.difference * size - nearest, weights.fresh * size) + weights.sung * size
        sung += weights.silent_in_song * silent + weights.lengths[size - 1]
        if size >= 4 and size % 2 == 0:
            halves = repeats[size // 2][:starts] / (size // 2)
            sung += weights.halves * np.maximum(0.0, halves - 0.6)
        quiet = weights.sung_in_silence * (size - silent)
        gain = weights.phrase_end * bars.phrase_end[:starts]
        costs.append((weights.section + np.minimum(sung, quiet) - gain).tolist())
    return costs


def labelled(spans: Sequence[Span], bars: BarFeatures, weights: Weights) -> list[str]:
    """A letter for each span: the same where spans are similar, in order of appearance.

    Similarity counts from the mean of the piece on: in a jig all bars have one rhythm.
    """
    similar = similarity(bars, weights)
    sung = similar[np.ix_(bars.sung, bars.sung)]
    mean = min(0.99, (float(sung.sum()) - len(sung)) / max(1, len(sung) * (len(sung) - 1)))
    similar = (similar - mean) / (1 - mean)
    groups: list[list[Span]] = []
    labels: list[str] = []
    for index, (first, end) in enumerate(spans):
        if bars.pickup and index == 0:
            labels.append("i")
            continue
        if 2 * int(bars.sung[first:end].sum()) < end - first:
            outer = "i" if not bars.sung[:first].any() else "o" if not bars.sung[end:].any() else ""
            labels.append(outer or ("b" if end - first >= 4 else "x"))
            continue
        scores = [float(np.mean([_similarity(similar, (first, end), other) for other in group])) for group in groups]
        best = int(np.argmax(scores)) if scores else -1
        if best >= 0 and scores[best] >= weights.same_letter:
            groups[best].append((first, end))
            labels.append(SUNG_LETTERS[best])
        elif (end - first <= 2 and len(spans) > 2) or len(groups) == len(SUNG_LETTERS):
            labels.append("X")
        else:
            groups.append([(first, end)])
            labels.append(SUNG_LETTERS[len(groups) - 1])
    return labels


def _similarity(similar: Array, one: Span, other: Span) -> float:
    """The mean similarity of two spans bar by bar, 0 to 1; each bar that only one has counts as half a bar unlike."""
    sizes = one[1] - one[0], other[1] - other[0]
    shared = min(sizes)
    index = np.arange(shared)
    together = float(similar[one[0] + index, other[0] + index].sum())
    return together / (shared + 0.5 * (max(sizes) - shared))
