"""The published methods, each encoding, network and sampling together.

A method is a module that reads from top to bottom like a paper's method section. It exposes

    TITLE, ABOUT        its name, and one sentence with its source
    TASKS, REASONS      the request tasks it can do; for each thing it cannot, the reason in words for the composer
    Config, PRESETS     JSON-able settings and vocabulary; "mended", the default, and "as-published"
    read                one score becomes one array of integers, (steps,) or (steps, width), by the published rules
    fit                 the vocabulary and scales, from the training songs
    Network, optimizer  the published network and what trains it
    Windows             batches cut from memory-mapped songs; batch k of a seed is always the same
    likelihood          a batch's loss
    measure             one whole song's sums: `.loss`, `.figures()`, addable
    streams             one song as named streams of symbols, for the baselines
    seed_of, nothing    rows to write on from: a seed clip's, the published way, or none
    write               an endless iterator: one step of every idea at a time
    step_ticks, decode  how long a row lasts; rows become notes

and, where it has them, `changes`, the marks of a stream at which something begins, and `extra_baselines`, what its
figures are held against beside the usual. What several methods need of torch lies in `composer_app.learning`.

`two_voice` reads clips of two voices instead and writes around what is given: Config, Network, Crops, encode,
likelihood, measure, write and decode, and what a request is told to it by: Song, Draw, Planner, ask, together.
"""

from __future__ import annotations

from types import ModuleType

from composer_app.methods import beat_roll, melody_grid, musical_regression, note_names, pitch_duration, two_voice

METHODS: dict[str, ModuleType] = {
    "two_voice": two_voice,
    "note_names": note_names,
    "melody_grid": melody_grid,
    "pitch_duration": pitch_duration,
    "musical_regression": musical_regression,
    "beat_roll": beat_roll,
}
