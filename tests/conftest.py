"""What every test stands on: a home of its own, one thread of arithmetic, nothing left running."""

from __future__ import annotations

import contextlib
import os
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
for name in ("OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(name, "1")
os.environ.setdefault("OMP_WAIT_POLICY", "passive")

GRACE = 20.0  # seconds; only what stays for good costs them


def child_processes() -> dict[int, str]:
    """The living children of this process, process id to command line; Linux only, elsewhere empty."""
    children: dict[int, str] = {}
    for listing in Path("/proc/self/task").glob("*/children"):
        with contextlib.suppress(OSError):
            for number in listing.read_text().split():
                status = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0]
                command = Path(f"/proc/{number}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
                if status not in "ZX" and "resource_tracker" not in command:
                    children[int(number)] = command
    return children


def leftovers(threads: set[threading.Thread], children: dict[int, str]) -> list[str]:
    """What runs now and did not run before."""
    new_threads = [thread.name for thread in threading.enumerate() if thread not in threads]
    new_children = [command for number, command in child_processes().items() if number not in children]
    return [f"thread {name}" for name in new_threads] + [f"process {command}" for command in new_children]


@pytest.fixture(autouse=True)
def nothing_left_running() -> Iterator[None]:
    """Fails a test that leaves a thread or a child process alive."""
    threads, children = set(threading.enumerate()), child_processes()
    yield
    give_up = time.monotonic() + GRACE
    while (left := leftovers(threads, children)) and time.monotonic() < give_up:
        time.sleep(0.01)
    if left:
        pytest.fail(f"left running: {', '.join(left)}")


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Every test has a user folder of its own: no test sees or harms the composer's library."""
    home = tmp_path / "inkling-home"
    monkeypatch.setenv("INKLING_HOME", str(home))
    return home


@pytest.fixture
def old_name() -> str:
    """The name "für.mid" as an old archive holds it, in bytes that are no UTF-8."""
    if sys.platform != "linux":
        pytest.skip("this system keeps no such names")
    return os.fsdecode(b"f\xfcr.mid")
