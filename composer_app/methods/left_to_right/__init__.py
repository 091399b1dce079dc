"""What methods share that generate from left to right: songs as rows of integers, learnt and sampled one by one.

A published method brings its own rules in a few functions (`parts.py`); `method.py` makes a `Method` of them.
"""
