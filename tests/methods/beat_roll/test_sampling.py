from dataclasses import replace

import numpy as np

from composer_app.methods.beat_roll.network import Network
from composer_app.methods.beat_roll.roll import BAR, PLACE, PRESETS, decode, no_rows, sounding_in, struck_in
from tests.methods.beat_roll.songs import SMALL, network, song, trained, written

PUBLISHED = PRESETS["as-published"]


def test_same_seed_writes_the_same_whatever_is_written_beside() -> None:
    net, _ = trained()
    alone = written(net, no_rows(SMALL), [7], 40)
    beside = written(net, no_rows(SMALL), [3, 7, 9], 40)
    assert np.array_equal(alone[0], beside[1])


def test_repeated_pattern_is_continued() -> None:
    net, _ = trained()
    rows = written(net, song(8), [0, 1], 16)
    wanted = sounding_in(song(12)[64:80])
    assert np.mean([sounding_in(idea) == wanted for idea in rows]) > 0.99


def test_bars_go_on_from_the_seed() -> None:
    net = network()
    rows = written(net, song(1)[:6], [0], 4)
    assert rows[0, :, PLACE].tolist() == [6, 7, 0, 1]
    assert set(rows[0, :, BAR].tolist()) == {8}


def test_struck_is_only_what_sounds() -> None:
    rows = written(network(), no_rows(SMALL), [0, 1], 30)
    for idea in rows:
        assert not (struck_in(idea) & ~sounding_in(idea)).any()
        chords, melody = decode(SMALL, idea, 960, 100.0)
        assert min(note.onset for note in chords + melody) >= 960


def test_published_way_plays_four_notes_at_every_beat() -> None:
    net = network(PUBLISHED)
    rows = written(net, no_rows(PUBLISHED), [0, 1], 20)
    assert (sounding_in(rows[0]).sum(1) == 4).all()
    assert not np.array_equal(rows[0], rows[1])


def test_number_of_notes_is_a_setting() -> None:
    rows = written(network(replace(SMALL, notes=2)), no_rows(SMALL), [0], 10)
    assert (sounding_in(rows[0]).sum(1) == 2).all()


def test_no_idea_runs_in_circles() -> None:
    net, _ = trained()
    config = replace(net.config, returns=8)
    loop = Network(config)
    loop.load_state_dict(net.state_dict())
    rows = written(loop, song(8), [0], 64)
    told = sounding_in(np.concatenate([song(8), rows[0]]))
    assert not np.array_equal(told[64:96], told[96:128])


def test_begins_from_one_silent_beat_as_published() -> None:
    assert len(no_rows(PUBLISHED)) == 1
    assert not no_rows(PUBLISHED)[:, :PLACE].any()
    assert len(no_rows(SMALL)) == 0
