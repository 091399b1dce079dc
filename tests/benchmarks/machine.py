"""Names the machine a figure was measured on, and prints figures as a table that goes into the README."""

from __future__ import annotations

import os
import platform
import statistics
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path


def machine() -> str:
    """Processor, cores this process may use, system, Python and torch, in one line."""
    return ", ".join(
        (
            processor(),
            f"{usable_cores()} cores",
            f"{memory_gib():.0f} GiB",
            platform.freedesktop_os_release()["PRETTY_NAME"] if platform.system() == "Linux" else platform.platform(),
            f"Python {platform.python_version()}",
            f"torch {version('torch')}",
            f"PySide6 {version('PySide6-Essentials')}",
        )
    )


def processor() -> str:
    """The processor's model as the system names it."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    return next(
        (line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "unknown processor"
    )


def usable_cores() -> int:
    """How many cores this process may run on."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def memory_gib() -> float:
    """The machine's memory in GiB."""
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30 if hasattr(os, "sysconf") else 0


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which `share` (0 to 1) of the values lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(share * (len(ordered) - 1)))]


def median(values: Sequence[float]) -> float:
    """The middle value."""
    return statistics.median(values)


def print_table(title: str, rows: Sequence[tuple[str, str]]) -> None:
    """One table in Markdown, with the machine under it."""
    width = max(len(name) for name, _ in rows)
    print(f"\n{title}\n")
    print(f"| {'what'.ljust(width)} | measured |\n|{'-' * (width + 2)}|---|")
    for name, figure in rows:
        print(f"| {name.ljust(width)} | {figure} |")
    print(f"\n({machine()})", flush=True)
