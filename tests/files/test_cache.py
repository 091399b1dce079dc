from __future__ import annotations

import os
from pathlib import Path

import pytest

from composer_app.files import cache
from composer_app.files.cache import FileCache


def test_content_is_found_under_its_name(tmp_path: Path) -> None:
    kept = FileCache(tmp_path / "new", 1000)
    kept.put("a", b"music")
    assert (kept.get("a"), kept.get("b")) == (b"music", None)


def test_what_was_used_longest_ago_is_deleted_first(tmp_path: Path) -> None:
    kept = FileCache(tmp_path, 10)
    for age, name in enumerate("abc"):
        (tmp_path / name).write_bytes(b"1234")
        os.utime(tmp_path / name, (1000 + age, 1000 + age))
    kept.get("a")
    kept.put("d", b"1")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "c", "d"]


def test_folder_stays_within_its_limit(tmp_path: Path) -> None:
    kept = FileCache(tmp_path, 1000)
    for number in range(100):
        kept.put(str(number), bytes(50))
    assert sum(path.stat().st_size for path in tmp_path.iterdir()) <= 1000 + 1000 / 16 + 50


def test_full_disk_keeps_nothing_and_says_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(cache, "write_whole", full)
    kept = FileCache(tmp_path, 1000)
    kept.put("a", b"music")
    assert kept.get("a") is None


def test_folder_that_cannot_be_made_keeps_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    kept = FileCache(tmp_path / "file" / "within", 1000)
    kept.put("a", b"music")
    assert kept.get("a") is None
