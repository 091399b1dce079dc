from __future__ import annotations

import os
from pathlib import Path

from composer_app.models.listing import list_models, new_model_path


def touch(folder: Path, *names: str) -> None:
    folder.mkdir(exist_ok=True)
    for age, name in enumerate(names):
        (folder / name).write_bytes(b"")
        os.utime(folder / name, (1000 - age, 1000 - age))


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
