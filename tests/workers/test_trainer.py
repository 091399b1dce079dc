import os
import signal
from dataclasses import replace
from multiprocessing import Pipe
from pathlib import Path

import pytest

from composer_app.errors import ComposerError
from composer_app.protocol.progress import EpochEnded, Finished, Prepared, Stepped
from composer_app.training.loop import train
from composer_app.workers.trainer import Trainer, TrainerDied, _train
from tests.training.songs import settings, tiny_model

# Says more than a pipe holds, and so cannot be done before it is told to stop, however quick the machine is.
ENDLESS = {"epochs": 10_000, "patience": 10_000}


def test_stop_keeps_what_was_reached(tmp_path: Path) -> None:
    trainer, said = Trainer(), []
    for value in trainer.train(settings(tmp_path, **ENDLESS)):
        said.append(value)
        if isinstance(value, Stepped):
            trainer.stop()
    assert isinstance(said[-1], Finished)
    assert said[-1].reason == "stopped"
    assert said[-1].model.exists()


def test_stop_before_the_first_step_leaves_the_model_of_before_alone(tmp_path: Path) -> None:
    chosen = settings(tmp_path)
    before = tiny_model(chosen.out).read_bytes()
    window, child = Pipe()
    window.send("stop")
    with pytest.raises(ComposerError, match="before it had begun"):
        list(_train(chosen, child))
    assert chosen.out.read_bytes() == before


def test_resumed_run_that_is_stopped_at_once_has_its_model_still(tmp_path: Path) -> None:
    chosen = settings(tmp_path, epochs=1)
    list(train(chosen))
    window, child = Pipe()
    window.send("stop")
    *_, last = _train(replace(chosen, resume=True), child)
    assert isinstance(last, Finished)


def test_killed_trainer_is_said_and_names_the_last_checkpoint(tmp_path: Path) -> None:
    trainer, chosen = Trainer(), settings(tmp_path, **ENDLESS)
    run = trainer.train(chosen)
    next(value for value in run if isinstance(value, EpochEnded))
    assert trainer.pid is not None
    os.kill(trainer.pid, signal.SIGKILL)
    with pytest.raises(TrainerDied) as died:
        list(run)
    assert died.value.last == chosen.out.with_name("mine.last.safetensors")


def test_paused_run_says_nothing_until_it_is_resumed(tmp_path: Path) -> None:
    trainer = Trainer()
    kinds = []
    for value in trainer.train(settings(tmp_path, **ENDLESS)):
        kinds.append(type(value).__name__)
        if isinstance(value, Prepared):
            trainer.pause()
        if kinds[-1] == "Paused":
            trainer.resume()
        if isinstance(value, EpochEnded):
            trainer.stop()
    assert kinds.count("Paused") == 1
    assert kinds[-1] == "Finished"


def test_folder_without_songs_is_said_in_words(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(ComposerError, match="holds no MIDI files"):
        list(Trainer().train(settings(tmp_path, folder=tmp_path / "empty")))
