from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from composer_app.models import listing
from composer_app.models.listing import list_models, new_model_path, reasons_of


def touch(folder: Path, *names: str) -> None:
    folder.mkdir(exist_ok=True)
    for age, name in enumerate(names):
        (folder / name).write_bytes(b"")
        os.utime(folder / name, (1000 - age, 1000 - age))


def model(path: Path, **card: object) -> Path:
    header = json.dumps({"__metadata__": {"inkling": json.dumps(card)}}).encode()
    path.write_bytes(len(header).to_bytes(8, "little") + header + bytes(64))
    return path


def test_base_comes_first_then_own_models_newest_first(tmp_path: Path) -> None:
    touch(tmp_path / "shipped", "airs.safetensors", "base.safetensors", "base.json")
    touch(tmp_path / "own", "newer.safetensors", "older.safetensors")
    names = [choice.name for choice in list_models(tmp_path / "shipped", tmp_path / "own")]
    assert names == ["Base", "airs", "newer", "older"]


def test_last_checkpoint_of_a_run_is_not_a_choice(tmp_path: Path) -> None:
    touch(tmp_path / "own", "songs.safetensors", "songs.last.safetensors")
    assert [choice.name for choice in list_models(tmp_path / "none", tmp_path / "own")] == ["songs"]


def test_link_to_a_model_that_is_gone_is_not_a_choice(tmp_path: Path) -> None:
    touch(tmp_path / "own", "one.safetensors")
    (tmp_path / "own" / "gone.safetensors").symlink_to(tmp_path / "nowhere.safetensors")
    assert [choice.name for choice in list_models(tmp_path, tmp_path / "own")] == ["one"]


def test_new_model_never_replaces_one(tmp_path: Path) -> None:
    touch(tmp_path / "own", "songs.safetensors", "songs 2.safetensors")
    assert new_model_path(tmp_path / "own", "songs").name == "songs 3.safetensors"


def test_new_model_is_named_so_that_every_system_can_keep_it(tmp_path: Path) -> None:
    assert new_model_path(tmp_path, 'a/b:c*"d').name == "abcd.safetensors"
    assert new_model_path(tmp_path, "***").name == "My songs.safetensors"


def test_header_is_parsed_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = model(tmp_path / "a.safetensors", reasons={"fill": "it only goes on"})
    first = list_models(tmp_path, tmp_path / "none")
    monkeypatch.setattr(listing.json, "loads", None)
    assert list_models(tmp_path, tmp_path / "none") == first
    assert reasons_of(path) == {"fill": "it only goes on"}


def test_changed_model_is_parsed_again(tmp_path: Path) -> None:
    path = model(tmp_path / "a.safetensors", reasons={"fill": "it only goes on"})
    reasons_of(path)
    model(path, reasons={"vary": "it writes no melody"})
    assert reasons_of(path) == {"vary": "it writes no melody"}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"short",
        bytes(8),
        (1 << 62).to_bytes(8, "little") + b"{}",
        (200_000).to_bytes(8, "little") + b"[" * 200_000,
        b"\4\0\0\0\0\0\0\0\xff\xfe\xfd\xfc",
    ],
)
def test_file_that_is_no_model_gives_no_reasons(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.safetensors").write_bytes(content)
    assert [choice.reasons for choice in list_models(tmp_path, tmp_path / "none")] == [{}]


def test_other_values_than_reasons_are_passed_over(tmp_path: Path) -> None:
    assert reasons_of(model(tmp_path / "a.safetensors", reasons=["fill"])) == {}


def test_model_that_vanishes_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "_weights", lambda folder: [folder / "gone.safetensors"])
    assert [choice.reasons for choice in list_models(tmp_path, tmp_path)] == [{}, {}]
