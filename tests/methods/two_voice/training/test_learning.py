from __future__ import annotations

import dataclasses
import itertools
import json
from pathlib import Path

import numpy as np
import pytest
import torch

from composer_app.corpus.originality.melody_index import Index
from composer_app.errors import ComposerError
from composer_app.learning.training_set import TrainingSet
from composer_app.methods.two_voice.encoding.grid import encode
from composer_app.methods.two_voice.encoding.tokens import FIRST, STEP
from composer_app.methods.two_voice.encoding.transposition import transpose_to_c
from composer_app.methods.two_voice.network.config import TwoVoiceConfig
from composer_app.methods.two_voice.network.evaluate import evaluate_song
from composer_app.methods.two_voice.network.two_voice import TwoVoice
from composer_app.methods.two_voice.training import critic_training as teaching
from composer_app.methods.two_voice.training import learning, songs
from composer_app.music.meter import Meter, Timeline
from composer_app.protocol.progress import ReadingFiles
from composer_app.protocol.training_settings import TrainingSettings
from tests.corpus.originality.test_melody_index import line
from tests.corpus.originality.test_melody_index import song as melody_song
from tests.methods.two_voice.songs import small_network
from tests.training.conftest import settled_at_once  # noqa: F401 - a fixture for every test here
from tests.training.songs import settings, song


def read(chosen: TrainingSettings) -> TrainingSet:
    *reading, found = songs.read(chosen, TwoVoiceConfig())
    assert all(isinstance(said, ReadingFiles) for said in reading)
    assert isinstance(found, TrainingSet)
    return found


def test_songs_are_parted_into_those_to_learn_from_and_those_to_check_with(tmp_path: Path) -> None:
    found = read(settings(tmp_path))
    assert (len(found.melodies), found.validation_songs, found.dropped) == (5, 1, 0)
    assert len(found.validation) == 1


def test_songs_left_out_are_on_neither_side(tmp_path: Path) -> None:
    chosen = settings(tmp_path)
    aside = (chosen.folder / "song 2.mid", chosen.folder / "song 3.mid")
    found = read(dataclasses.replace(chosen, left_out=aside))
    assert len(found.melodies) + found.validation_songs == 4
    assert not {"song 2", "song 3"} & {name for name, _ in found.melodies}


def test_plans_of_the_songs_go_into_the_card(tmp_path: Path) -> None:
    plans = read(settings(tmp_path)).statistics["plans"]
    assert len(plans) >= 5
    assert {listed[0] for listed in plans} == set(range(5))
    assert {(bar, compound) for _, bar, compound, *_ in plans} == {(16, False)}
    assert len(json.dumps(plans)) < len(plans) * 600


def test_corpus_statistics_are_what_most_songs_do() -> None:
    waltz = dataclasses.replace(song(1), timeline=Timeline.plain(80.0, Meter(3, 4)))
    found = songs.corpus_statistics([song(0), song(2), waltz])
    assert (found["tempo"], found["meter"], found["minor_share"]) == (100, "4/4", 0.0)
    assert (found["low"], found["high"]) == (60, 76)


def test_folder_without_songs_names_each_reason(tmp_path: Path) -> None:
    (tmp_path / "songs").mkdir()
    (tmp_path / "songs" / "broken.mid").write_bytes(b"no music")
    with pytest.raises(ComposerError, match="None of the 1 MIDI files"):
        read(settings(tmp_path))


def listened(tmp_path: Path, network: TwoVoice, index: Index | None = None) -> float:
    found = read(settings(tmp_path))
    return learning.copy_rate_and_lessons(network, found, index or Index.build([]), 1, found.statistics)


def test_ideas_are_listened_to_and_teach_the_critic(tmp_path: Path) -> None:
    network = small_network()
    known = float(network.critic.examples_seen)
    assert listened(tmp_path, network) == 0.0
    assert float(network.critic.examples_seen) == known + 2 * teaching.PASSAGES * learning.LESSONS_AN_EPOCH


def test_same_ideas_are_listened_to_whatever_was_drawn_before(tmp_path: Path) -> None:
    one, other = small_network(), small_network()
    listened(tmp_path, one)
    torch.rand(7)
    listened(tmp_path, other)
    assert all(torch.equal(a, b) for a, b in zip(one.parameters(), other.parameters(), strict=True))


def test_copy_rate_is_of_as_many_ideas_as_the_limit_is_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[int] = []
    monkeypatch.setattr(learning, "IDEAS", 3)
    monkeypatch.setattr(
        learning, "copy_rate", lambda melodies, bar, _: heard.extend(len(m) // bar for m in melodies) or 0.0
    )
    listened(tmp_path, small_network())
    assert heard == [teaching.IDEA_BARS] * 3


@pytest.mark.parametrize(("seconds", "rounds"), [(None, 1), (5.0, 4)])
def test_course_is_fixed_or_as_long_as_there_is_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seconds: float | None, rounds: int
) -> None:
    ticks = itertools.count()
    monkeypatch.setattr(learning.time, "monotonic", lambda: next(ticks))  # a second passes at every look
    found = read(settings(tmp_path))
    course = learning.final_calibration(small_network(), found, found.statistics, 1, seconds)
    assert len(list(course)) == rounds * learning.LESSONS


def test_model_is_checked_on_new_bars_in_the_key(tmp_path: Path) -> None:
    found = read(settings(tmp_path))
    long = [transpose_to_c(s) for s in encode(song(1, bars=24))]
    (cut,) = songs.new_bars_of([long])
    assert len(cut) == found.validation_bars * 16 == 16 * 16
    assert cut.in_c
    assert all(s.in_c for s in [*found.validation, *found.whole])


def test_some_whole_songs_are_measured_beside_new_bars(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(songs, "WHOLE_SONGS", 0)
    assert read(settings(tmp_path)).whole == []


def test_epoch_reports_how_well_both_voices_are_predicted(tmp_path: Path) -> None:
    measured = evaluate_song(small_network(), read(settings(tmp_path)).validation[0])
    told = learning.figures(measured, measured)
    assert list(told)[:4] == ["nats_per_note", "next_note_accuracy", "nats_per_chord", "next_chord_accuracy"]
    assert told["whole_songs_next_note_accuracy"] == told["next_note_accuracy"]
    assert learning.figures(measured)["next_chord_accuracy"] == measured.chord_hits / measured.chords


def test_only_the_first_eight_bars_count_as_copied() -> None:
    index = Index.build((str(seed), melody_song(seed)) for seed in range(6))
    tune = np.zeros(16 * 16, np.int16)
    for note in line(0)[10:22]:
        tune[(note.onset - line(0)[10].onset) // STEP] = note.pitch + FIRST
    assert learning.copy_rate([tune, np.roll(tune, 8 * 16)], 16, index) == 0.5
