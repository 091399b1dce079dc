from __future__ import annotations

import numpy as np
from PySide6.QtCore import QSize

from composer_app.music.note import Note
from composer_app.ui.piano_roll.arrays import NoteArrays
from composer_app.ui.piano_roll.coords import Coords
from composer_app.ui.piano_roll.lane import Lane
from composer_app.ui.piano_roll.layers.velocities import _beginning_in_view, _loudest

COORDS = Coords(tick_width=0.1, left=0)


def test_every_velocity_comes_back_from_its_pixel_or_a_neighbour() -> None:
    lane = Lane(100, 80)
    assert all(abs(lane.velocity(round(lane.y(velocity))) - velocity) <= 1 for velocity in range(1, 128))


def test_louder_is_higher_and_stays_in_the_lane() -> None:
    lane = Lane(100, 80)
    assert 100 < lane.y(127) < lane.y(1) < 180


def test_what_lies_outside_the_lane_is_loudest_or_softest() -> None:
    assert (Lane(100, 80).velocity(-500), Lane(100, 80).velocity(500)) == (127, 1)


def test_of_very_many_notes_the_loudest_in_each_pixel_is_seen() -> None:
    onset, velocity = np.array([0, 3, 5, 14, 40]), np.array([50, 90, 20, 70, 10])
    assert [column.tolist() for column in _loudest(onset, velocity, COORDS)] == [[0, 14, 40], [90, 70, 10]]


def test_only_notes_that_begin_in_view_have_stems() -> None:
    arrays = NoteArrays([Note(0, 9000, 60), Note(480, 480, 60), Note(90_000, 480, 60)])
    assert _beginning_in_view(arrays, QSize(800, 80), Coords(tick_width=0.1, left=40)).tolist() == [1]
