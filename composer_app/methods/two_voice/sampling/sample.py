"""Sampling ideas: the chords first, one change after another, then the melody note by note over all of them.

The context is kept as it is; only masked slots are sampled. Pitches and chords are truncated (nucleus sampling,
Holtzman et al. 2020), lengths have a temperature of their own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import torch

from composer_app.learning.single_steps import without_onednn
from composer_app.methods.two_voice.encoding.batch import Batch
from composer_app.methods.two_voice.encoding.masks import Steps
from composer_app.methods.two_voice.network.embeddings import cached_tables
from composer_app.methods.two_voice.network.two_voice import TwoVoice
from composer_app.methods.two_voice.sampling.options import Sampling
from composer_app.methods.two_voice.sampling.writer import Seed, Writer
from composer_app.methods.two_voice.sampling.written import WrittenTokens


def write(
    network: TwoVoice,
    batch: Batch,
    sampling: Sampling,
    seeds: Sequence[Seed],
    transpositions: Sequence[int] = (),
    no_onsets: Sequence[tuple[Steps, Steps]] | None = None,
    sketched: bool = True,
) -> Iterator[WrittenTokens]:
    """Write the masked slots of a batch; yields the whole, and where it is `sketched` the bars so far at every bar.

    The batch is as long as the ideas are to be; its tokens in masked slots do not matter. The `transpositions`
    (semitones to C, one an idea) let the range hold for ideas as they sound. `no_onsets` are steps (steps,) of each
    idea's melody and chords at which nothing may begin.
    """
    with torch.inference_mode(), without_onednn(), cached_tables(network):
        writer = Writer(network, batch, sampling, seeds, transpositions, no_onsets)
        writer.chords()
        for slots in writer.melody():
            if sketched:
                yield writer.written(slots)
        yield writer.written()
