from __future__ import annotations

import os
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from composer_app.playback.jack_watch import JackWatch

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a socket of POSIX")


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[socket.socket]:
    monkeypatch.setenv("JACK_DEFAULT_SERVER", "t")
    monkeypatch.chdir(tmp_path)  # a socket's path may be no longer than 107 bytes
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(f"jack_t_{os.getuid()}_0")
        server.listen()
        yield server


def test_server_that_answers_is_there(server: socket.socket) -> None:
    assert not JackWatch(Path()).gone()


def test_server_that_was_killed_is_gone(server: socket.socket) -> None:
    watch = JackWatch(Path())
    server.close()
    assert watch.gone()


def test_server_that_ended_is_gone(server: socket.socket) -> None:
    watch = JackWatch(Path())
    Path(f"jack_t_{os.getuid()}_0").unlink()
    assert watch.gone()


def test_server_of_another_make_is_never_gone(tmp_path: Path) -> None:
    assert not JackWatch(tmp_path).gone()
