"""Running an LSTM in single steps, fast."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager

import torch


@contextmanager
def without_onednn() -> Iterator[None]:
    """Switch oneDNN off, which repacks an LSTM's weights at every call: for single steps that costs more than the step.

    torch 2.13 warns of a missing Intel GPU as it restores the flags.
    """
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="TF32 acceleration")
        with torch.backends.mkldnn.flags(enabled=False):
            yield
