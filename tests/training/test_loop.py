import contextlib
import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest

from composer_app.errors import ComposerError
from composer_app.model_file import load_model, read_card
from composer_app.training import loop
from composer_app.training.loop import train
from composer_app.training.progress import EpochEnded, Finished, Prepared
from tests.training.songs import settings, song, songs_in


@pytest.fixture(autouse=True)
def short_epochs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loop, "FEWEST_STEPS", 6)
    monkeypatch.setattr(loop, "WARM_UP", 2)
    monkeypatch.setattr(loop.Loop, "_half_is_faster", lambda _: False)  # which is faster may change between runs
    monkeypatch.setattr(loop, "PEAK_WHEN_TUNING", 0.01)


def epochs(said: Iterator[object]) -> list[EpochEnded]:
    return [value for value in said if isinstance(value, EpochEnded)]


def test_training_lowers_the_validation_loss(tmp_path: Path) -> None:
    curve = epochs(train(settings(tmp_path, epochs=6)))
    assert curve[-1].validation_loss < curve[0].validation_loss - 0.3


def test_progress_begins_prepared_and_ends_finished(tmp_path: Path) -> None:
    said = list(train(settings(tmp_path, epochs=1)))
    prepared = next(value for value in said if isinstance(value, Prepared))
    assert (prepared.training_songs, prepared.validation_songs) == (5, 1)
    assert isinstance(said[-1], Finished)
    assert said[-1].model.exists()


def test_stopped_and_resumed_run_follows_the_curve_of_one_never_stopped(tmp_path: Path) -> None:
    whole = epochs(train(settings(tmp_path, out=tmp_path / "whole.safetensors")))
    parts = settings(tmp_path)
    with contextlib.closing(train(parts)) as run:
        first = next(value for value in run if isinstance(value, EpochEnded))
    rest = epochs(train(dataclasses.replace(parts, resume=True)))
    for here, there in zip((first, *rest), whole, strict=True):
        assert here.train_loss == pytest.approx(there.train_loss, rel=1e-5)
        assert here.validation_loss == pytest.approx(there.validation_loss, rel=1e-5)


def test_stop_before_the_first_epoch_still_leaves_a_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loop, "SAY_EVERY", 0.0)
    chosen = settings(tmp_path)
    with contextlib.closing(train(chosen)) as run:
        for value in run:
            if type(value).__name__ == "Stepped":
                break
    assert load_model(chosen.out)[1].method == "two_voice"
    assert chosen.last.exists()


def test_early_stop_waits_for_as_many_epochs_as_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loop, "PEAK_WHEN_TUNING", 0.0)
    said = list(train(settings(tmp_path, epochs=20, patience=2)))
    assert len(epochs(iter(said))) == 3
    assert "has not improved for 2 epochs" in said[-1].reason  # type: ignore[union-attr]


def test_best_weights_are_kept_not_the_last(tmp_path: Path) -> None:
    chosen = settings(tmp_path, epochs=2)
    best = min(e.validation_loss for e in epochs(train(chosen)))
    assert read_card(chosen.out).figures["validation_loss"] == pytest.approx(best)


def test_card_tells_what_the_songs_were_like(tmp_path: Path) -> None:
    chosen = settings(tmp_path, epochs=1)
    list(train(chosen))
    habits = read_card(chosen.out).habits
    assert (habits["tempo"], habits["meter"], habits["minor_share"]) == (100, "4/4", 0.0)


@pytest.mark.parametrize(("count", "sentence"), [(0, "holds no MIDI files"), (1, "at least two")])
def test_folder_with_too_few_songs_is_refused(tmp_path: Path, count: int, sentence: str) -> None:
    folder = songs_in(tmp_path / "few", count)
    with pytest.raises(ComposerError, match=sentence):
        list(train(settings(tmp_path, folder=folder)))


def test_same_song_twice_counts_as_one(tmp_path: Path) -> None:
    from composer_app.formats.midi_file import write_clip

    folder = tmp_path / "twice"
    folder.mkdir()
    for name in ("one", "copy"):
        write_clip(song(0, bars=16), folder / f"{name}.mid", name)
    with pytest.raises(ComposerError, match="at least two"):
        list(train(settings(tmp_path, folder=folder)))


def test_songs_of_a_weighed_folder_get_its_weight(tmp_path: Path) -> None:
    from composer_app.training.training_set import weight_of

    chosen = settings(tmp_path, weights=(("lieder", 0.25),))
    assert weight_of(Path("open/lieder/a.mid"), chosen) == 0.25
    assert weight_of(Path("open/hymns/a.mid"), chosen) == 1.0
