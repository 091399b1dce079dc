from __future__ import annotations

import music21
import pytest

from composer_app.formats.musicxml import musicxml_bytes
from composer_app.music.clip import Clip
from composer_app.music.meter import Meter, Timeline
from composer_app.music.note import Note
from tests.formats.musicxml.reading import measures, score, sounding


def led(meter: Meter, beats: int) -> Clip:
    """Eighths from the pickup on, a chord from bar 1 on."""
    timeline = Timeline.plain(100, meter, pickup=beats)
    length = timeline.upbeat + 2 * meter.bar
    melody = tuple(Note(tick, 240, 60 + tick // 240 % 12) for tick in range(0, length, 240))
    return Clip(tuple(Note(timeline.upbeat, 2 * meter.bar, p) for p in (36, 43)), melody, length, timeline)


@pytest.mark.parametrize(("meter", "beats"), [(Meter(), 1), (Meter(), 3), (Meter(3, 4), 2), (Meter(6, 8), 1)])
def test_pickup_is_bar_0_in_the_meter_it_leads_into(meter: Meter, beats: int) -> None:
    clip = led(meter, beats)
    bars = measures(score(clip))
    assert [(bar.get("number"), bar.get("implicit")) for bar in bars] == [("0", "yes"), ("1", None), ("2", None)]
    assert [bar.findtext("attributes/time/beats") for bar in bars] == [str(meter.numerator), None, None]
    assert len(sounding(score(clip), "P1")) == len(clip.melody)


def test_other_programs_read_the_pickup() -> None:
    read = music21.converter.parseData(musicxml_bytes(led(Meter(), 1), "Idea"), format="musicxml")
    first, second, _ = read.parts[0].getElementsByClass("Measure")
    assert (first.paddingLeft, first.duration.quarterLength, second.duration.quarterLength) == (3.0, 1.0, 4.0)
