from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from composer_app.music.meter import Tempo, Timeline
from composer_app.music.tempo_map import TempoMap


@given(st.floats(0, 10000), st.lists(st.floats(20, 300), min_size=1, max_size=4))
def test_ticks_to_seconds_and_back(tick: float, bpms: list[float]) -> None:
    tempo = TempoMap(Timeline(tempos=tuple(Tempo(i * 1000, bpm) for i, bpm in enumerate(bpms))))
    assert tempo.tick(tempo.seconds(tick)) == pytest.approx(tick, abs=1e-6)


@pytest.mark.parametrize(("tick", "second"), [(0, 0.0), (480, 0.5), (960, 1.0), (1440, 2.0)])
def test_seconds_follow_tempo_changes(tick: int, second: float) -> None:
    tempo = TempoMap(Timeline((Tempo(0, 120.0), Tempo(960, 60.0))))
    assert tempo.seconds(tick) == pytest.approx(second)
    assert tempo.tick(second) == pytest.approx(tick)
