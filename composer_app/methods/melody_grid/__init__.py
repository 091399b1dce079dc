"""A melody on a grid, one token a step: midi-rnn (Brannon Dorsey 2017, github.com/brannondorsey/midi-rnn).

Published: the tracks on which one note sounds at a time, on a grid of a quarter second; at each step one of 128
pitches or a rest, one-hot; windows of 20 steps; an LSTM of 64 with dropout 0.2; the next step's class by softmax
and cross-entropy; Adam, gradient norm 5, batches of 32; a window of an existing piece as the seed.

Mended: the grid is true 16ths, and holding a note is a token of its own, so that repeated notes stay apart; the
target is the step that comes next, not the one after it; the state is carried through a whole melody; inputs
are also the place in the bar, the tokens 1, 2, 4 and 8 bars ago and the token that followed the last time the same
steps came, and gates may copy these (Merity et al. 2016, pointer sentinel mixtures); crops are transposed; only the
choice of pitch is truncated when sampling, not whether a note begins, goes on or ends.
"""

from __future__ import annotations

from composer_app.methods.entry import Entry

_ONE_WAY = "Melody grid writes from left to right and does not know what comes after"

ENTRY = Entry(
    "melody_grid",
    "Melody grid",
    "midi-rnn, mended: one melody, a token for every 16th, learnt from the parts of a file that have one voice.",
    ("new", "continue"),
    {
        "fill": f"{_ONE_WAY} the bars to fill.",
        "bridge": f"{_ONE_WAY}, so it cannot lead to a given end.",
        "vary": "Melody grid cannot keep some notes and change others.",
        "melody": "Melody grid learns no chords, so it cannot write a melody over them.",
        "chords": "Melody grid writes one voice only: no chords.",
        "form": "Melody grid has no sections; ask for a number of bars.",
        "pickup": "Melody grid begins on bar 1, without a pickup.",
        "key": "Melody grid has no key setting; give it a clip in the key to continue.",
        "controls": "Melody grid learns from notes alone and has no such controls.",
    },
    ("mended", "as-published"),
)
