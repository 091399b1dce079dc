"""Note, velocity and time of one message after another, by regression: DeepLearning4Music, the third of five write-ups.

Published: 100,000 collected files; every note-on and note-off is a message of three real numbers, note, velocity and
seconds since the message before; an LSTM of 48, dense layers of 24 and 3 (11,235 parameters); mean squared error
for velocity and time, each weighed 20 % of the note's loss; for the note a polynomial in (predicted - true), fitted
so that a 4th, 5th or octave off costs less than other misses. Its coefficients are not given: they are fitted here
(`loss.polynomial`). Neither are the windows' length, the batch's, the optimiser and the activation: 32, 64, Adam at
1e-3 and ReLU are taken here. Generation starts from the last message alone and is deterministic.

Mended: rows are notes, each with its length, not pairs of messages; time is counted in 24ths of a quarter, not in
seconds; the musical loss is a bounded cost of each interval, the same in every octave but for the hit itself, and
the loss is its expectation under a softmax over the pitches, beside the cross-entropy; velocity, time and
length are regressed by mixtures of logistics on their own scales (after Salimans et al. 2017, PixelCNN++), so that
notes have probabilities and can be sampled. The network sees what followed when the last notes last came.
"""

from __future__ import annotations

from composer_app.methods.entry import Entry

_ONE_WAY = "Musical regression writes from left to right and does not know what comes after"

ENTRY = Entry(
    "musical_regression",
    "Musical regression",
    "DeepLearning4Music: note after note by pitch, velocity and time; a 4th, 5th or octave off is a smaller miss.",
    ("new", "continue"),
    {
        "fill": f"{_ONE_WAY} the bars to fill.",
        "bridge": f"{_ONE_WAY}, so it cannot lead to a given end.",
        "vary": "Musical regression cannot keep some notes and change others.",
        "melody": "Musical regression writes both hands together, so it cannot keep given chords.",
        "chords": "Musical regression writes both hands together, so it cannot keep a given melody.",
        "form": "Musical regression has no sections; ask for a number of bars.",
        "pickup": "Musical regression begins on bar 1, without a pickup.",
        "key": "Musical regression has no key setting; give it a clip in the key to continue.",
        "controls": "Musical regression learns from notes alone and has no such controls.",
        "range": "Musical regression chooses pitches as its songs do and has no range setting.",
    },
    ("mended", "as-published"),
)
