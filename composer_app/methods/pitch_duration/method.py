"""Pitch and duration as a `Method`."""

from __future__ import annotations

from composer_app.methods.left_to_right.method import left_to_right
from composer_app.methods.left_to_right.parts import Parts
from composer_app.methods.pitch_duration import ENTRY
from composer_app.methods.pitch_duration.batches import Windows
from composer_app.methods.pitch_duration.evaluate import measure, streams
from composer_app.methods.pitch_duration.events import PRESETS, Config, decode, fit, nothing, read, seed_of, step_ticks
from composer_app.methods.pitch_duration.network import Network, likelihood, optimizer
from composer_app.methods.pitch_duration.sampling import write

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
)
METHOD = left_to_right(PARTS)
