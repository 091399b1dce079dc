"""The colours, spacing and type of the window, in one place."""

from __future__ import annotations

BACKGROUND = "#15171c"
PANEL = "#1c1f26"
RAISED = "#252933"
LINE = "#2f3440"
TEXT = "#e8eaf0"
MUTED = "#98a0b0"
ACCENT = "#f2b04e"
MELODY = "#f6a560"
CHORDS = "#6f8cf5"
DANGER = "#ef6a6a"
GOOD = "#6fcf97"
SPACING = 8
