"""Files written whole: at every moment the old file or the new one is there, never half of one."""

from __future__ import annotations

import contextlib
import errno
import glob
import os
import threading
from pathlib import Path

_HALF = ".half"
_LONGEST_NAME = 180  # bytes; the systems allow 255, and the half file's name is a little longer than its own


def write_whole(path: Path, content: bytes, durable: bool = False) -> None:
    """Write a file whole or not at all; OSError where the disk or its rights forbid it, and the old file stays.

    A `durable` one outlives a power cut too, at the price of waiting for the disk.
    """
    half = path.with_name(f"{_beginning(path)}{os.getpid()}-{threading.get_ident()}{_HALF}")
    try:
        with open(half, "wb") as file:
            file.write(content)
            if durable:
                file.flush()
                os.fsync(file.fileno())
        os.replace(half, path)
    except BaseException:
        with contextlib.suppress(OSError):
            half.unlink()
        raise


def clear_halves(path: Path) -> None:
    """Delete what a killed process had written of a file; OSError where that is forbidden."""
    for half in path.parent.glob(f"{glob.escape(_beginning(path))}*{_HALF}"):
        half.unlink()


def refusal(error: OSError, path: Path) -> str:
    """Why a file could not be written, and what to do; the end of a sentence after a colon."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return "the disk is full. Make room and save again."
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return f"you may not write in {path.parent}. Choose another folder."
    if error.errno == errno.ENOENT:
        return f"the folder {path.parent} does not exist. Choose another."
    return f"{(error.strerror or 'the disk refused').lower()}. Choose another folder."


def _beginning(path: Path) -> str:
    return f".{os.fsencode(path.name)[:_LONGEST_NAME].decode(errors='ignore')}."
