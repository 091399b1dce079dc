"""Melody grid as a `Method`."""

from __future__ import annotations

from composer_app.methods.left_to_right.method import left_to_right
from composer_app.methods.left_to_right.parts import Parts
from composer_app.methods.melody_grid import ENTRY
from composer_app.methods.melody_grid.batches import Windows
from composer_app.methods.melody_grid.evaluate import changes, evaluate_song, more_baselines, streams
from composer_app.methods.melody_grid.grid import PRESETS, Config, decode, fit, no_rows, read, seed_rows, step_ticks
from composer_app.methods.melody_grid.network import Network, batch_loss, optimizer
from composer_app.methods.melody_grid.sampling import write

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
    changes=changes,
    more_baselines=more_baselines,
)
METHOD = left_to_right(PARTS)
