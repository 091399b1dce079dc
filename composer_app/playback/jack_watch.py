"""Whether the JACK server that we are connected to still runs: its own library does not report its end."""

from __future__ import annotations

import os
import socket
from pathlib import Path


class JackWatch:
    """Watches the socket of the JACK server that runs now; where there is no such socket it never complains.

    jackd 2 listens at /dev/shm/jack_<server>_<user>_0 and takes a bare connection as "are you there"
    (JackServerGlobals, `server_check`).
    """

    def __init__(self, folder: Path = Path("/dev/shm")) -> None:
        server = os.environ.get("JACK_DEFAULT_SERVER", "default")
        user = os.getuid() if hasattr(os, "getuid") else 0
        self._path = folder / f"jack_{server}_{user}_0"
        self._number = self._inode()

    def gone(self) -> bool:
        """Whether the server ended since this watch began, also if another has taken its place."""
        if self._number is None:
            return False
        return self._inode() != self._number or not self._answers()

    def _inode(self) -> int | None:
        try:
            return self._path.stat().st_ino
        except OSError:
            return None

    def _answers(self) -> bool:
        with socket.socket(socket.AF_UNIX) as client:
            client.settimeout(0.002)
            try:
                client.connect(str(self._path))
            except (ConnectionRefusedError, FileNotFoundError):
                return False
            except OSError:  # too busy to answer is not gone
                return True
        return True
