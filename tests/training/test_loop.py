import contextlib
import dataclasses
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import torch

from composer_app.errors import ComposerError
from composer_app.formats.midi_file import write_clip
from composer_app.methods.two_voice.method import METHOD
from composer_app.methods.two_voice.network.loss import batch_loss
from composer_app.methods.two_voice.training import critic_training as teaching
from composer_app.methods.two_voice.training import learning
from composer_app.models.file import load_model, load_run, read_card
from composer_app.music.meter import Meter, Timeline
from composer_app.protocol.progress import EpochEnded, Finished, Prepared, Stepped
from composer_app.protocol.training_settings import TrainingSettings
from composer_app.training import clock, loop, schedule
from composer_app.training.loop import train
from composer_app.training.run import Run
from tests.training.songs import settings, song, songs_in, tiny_model


@pytest.fixture(autouse=True)
def short_epochs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(learning, "FEWEST_STEPS", 6)
    monkeypatch.setattr(schedule, "WARM_UP", 2)
    monkeypatch.setattr(loop, "half_is_faster", lambda *_: False)  # which is faster may change between runs
    monkeypatch.setattr(learning, "PEAK_WHEN_TUNING", 0.01)


def epochs(said: Iterator[object]) -> list[EpochEnded]:
    return [value for value in said if isinstance(value, EpochEnded)]


def test_training_lowers_the_validation_loss(tmp_path: Path) -> None:
    curve = epochs(train(settings(tmp_path, epochs=6)))
    assert curve[-1].validation_loss < curve[0].validation_loss
    assert curve[-1].train_loss < curve[0].train_loss - 2


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


def test_model_that_is_no_stopped_run_is_not_resumed(tmp_path: Path) -> None:
    chosen = settings(tmp_path, resume=True)
    tiny_model(chosen.last)
    with pytest.raises(ComposerError, match="holds no stopped run"):
        next(train(chosen))


def test_stop_before_the_first_epoch_still_leaves_a_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "REPORT_EVERY", 0.0)
    chosen = settings(tmp_path)
    with contextlib.closing(train(chosen)) as run:
        for value in run:
            if type(value).__name__ == "Stepped":
                break
    assert load_model(chosen.out).card.method == "two_voice"
    assert chosen.last.exists()


def test_resumed_run_shows_the_loss_it_stopped_with(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "REPORT_EVERY", 0.0)
    chosen = settings(tmp_path, epochs=1)
    with contextlib.closing(train(chosen)) as run:
        before = next(value for value in run if isinstance(value, Stepped))
    after = next(value for value in train(dataclasses.replace(chosen, resume=True)) if isinstance(value, Stepped))
    assert after.step == before.step + 1
    assert after.train_loss == pytest.approx(before.train_loss, rel=0.3)


def test_weights_gone_astray_are_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    chosen, learn = settings(tmp_path), batch_loss

    def astray(network: Any, batch: Any) -> Any:
        found = learn(network, batch)
        return dataclasses.replace(found, melody=found.melody * float("nan"))

    astray_method = dataclasses.replace(METHOD, learning=dataclasses.replace(METHOD.learning, loss=astray))
    monkeypatch.setattr("composer_app.methods.two_voice.method.METHOD", astray_method)
    with pytest.raises(ComposerError, match="no longer a number"):
        list(train(chosen))
    assert not chosen.out.exists()
    assert not chosen.last.exists()


class Clock:
    """A clock on which everything takes a thousandth of a second, or as long as told."""

    now, a_step = 0.0, 0.001

    def monotonic(self) -> float:
        self.now += self.a_step
        return self.now


