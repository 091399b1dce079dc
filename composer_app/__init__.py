"""Inkling: musical ideas, chords low and melody high, learnt from songs."""

__version__ = "0.4.0"
