"""Beat roll as a `Method`."""

from __future__ import annotations

from composer_app.methods.beat_roll import ENTRY
from composer_app.methods.beat_roll.batches import Windows
from composer_app.methods.beat_roll.evaluate import extra_baselines, measure, streams
from composer_app.methods.beat_roll.network import Network, likelihood, optimizer
from composer_app.methods.beat_roll.roll import PRESETS, Config, decode, fit, nothing, read, seed_of, step_ticks
from composer_app.methods.beat_roll.sampling import write
from composer_app.methods.left_to_right.method import left_to_right
from composer_app.methods.left_to_right.parts import Parts

PARTS = Parts(
    entry=ENTRY,
    config=Config,
    presets=PRESETS,
    read=read,
    fit=fit,
    network=Network,
    optimizer=optimizer,
    windows=Windows,
    loss=likelihood,
    evaluate=measure,
    streams=streams,
    seed_rows=seed_of,
    no_rows=nothing,
    write=write,
    step_ticks=step_ticks,
    decode=decode,
    more_baselines=extra_baselines,
)
METHOD = left_to_right(PARTS)
