"""`make bench`: every benchmark in turn, or only those named: `make bench ARGS="window_start"`."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

_NOT_BENCHMARKS = {"__main__", "machine", "pieces", "first_light"}


def main(wanted: list[str]) -> None:
    """Runs the benchmarks; one that fails ends the run."""
    scripts = sorted(path.stem for path in Path(__file__).parent.glob("*.py") if path.stem not in _NOT_BENCHMARKS)
    for name in wanted or scripts:
        importlib.import_module(f"tests.benchmarks.{name}").main()


if __name__ == "__main__":
    main(sys.argv[1:])
