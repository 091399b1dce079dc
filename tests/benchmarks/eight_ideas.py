"""How soon a warm generator answers: `python -m tests.benchmarks.eight_ideas [--model FILE] [--ideas 8]`.

From the request to the first sketch, which is the first bar of the first idea, and to the last of the ideas, as they
come out of the generator's process.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from composer_app.protocol.request import GeneratedIdea, Request, Sketch
from composer_app.workers.generator import Generator
from tests.benchmarks.machine import median, percentile, print_table
from tests.benchmarks.pieces import options

REPEATS, BARS = 15, 8


def seconds_to(generator: Generator, request: Request, model: Path) -> tuple[float, float, int]:
    """Seconds to the first bar of the first idea and to the last idea, and how many draws all took."""
    begun = time.monotonic()
    first, draws = 0.0, 0
    for said in generator.generate(request, model):
        if isinstance(said, Sketch) and not first:
            first = time.monotonic() - begun
        if isinstance(said, GeneratedIdea):
            draws += said.attempts
    whole = time.monotonic() - begun
    return first or whole, whole, draws


def main(arguments: Sequence[str] = ()) -> None:
    """Print the table."""
    parser = options(__doc__)
    parser.add_argument("--ideas", type=int, default=8, metavar="N", help="ideas a request (default: 8)")
    told = parser.parse_args(arguments)
    generator = Generator()
    try:
        generator.warm(told.model)
        requests = [Request(bars=BARS, count=told.ideas, seed=told.ideas * number) for number in range(REPEATS + 1)]
        seconds_to(generator, requests[-1], told.model)
        times = [seconds_to(generator, request, told.model) for request in requests[:-1]]
    finally:
        generator.close()
    firsts, wholes = [first for first, _, _ in times], [whole for _, whole, _ in times]
    once = [whole for _, whole, draws in times if draws == told.ideas]
    print_table(
        f"{told.ideas} ideas of {BARS} bars from a warm generator ({REPEATS} requests, load {os.getloadavg()[0]:.1f})",
        [
            ("first bar of the first idea, median / longest",
             f"{1000 * median(firsts):.0f} / {1000 * percentile(firsts, 1):.0f} ms"),
            ("all ideas, median / longest", f"{median(wholes):.2f} / {percentile(wholes, 1):.2f} s"),
            ("all ideas where none was drawn again, median",
             f"{median(once):.2f} s ({len(once)} requests)" if once else "none"),
        ],
    )  # fmt: skip


if __name__ == "__main__":
    main(sys.argv[1:])
