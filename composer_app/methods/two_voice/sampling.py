"""Writing step by step: whether something happens is drawn untruncated, what it is with top-p.

On a 16th grid, truncating every step would also truncate onsets, and melodies would thin out; so only
the choice of pitch and of chord is truncated (Holtzman et al. 2020, nucleus sampling). What is given is
taken as it is; only open steps are drawn.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from composer_app.learning.single_steps import without_onednn
from composer_app.methods.two_voice.batch import Batch
from composer_app.methods.two_voice.draw import Draw, barred, choose, guarded_chords, guarded_melody
from composer_app.methods.two_voice.holes import Steps
from composer_app.methods.two_voice.network import TwoVoice
from composer_app.methods.two_voice.pen import Pen
from composer_app.methods.two_voice.steering import Steering
from composer_app.methods.two_voice.tokens import (
    CHORD_TIMING,
    CHORD_VELOCITY,
    FIRST,
    HOLD,
    MELODY_TIMING,
    MELODY_VELOCITY,
    STEPS_A_QUARTER,
)

CHANCES = 9  # division, chord twice, melody twice, touch of either voice twice


def write(
    network: TwoVoice,
    batch: Batch,
    begin: int,
    draw: Draw,
    seeds: Sequence[int | tuple[int, ...]],
    moved: Sequence[int] = (),
    tails: Sequence[tuple[Steps, Steps]] | None = None,
) -> Iterator[Pen]:
    """Write the open steps from bar line `begin` on, all before it being given; yields the pen at every bar line.

    `batch` is as long as the ideas are to be; what stands in its open steps does not matter. Idea k draws
    from its own seed, whatever is written beside it. `pen.nats` sums the negative log-likelihood of what
    was written in the melody, under the network as it is. `moved` is by how many semitones each idea was
    moved to C: the range is kept where the idea is heard. `tails` are steps of each idea's melody and
    chords at which nothing new may begin.
    """
    steps = batch.melody.shape[1] - begin
    drawn = np.stack([np.random.default_rng(seed).random((steps, CHANCES)) for seed in seeds], 1)
    network.eval()
    device = next(network.parameters()).device
    with torch.inference_mode(), without_onednn():
        pen = Pen(network, batch.to(device), begin, moved)
        pen.barred, pen.contrasts = barred(pen, draw), draw.contrast
        if tails is not None:
            melody, chords = (torch.from_numpy(np.stack(rows)).to(device) for rows in zip(*tails, strict=True))
            pen.tails = {"melody": melody, "chords": chords}
        steering = Steering(pen, draw.asked, draw.leanings)
        for chances in torch.from_numpy(drawn).float().to(device):
            _write_step(network, pen, draw, steering, chances)
            if pen.step % batch.bar == 0:
                yield pen


def _write_step(network: TwoVoice, pen: Pen, draw: Draw, steering: Steering, chances: Tensor) -> None:
    known, context = pen.context()
    chord, melody = pen.given_now
    if pen.anything_open:
        third = _divide(network, pen, context, chances[:, 0])
        chord_logits = network.chord_logits(context, third)[:, 0]
        leaning = guarded_chords(steering.chords(chord_logits.clone()), pen, draw)
        drawn = choose(leaning, chances[:, 1], chances[:, 2], draw)
        chord = torch.where(pen.chords_open[:, pen.step], drawn, chord)
        sounding = torch.where(chord == HOLD, pen.sounding["chords"], chord)
        melody_logits = network.melody_logits(context, third, chord[:, None], sounding[:, None])[:, 0]
        leaning = guarded_melody(steering.melody(melody_logits.clone(), sounding), pen, draw)
        drawn = choose(leaning, chances[:, 3], chances[:, 4], draw)
        is_open = pen.melody_open[:, pen.step]
        melody = torch.where(is_open, drawn, melody)
        counts = is_open & ~pen.is_no_step
        pen.nats += torch.where(counts, functional.cross_entropy(melody_logits, melody, reduction="none"), 0.0)
        if pen.is_touched:
            _touch(network, pen, context, chord, melody, chances)
    steering.heard(chord, melody)
    pen.put(known, melody, chord)


def _divide(network: TwoVoice, pen: Pen, context: Tensor, chance: Tensor) -> Tensor:
    """Whether the quarter is divided in three, (songs, 1): drawn at its first step where nothing given says so."""
    step = pen.step
    if step % STEPS_A_QUARTER == 0 and pen.bar % STEPS_A_QUARTER == 0:
        logits = network.division_logits(context)[:, 0]
        quarter = slice(step, step + STEPS_A_QUARTER)
        free = (pen.melody_open[:, quarter] & pen.chords_open[:, quarter]).all(1)
        drawn = (chance < logits.softmax(1)[:, 1]).long()
        chosen = torch.where(free, drawn, pen.thirds[:, step])
        pen.thirds[:, quarter] = chosen[:, None]
        pen.nats += torch.where(free, functional.cross_entropy(logits, chosen, reduction="none"), 0.0)
    return pen.thirds[:, step : step + 1]


def _touch(network: TwoVoice, pen: Pen, context: Tensor, chord: Tensor, melody: Tensor, chances: Tensor) -> None:
    """How loud and how far off the grid what was drawn is played, where the network has heard players."""
    voices = (
        (network.melody_touch, network.melody_embedding, melody, MELODY_VELOCITY, MELODY_TIMING, chances[:, 5:7]),
        (network.chord_touch, network.chord_embedding, chord, CHORD_VELOCITY, CHORD_TIMING, chances[:, 7:9]),
    )
    written = (pen.melody_open[:, pen.step], pen.chords_open[:, pen.step])
    for (head, embedding, token, loud, off, chance), is_open in zip(voices, written, strict=True):
        if head.has_heard:
            velocity, timing = head.draw(context[:, 0], embedding(token), pen.last_loud[:, loud], chance)
            pen.strike((token >= FIRST) & is_open, velocity, timing, loud, off)
