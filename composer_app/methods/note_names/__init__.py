"""Names of notes and chords, one after another: "Generating music with an RNN", Classical-Piano-Composer.

Published: songs as a row of names, a note with its octave or a chord as its normal order; windows of 100 (80 in the
text) across all songs, ids scaled to one number; three LSTM layers of 512 with recurrent dropout, a dense layer
between batch normalisations, softmax and cross-entropy; RMSprop; a window of a training song to begin from, the
likeliest name each time, every element an eighth after the one before.

Mended: every part is read, not only the first instrument; beside its name each element keeps its time (so rests
too), voicing and octave, duration and velocity, which the network predicts in turn; names are embedded, not scaled to
a number, windows stay within a song and are transposed, the state is carried, names are sampled. And the network
sees what followed the last time the same elements came, as music repeats itself.
"""

from __future__ import annotations

from composer_app.methods.entry import Entry

_ONE_WAY = "Note names writes from left to right and does not know what comes after"

ENTRY = Entry(
    "note_names",
    "Note names",
    "Classical-Piano-Composer, mended: names of notes and chords one after another, each with its time and touch.",
    ("new", "continue"),
    {
        "fill": f"{_ONE_WAY} the bars to fill.",
        "bridge": f"{_ONE_WAY}, so it cannot lead to a given end.",
        "vary": "Note names cannot keep some notes and change others.",
        "melody": "Note names writes chords and melody as one row of names, so it cannot keep given chords.",
        "chords": "Note names writes chords and melody as one row of names, so it cannot keep a given melody.",
        "form": "Note names has no sections; ask for a number of bars.",
        "pickup": "Note names begins on bar 1, without a pickup.",
        "key": "Note names has no key setting; give it a clip in the key to continue.",
        "controls": "Note names learns from names alone and has no such controls.",
    },
    ("mended", "as-published"),
)
