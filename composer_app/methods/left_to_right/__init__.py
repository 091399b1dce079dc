"""What the methods share that write from left to right: rows of integers, read, learnt and written one after another.

A published method brings its own rules in a few functions (`parts.py`); `method.py` makes a `Method` of them.
"""
