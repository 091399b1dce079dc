"""Writing ideas: the chords first, one change after another, then the melody note by note over all of them.

What is given is taken as it is; only what is open is sampled. Pitches and chords are truncated (Holtzman et al.
2020, nucleus sampling), lengths by a temperature of their own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import torch

from composer_app.learning.single_steps import without_onednn
from composer_app.methods.two_voice.encoding.batch import Batch
from composer_app.methods.two_voice.encoding.masks import Steps
from composer_app.methods.two_voice.network.embeddings import kept_tables
from composer_app.methods.two_voice.network.two_voice import TwoVoice
from composer_app.methods.two_voice.sampling.options import Sampling
from composer_app.methods.two_voice.sampling.writer import Seed, Writer
from composer_app.methods.two_voice.sampling.written import Written


def write(
    network: TwoVoice,
    batch: Batch,
    sampling: Sampling,
    seeds: Sequence[Seed],
    moved: Sequence[int] = (),
    tails: Sequence[tuple[Steps, Steps]] | None = None,
    sketched: bool = True,
) -> Iterator[Written]:
    """Write what is open in a batch; yields the whole, and where it is `sketched` what there is at every bar before.

    `batch` is as long as the ideas are to be; what stands in its open slots does not matter. `moved` is by how many
    semitones each idea was moved to C: the range is kept where the idea is heard. `tails` are steps of each idea's
    melody and chords at which nothing new may begin.
    """
    with torch.inference_mode(), without_onednn(), kept_tables(network):
        writer = Writer(network, batch, sampling, seeds, moved, tails)
        writer.chords()
        for slots in writer.melody():
            if sketched:
                yield writer.written(slots)
        yield writer.written()
