"""Pitch and duration as a `Method`."""

from __future__ import annotations

from composer_app.methods.left_to_right.method import left_to_right
from composer_app.methods.left_to_right.parts import Parts
from composer_app.methods.pitch_duration import ENTRY
from composer_app.methods.pitch_duration.batches import Windows
from composer_app.methods.pitch_duration.evaluate import evaluate_song, streams
from composer_app.methods.pitch_duration.events import (
    PRESETS,
    Config,
    decode,
    fit,
    no_rows,
    read,
    seed_rows,
    step_ticks,
)
from composer_app.methods.pitch_duration.network import Network, batch_loss, optimizer
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
    loss=batch_loss,
    evaluate=evaluate_song,
    streams=streams,
    seed_rows=seed_rows,
    no_rows=no_rows,
    write=write,
    step_ticks=step_ticks,
    decode=decode,
)
METHOD = left_to_right(PARTS)