def test_pause_is_no_time_of_training(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake = Clock()
    monkeypatch.setattr(clock, "time", fake)
    monkeypatch.setattr(clock, "REPORT_EVERY", 0.0)
    with contextlib.closing(train(settings(tmp_path, epochs=None, minutes=1.0))) as run:
        next(value for value in run if isinstance(value, Stepped))
        fake.now += 3600
        assert next(value for value in run if isinstance(value, EpochEnded)).seconds < 1
    assert Run.of(load_run(tmp_path / "mine.last.safetensors")[1]["run"]).seconds < 1


def test_largest_seed_is_taken(tmp_path: Path) -> None:
    assert epochs(train(settings(tmp_path, epochs=1, seed=2**53)))


def test_early_stop_waits_for_as_many_epochs_as_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(learning, "PEAK_WHEN_TUNING", 0.0)
    said = list(train(settings(tmp_path, epochs=20, patience=2)))
    assert len(epochs(iter(said))) == 3
    assert "it predicts new bars no better for 2 epochs" in said[-1].reason  # type: ignore[union-attr]


def test_best_weights_are_kept_not_the_last(tmp_path: Path) -> None:
    chosen = settings(tmp_path, epochs=2)
    best = min(e.validation_loss for e in epochs(train(chosen)))
    assert read_card(chosen.out).figures["validation_loss"] == pytest.approx(best)


def test_card_tells_what_the_songs_were_like(tmp_path: Path) -> None:
    chosen = settings(tmp_path, epochs=1)
    list(train(chosen))
    statistics = read_card(chosen.out).corpus_statistics
    assert (statistics["tempo"], statistics["meter"], statistics["minor_share"]) == (100, "4/4", 0.0)


@pytest.mark.parametrize(("count", "sentence"), [(0, "holds no MIDI files"), (1, "at least two")])
def test_folder_with_too_few_songs_is_refused(tmp_path: Path, count: int, sentence: str) -> None:
    folder = songs_in(tmp_path / "few", count)
    with pytest.raises(ComposerError, match=sentence):
        list(train(settings(tmp_path, folder=folder)))


def test_song_whose_bars_are_too_long_is_none_to_learn_from(tmp_path: Path) -> None:
    folder = songs_in(tmp_path / "songs", 1)
    endless = dataclasses.replace(song(1), timeline=Timeline.plain(100, Meter(17, 4)))
    write_clip(endless, folder / "endless.mid", "endless")
    with pytest.raises(ComposerError, match="at least two"):
        list(train(settings(tmp_path, folder=folder)))


def test_same_song_twice_counts_as_one(tmp_path: Path) -> None:
    folder = tmp_path / "twice"
    folder.mkdir()
    for name in ("one", "copy"):
        write_clip(song(0, bars=16), folder / f"{name}.mid", name)
    with pytest.raises(ComposerError, match="at least two"):
        list(train(settings(tmp_path, folder=folder)))


def test_songs_of_a_weighed_folder_get_its_weight(tmp_path: Path) -> None:
    from composer_app.methods.two_voice.training.songs import weight_of

    chosen = settings(tmp_path, weights=(("lieder", 0.25),))
    assert weight_of(Path("open/lieder/a.mid"), chosen) == 0.25
    assert weight_of(Path("open/hymns/a.mid"), chosen) == 1.0


def test_model_carries_the_melodies_it_learnt_from(tmp_path: Path) -> None:
    chosen = settings(tmp_path, epochs=1)
    list(train(chosen))
    index = load_model(chosen.out).index
    assert index is not None
    assert len(index.songs) == 5
    assert set(index.songs) < {f"song {seed}" for seed in range(6)}


def test_songs_of_the_model_begun_from_stay_in_the_index(tmp_path: Path) -> None:
    first = settings(tmp_path, epochs=1)
    list(train(first))
    other = tmp_path / "others"
    other.mkdir()
    for seed in (20, 21, 22):
        write_clip(song(seed), other / f"other {seed}.mid", "")
    second = settings(tmp_path, folder=other, start=str(first.out), out=tmp_path / "second.safetensors", epochs=1)
    list(train(second))
    before, after = load_model(first.out).index, load_model(second.out).index
    assert before is not None
    assert after is not None
    assert set(before.songs) < set(after.songs)
    assert len(after.songs) == 5 + 2
    list(train(dataclasses.replace(second, resume=True, epochs=2)))
    resumed = load_model(second.last).index
    assert resumed is not None
    assert set(resumed.songs) == set(after.songs)


def test_rate_rises_over_a_hundred_steps_or_a_tenth_of_a_short_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schedule, "WARM_UP", 100)
    assert [schedule.warmed_up(step, 0.0) for step in (0, 49, 99, 500)] == [0.01, 0.5, 1.0, 1.0]
    assert [schedule.warmed_up(2, done) for done in (0.05, 0.1, 1.0)] == [0.5, 1.0, 1.0]


def weights(path: Path) -> dict[str, torch.Tensor]:
    return load_model(path).network.state_dict()


def differing(one: Path, other: Path) -> set[str]:
    """The parts of two models that are not the same."""
    here, there = weights(one), weights(other)
    return {name.split(".")[0] for name in here if not torch.equal(here[name], there[name])}


def stop_after_an_epoch(chosen: TrainingSettings) -> None:
    with contextlib.closing(train(chosen)) as run:
        next(value for value in run if isinstance(value, EpochEnded))


