from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from composer_app.files import atomic_write as whole_file
from composer_app.files.atomic_write import clear_halves, refusal, write_whole


def files_in(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


@pytest.fixture
def old(tmp_path: Path) -> Path:
    path = tmp_path / "song.mid"
    path.write_bytes(b"old")
    return path


@pytest.mark.parametrize("durable", [False, True])
def test_file_is_replaced_whole(old: Path, durable: bool) -> None:
    write_whole(old, b"new", durable)
    assert files_in(old.parent) == {"song.mid": b"new"}


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a disk that is always full is Linux's")
def test_full_disk_keeps_the_old_file(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(whole_file, "open", lambda _, mode: open("/dev/full", mode), raising=False)  # noqa: SIM115
    with pytest.raises(OSError, match=os.strerror(errno.ENOSPC)):
        write_whole(old, b"new")
    assert files_in(old.parent) == {"song.mid": b"old"}


def test_interrupted_write_keeps_the_old_file(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(_: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(whole_file.os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_whole(old, b"new", durable=True)
    assert files_in(old.parent) == {"song.mid": b"old"}


@pytest.mark.skipif(sys.platform == "win32", reason="Windows kills otherwise")
def test_killed_write_keeps_the_old_file_and_its_half_is_cleared(old: Path) -> None:
    killed = (
        "import os, signal, sys; from pathlib import Path; from composer_app.files.atomic_write import write_whole\n"
        "os.fsync = lambda _: os.kill(os.getpid(), signal.SIGKILL)\n"
        "write_whole(Path(sys.argv[1]), b'new', durable=True)"
    )
    assert subprocess.run([sys.executable, "-c", killed, str(old)], check=False).returncode == -signal.SIGKILL
    assert old.read_bytes() == b"old"
    assert len(files_in(old.parent)) == 2
    clear_halves(old)
    assert files_in(old.parent) == {"song.mid": b"old"}


def test_halves_of_other_files_are_left_alone(old: Path) -> None:
    other = old.with_name(".song.mid2.1-1.half")
    other.write_bytes(b"")
    clear_halves(old)
    assert other.exists()


def test_name_as_long_as_the_system_allows_is_written(tmp_path: Path) -> None:
    path = tmp_path / ("ä" * 125 + ".mid")
    write_whole(path, b"new")
    assert files_in(tmp_path) == {path.name: b"new"}


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such rights")
def test_name_that_is_no_utf_8_is_written(tmp_path: Path, old_name: str) -> None:
    write_whole(tmp_path / old_name, b"new")
    assert files_in(tmp_path) == {old_name: b"new"}


def test_file_is_readable_as_any_other_is(tmp_path: Path) -> None:
    (tmp_path / "plain").write_bytes(b"")
    write_whole(tmp_path / "whole", b"")
    assert (tmp_path / "whole").stat().st_mode == (tmp_path / "plain").stat().st_mode


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (errno.ENOSPC, "the disk is full"),
        (errno.EROFS, "you may not write in"),
        (errno.ENOENT, "does not exist"),
        (errno.EIO, "error"),
    ],
)
def test_refusal_says_why_and_what_to_do(number: int, said: str) -> None:
    assert said in refusal(OSError(number, os.strerror(number)), Path("folder/song.mid"))
