from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from composer_app.formats.clip_json import clip_from_json, clip_to_json
from composer_app.music.clip import Clip, Section
from composer_app.music.key import Key
from composer_app.music.meter import Meter, MeterChange, Tempo, Timeline
from composer_app.music.note import Note

notes = st.lists(
    st.builds(Note, st.integers(0, 9999), st.integers(1, 999), st.integers(0, 127), st.integers(1, 127)), max_size=20
).map(tuple)


@given(notes, notes)
def test_notes_come_back_as_they_were(chords: tuple[Note, ...], melody: tuple[Note, ...]) -> None:
    clip = Clip(chords=chords, melody=melody, length=480)
    assert clip_from_json(clip_to_json(clip)) == clip


def test_time_line_key_and_sections_come_back_as_they_were() -> None:
    meters = (MeterChange(0, Meter(3, 4)), MeterChange(1440, Meter(6, 8)))
    timeline = Timeline((Tempo(0, 96.5), Tempo(960, 100)), meters)
    clip = Clip(length=3000, timeline=timeline, key=Key(9, True), sections=(Section(0, "A"), Section(1440, "B")))
    assert clip_from_json(clip_to_json(clip)) == clip


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"version":2}', '{"version":1}', "null", '{"version":1,"chords":[1]}']
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"clip|JSON|value"):
        clip_from_json(text)
