from __future__ import annotations

import json
from pathlib import Path

import pytest

from composer_app.files.folders import config_folder, data_folder
from composer_app.protocol.controls import Controls
from composer_app.settings import Settings, load_settings, save_settings


def test_settings_come_back_as_they_were(tmp_path: Path) -> None:
    settings = Settings(port="Inkling", bars=16, loop=True, key="C major")
    save_settings(settings, tmp_path / "new" / "folder")
    assert load_settings(tmp_path / "new" / "folder") == settings


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '"x"', "\x00\xff"])
def test_damaged_file_gives_the_defaults(tmp_path: Path, text: str) -> None:
    (tmp_path / "settings.json").write_text(text, encoding="latin-1")
    assert load_settings(tmp_path) == Settings()


def test_missing_file_gives_the_defaults(tmp_path: Path) -> None:
    assert load_settings(tmp_path) == Settings()


def test_unknown_names_and_wrong_kinds_are_passed_over(tmp_path: Path) -> None:
    (tmp_path / "settings.json").write_text(json.dumps({"bars": "eight", "loop": 1, "later": 3, "port": "X"}))
    assert load_settings(tmp_path) == Settings(port="X")


def test_file_of_an_earlier_version_is_read(tmp_path: Path) -> None:
    knobs = {"density": 70, "rests": -1, "leaps": 0, "syncopation": -1, "chord_rate": 100, "chord_colour": -1}
    data = {"bars": 16, "tempo": 96, "amount": 55, "adventure": 20, **knobs, "low": 60, "high": -1, "seed": 7}
    (tmp_path / "settings.json").write_text(json.dumps(data))
    assert load_settings(tmp_path) == Settings(
        bars=16, tempo=96, amount=55, adventure=20, low=60, seed=7,
        controls=Controls(density=0.7, leaps=0, chord_rate=1),
    )  # fmt: skip


def test_knobs_are_one_number_each_in_the_file(tmp_path: Path) -> None:
    save_settings(Settings(controls=Controls(density=0.29)), tmp_path)
    data = json.loads((tmp_path / "settings.json").read_text())
    assert (data["density"], data["rests"]) == (29, -1)
    assert "controls" not in data


@pytest.mark.parametrize("value", [10**30, -5, float("nan")])
@pytest.mark.parametrize(
    "name",
    ["bars", "count", "pickup", "tempo", "amount", "adventure", "density", "low", "high", "seed", "temperature",
     "top_p", "ideas_scroll", "training_minutes"],
)  # fmt: skip
def test_number_out_of_range_is_passed_over(tmp_path: Path, name: str, value: float) -> None:
    (tmp_path / "settings.json").write_text(json.dumps({name: value, "port": "X"}))
    assert load_settings(tmp_path) == Settings(port="X")


def test_saving_leaves_no_other_file_behind(tmp_path: Path) -> None:
    save_settings(Settings(), tmp_path)
    save_settings(Settings(bars=4), tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["settings.json"]


def test_environment_moves_both_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INKLING_HOME", str(tmp_path))
    assert data_folder() == tmp_path / "data"
    assert config_folder() == tmp_path / "config"


def test_folders_are_the_users_own_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("INKLING_HOME", raising=False)
    assert "Inkling" in str(data_folder())
    assert "Inkling" in str(config_folder())
