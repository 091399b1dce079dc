from dataclasses import replace

import numpy as np
import pytest

from composer_app.errors import ComposerError
from composer_app.methods.note_names.elements import (
    GAP,
    INTERVALS,
    PITCH,
    PLACE,
    PRESETS,
    decode,
    fit,
    name_of,
    no_rows,
    seed_rows,
    step_ticks,
)
from composer_app.methods.note_names.network import Network
from composer_app.methods.note_names.sampling import write
from composer_app.music.clip import Clip
from composer_app.music.meter import Timeline
from composer_app.music.note import Note
from tests.methods.note_names.songs import SMALL, network, song, trained, written


def test_same_seed_writes_the_same_whatever_is_written_beside() -> None:
    net = network()
    alone = written(net, no_rows(SMALL), [7], 40)
    beside = written(net, no_rows(SMALL), [3, 7, 9], 40)
    assert np.array_equal(alone[0], beside[1])
    assert not np.array_equal(beside[0], beside[1])


def test_repeated_pattern_is_continued() -> None:
    net, _ = trained()
    rows = written(net, song(8), [0, 1], 16)
    assert (rows[:, :, PITCH] == song(12)[32:48, PITCH]).mean() > 0.9


def test_what_is_written_has_a_known_name_and_can_be_heard() -> None:
    net = network(songs=3)
    rows = written(net, no_rows(SMALL), list(range(8)), 60)
    for idea in rows:
        assert set(name_of(idea[:, PITCH], idea[:, INTERVALS]).tolist()) <= set(net.config.names)
        chords, melody = decode(net.config, idea, 1920, 100.0)
        assert min(note.onset for note in chords + melody) >= 1920


def test_silence_after_a_seed_is_over_before_anything_is_written() -> None:
    clip = Clip((), tuple(Note(480 * beat, 480, 60 + beat) for beat in range(3)), 1920, Timeline.plain())
    net = network()
    rows = written(net, seed_rows(clip, net.config), [0], 4)
    # The bar line stands at place 0; nothing written lies before it.
    assert rows[0, 0, PLACE] == rows[0, 0, GAP] % 96


def test_ticks_of_the_rows_add_up_to_the_last_onset() -> None:
    rows = song(4)
    ticks = step_ticks(SMALL, rows, 100.0)
    assert ticks.sum() == 3 * 1920 + 3 * 480


def test_published_way_takes_the_likeliest_name_half_a_quarter_apart() -> None:
    config = fit(replace(PRESETS["as-published"], window=8, hidden=8, dense=8), [song(8)])
    net = Network(config)
    rows = written(net, no_rows(config), [0, 1], 5)
    assert set(rows[:, :, GAP].ravel().tolist()) == {12}
    assert np.array_equal(rows, written(net, no_rows(config), [0, 1], 5))
    assert written(net, song(1), [0], 3).shape == (1, 3, 8)


def test_published_way_without_a_window_to_begin_from_is_refused() -> None:
    net = Network(fit(PRESETS["as-published"], [song(4)]))
    with pytest.raises(ComposerError, match="give a seed clip"):
        next(write(net, no_rows(net.config), [0], 1.0, 1.0))
