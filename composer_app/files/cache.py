"""A folder of files that may be lost at any time: what it holds only saves work."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from composer_app.files.atomic_write import write_whole

_PRUNE_TO = 0.9  # of the limit
_CHECKS = 16  # times the folder is looked through while as much is written as it may hold


class FileCache:
    """Contents by name in a folder of at most `most_bytes`; what was used longest ago is deleted first.

    Several processes may share a folder: files are written whole and never changed. No method raises OSError;
    without room on the disk, or without rights, nothing is kept.
    """

    def __init__(self, folder: Path, most_bytes: int) -> None:
        self.folder, self.most_bytes = folder, most_bytes
        self._unchecked = most_bytes  # bytes written since the folder was looked through; the first write looks

    def get(self, name: str) -> bytes | None:
        """The content kept under a name; None where there is none."""
        path = self.folder / name
        try:
            content = path.read_bytes()
        except OSError:
            return None
        with contextlib.suppress(OSError):
            os.utime(path)
        return content

    def put(self, name: str, content: bytes) -> None:
        """Keep a content under a name."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            write_whole(self.folder / name, content)
        except OSError:
            return
        self._unchecked += len(content)
        if self._unchecked > self.most_bytes / _CHECKS:
            self._unchecked = 0
            self._prune()

    def _prune(self) -> None:
        """Delete what was used longest ago where there is too much; half-written files of killed processes age too."""
        files: list[tuple[float, int, str]] = []
        with contextlib.suppress(OSError), os.scandir(self.folder) as entries:
            for entry in entries:
                with contextlib.suppress(OSError):  # another process was faster
                    status = entry.stat()
                    files.append((status.st_mtime, status.st_size, entry.path))
        size = sum(each for _, each, _ in files)
        if size <= self.most_bytes:
            return
        for _, each, path in sorted(files):
            if size <= _PRUNE_TO * self.most_bytes:
                return
            with contextlib.suppress(OSError):
                os.unlink(path)
            size -= each
