"""Beat roll as a `Method`."""

from __future__ import annotations

from composer_app.methods.beat_roll import ENTRY
from composer_app.methods.beat_roll.batches import Windows
from composer_app.methods.beat_roll.evaluate import evaluate_song, more_baselines, streams
from composer_app.methods.beat_roll.network import Network, batch_loss, optimizer
from composer_app.methods.beat_roll.roll import PRESETS, Config, decode, fit, no_rows, read, seed_rows, step_ticks
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
    loss=batch_loss,
    evaluate=evaluate_song,
    streams=streams,
    seed_rows=seed_rows,
    no_rows=no_rows,
    write=write,
    step_ticks=step_ticks,
    decode=decode,
    more_baselines=more_baselines,
)
METHOD = left_to_right(PARTS)
