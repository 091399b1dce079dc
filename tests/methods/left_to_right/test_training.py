import contextlib
import dataclasses
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from composer_app.errors import ComposerError
from composer_app.formats.midi_file import write_clip
from composer_app.methods.left_to_right import training as rows
from composer_app.methods.melody_grid.grid import PRESETS
from composer_app.models.file import load_model, read_card
from composer_app.music.clip import Clip
from composer_app.music.note import Note
from composer_app.protocol.progress import EpochEnded, Prepared
from composer_app.protocol.training_settings import TrainingSettings
from composer_app.training.loop import train

TINY = dataclasses.replace(
    PRESETS["mended"], hidden=16, embedding=8, window=32, batch=4, transpose=0, dropout=0.0, fewest_notes=4
)


@pytest.fixture(autouse=True)
def tiny(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(PRESETS, "mended", TINY)
    monkeypatch.setattr(rows, "IDEAS", 2)
    monkeypatch.setattr(rows, "MOST_ROWS", 16)
    monkeypatch.setenv("INKLING_HOME", str(tmp_path / "home"))


def tunes(folder: Path, count: int = 6) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for seed in range(count):
        chance = random.Random(seed)
        melody = tuple(Note(240 * i, 240, chance.choice((60, 62, 64, 65, 67))) for i in range(64))
        write_clip(Clip(melody=melody), folder / f"tune {seed}.mid", "tune")
    return folder


def settings(tmp_path: Path, **changes: object) -> TrainingSettings:
    folder = tmp_path / "tunes"
    if not folder.exists():
        tunes(folder)
    chosen: dict[str, object] = {"folder": folder, "out": tmp_path / "mine.safetensors", "method": "melody_grid"}
    return TrainingSettings(**{**chosen, "epochs": 2, "device": "cpu", **changes})  # type: ignore[arg-type]


def epochs(said: Iterator[object]) -> list[EpochEnded]:
    return [value for value in said if isinstance(value, EpochEnded)]


def test_training_lowers_the_validation_loss(tmp_path: Path) -> None:
    curve = epochs(train(settings(tmp_path, epochs=4)))
    assert curve[-1].validation_loss < curve[0].validation_loss - 0.3


def test_epoch_tells_the_published_measure_first(tmp_path: Path) -> None:
    figures = epochs(train(settings(tmp_path, epochs=1)))[0].figures
    assert figures[0][0] == "step_accuracy"
    assert "next_note_accuracy" in dict(figures)


def test_stopped_and_resumed_run_follows_the_curve_of_one_never_stopped(tmp_path: Path) -> None:
    whole = epochs(train(settings(tmp_path, out=tmp_path / "whole.safetensors")))
    parts = settings(tmp_path)
    with contextlib.closing(train(parts)) as run:
        first = next(value for value in run if isinstance(value, EpochEnded))
    rest = epochs(train(dataclasses.replace(parts, resume=True)))
    for here, there in zip((first, *rest), whole, strict=True):
        assert here.validation_loss == pytest.approx(there.validation_loss, rel=1e-5)


def test_model_file_brings_the_method_back(tmp_path: Path) -> None:
    chosen = settings(tmp_path, epochs=1)
    list(train(chosen))
    model = load_model(chosen.out)
    assert model.config == TINY
    assert "one voice only" in model.card.refusals["chords"]
    assert len(model.card.learnt) == model.card.songs == 5


def test_trained_model_can_be_tuned_to_other_songs(tmp_path: Path) -> None:
    first = settings(tmp_path, epochs=1)
    list(train(first))
    list(train(settings(tmp_path, start=str(first.out), out=tmp_path / "tuned.safetensors", epochs=1)))
    assert read_card(tmp_path / "tuned.safetensors").started_from == "mine"


def test_every_file_is_told_kept_or_dropped(tmp_path: Path) -> None:
    folder = tunes(tmp_path / "tunes")
    (folder / "broken.mid").write_bytes(b"nothing")
    prepared = next(said for said in train(settings(tmp_path)) if isinstance(said, Prepared))
    assert sum(file.kept for file in prepared.files) == 6
    assert [file.reason[:20] for file in prepared.files if not file.kept] == ["dropped: is not a MI"]


def test_songs_left_out_are_not_seen(tmp_path: Path) -> None:
    folder = tunes(tmp_path / "tunes")
    aside = (folder / "tune 0.mid", folder / "tune 1.mid")
    prepared = next(said for said in train(settings(tmp_path, left_out=aside)) if isinstance(said, Prepared))
    assert prepared.training_songs + prepared.validation_songs == len(prepared.files) == 4


def test_unknown_preset_is_named_with_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(ComposerError, match="no preset dream; its presets are: mended, as-published"):
        next(train(settings(tmp_path, preset="dream")))


def test_one_song_is_too_few(tmp_path: Path) -> None:
    with pytest.raises(ComposerError, match="only one song that Melody grid can use"):
        list(train(settings(tmp_path, folder=tunes(tmp_path / "one", 1))))


def test_folder_without_a_single_voice_says_what_is_missing(tmp_path: Path) -> None:
    folder = tmp_path / "chords"
    folder.mkdir()
    for number in range(2):
        chords = tuple(Note(480 * i, 480, 50 + number + step) for i in range(8) for step in (0, 4, 7))
        write_clip(Clip(chords=chords), folder / f"{number}.mid", "chords")
    with pytest.raises(ComposerError, match=r"none of the 2 MIDI files in .*: no part of one voice"):
        list(train(settings(tmp_path, folder=folder)))
