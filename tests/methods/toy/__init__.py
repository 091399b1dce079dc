"""A seventh method, as small as one can be: the highest note of each onset, one pitch after another."""

from __future__ import annotations

from composer_app.methods.entry import Entry

ENTRY = Entry(
    "toy",
    "Toy",
    "A test's: pitches one after another, each an eighth long.",
    ("new", "continue"),
    {"fill": "Toy writes from left to right."},
    ("mended",),
)