def test_epoch_teaches_the_critic_too(tmp_path: Path) -> None:
    chosen = settings(tmp_path)
    stop_after_an_epoch(chosen)
    assert {"critic", "harmony", "melody"} <= differing(chosen.out, Path(chosen.start))
    learnt = weights(chosen.out)["critic.examples_seen"]
    assert float(learnt) == 2 * teaching.PASSAGES * learning.LESSONS_AN_EPOCH


def test_critic_is_taught_by_the_best_weights_where_a_run_ends_by_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copying(monkeypatch, [0.0, 0.5])  # the first epoch is the best
    chosen = settings(tmp_path, epochs=3)
    first = tmp_path / "first.safetensors"
    stop_after_an_epoch(dataclasses.replace(chosen, out=first))
    copying(monkeypatch, [0.0, 0.5])
    whole = dataclasses.replace(chosen, out=tmp_path / "whole.safetensors")
    said = list(train(whole))
    assert [epoch.is_best for epoch in epochs(iter(said))] == [True, False, False]
    assert differing(whole.out, first) == {"critic"}
    assert {"harmony", "melody"} <= differing(whole.out, whole.last)
    assert read_card(whole.out).figures == read_card(first).figures


def test_run_that_is_stopped_teaches_no_longer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(learning, "LESSONS", 10_000)
    monkeypatch.setattr(clock, "REPORT_EVERY", 0.0)
    chosen = settings(tmp_path, epochs=1)
    run = train(chosen)
    next(value for value in run if isinstance(value, EpochEnded))
    before = chosen.out.read_bytes()
    next(run)
    run.close()
    assert chosen.out.read_bytes() == before


def test_finished_run_can_be_resumed_from_where_it_ended(tmp_path: Path) -> None:
    chosen = settings(tmp_path, epochs=1)
    stop_after_an_epoch(chosen)
    before = weights(chosen.last)
    list(train(dataclasses.replace(chosen, resume=True)))
    after = weights(chosen.last)
    assert all(torch.equal(before[name], after[name]) for name in before)
    assert differing(chosen.out, chosen.last) == {"critic"}


def test_last_tenth_of_the_time_is_the_critics(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake = Clock()
    fake.a_step = 0.5
    for module in (clock, learning):
        monkeypatch.setattr(module, "time", fake)
    monkeypatch.setattr(clock, "REPORT_EVERY", 0.0)
    said = list(train(settings(tmp_path, epochs=None, minutes=1.0)))
    ended = epochs(iter(said))[-1]
    taught = [value.seconds for value in said[said.index(ended) :] if isinstance(value, Stepped)]
    assert ended.seconds >= 60 * (1 - learning.FINAL_SHARE)
    assert taught[-1] - ended.seconds == pytest.approx(60 * learning.FINAL_SHARE, abs=2)
    assert said[-1].reason == "the time is up"  # type: ignore[union-attr]


def copying(monkeypatch: pytest.MonkeyPatch, rates: list[float]) -> None:
    """Let the epochs copy as much as told, the last rate from then on."""
    left = list(rates)
    monkeypatch.setattr(learning, "copy_rate", lambda *_: left.pop(0) if len(left) > 1 else left[0])


def test_epoch_that_copies_is_not_best_however_low_its_loss(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copying(monkeypatch, [0.0, 0.5])
    curve = epochs(train(settings(tmp_path, epochs=4)))
    assert curve[-1].validation_loss < curve[0].validation_loss
    assert [epoch.is_best for epoch in curve] == [True, False, False, False]
    assert curve[0].copy_limit == pytest.approx(1 / 32)


def test_where_every_epoch_copies_the_one_that_copies_least_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copying(monkeypatch, [0.6, 0.4, 0.5])
    chosen = settings(tmp_path, epochs=3)
    assert [epoch.is_best for epoch in epochs(train(chosen))] == [True, True, False]
    assert read_card(chosen.out).figures["copy_rate"] == 0.4


def test_run_that_copies_on_is_ended_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copying(monkeypatch, [0.0, 0.5])
    said = list(train(settings(tmp_path, epochs=20, patience=3)))
    assert len(epochs(iter(said))) == 4
    assert said[-1].reason == "it has copied its songs for 3 epochs"  # type: ignore[union-attr]


def test_run_stopped_by_an_older_program_can_be_read() -> None:
    older = Run(step=7, best=1.5, half=True).tensor[:9]
    assert Run.of(older) == Run(step=7, best=1.5, half=True)
    assert Run.of(Run(copying=2, best_excess=0.1).tensor.to(torch.float64)).copying == 2
