from __future__ import annotations

import pytest

from composer_app.music import edit
from composer_app.music.clip import Clip, Section
from composer_app.music.key import Key
from composer_app.music.meter import Meter, MeterChange, Tempo, Timeline
from composer_app.music.note import Note

A, B = Note(0, 480, 60), Note(480, 480, 64)
CLIP = Clip(chords=(Note(0, 1920, 48),), melody=(A, B), length=1920, key=Key.parse("C major"))


def test_moving_stops_at_the_start_and_at_the_highest_pitch() -> None:
    assert edit.moved(Note(100, 10, 126), -480, 5) == Note(0, 10, 127)


def test_transposing_takes_the_key_along() -> None:
    clip = edit.transpose(CLIP, 2)
    assert (clip.melody[0].pitch, clip.chords[0].pitch, str(clip.key)) == (62, 50, "D major")


def test_transposing_out_of_range_is_refused() -> None:
    with pytest.raises(ValueError, match="range"):
        edit.transpose(CLIP, 80)


def test_trimming_takes_empty_bars_from_the_end_only() -> None:
    longer = Clip(melody=(Note(1920, 480, 60),), length=5 * 1920)
    assert edit.trimmed(longer).length == 2 * 1920
    assert edit.trimmed(edit.trimmed(longer)) == edit.trimmed(longer)
    assert edit.trimmed(Clip(length=1920)) == Clip(length=1920)


def test_cut_bars_begin_at_zero_and_cut_notes_at_the_edges() -> None:
    clip = Clip(chords=(Note(0, 5760, 48),), melody=(Note(1800, 240, 60), Note(2400, 480, 62)), length=5760)
    cut = edit.cut_bars(clip, 1, 1)
    assert cut.chords == (Note(0, 1920, 48),)
    assert cut.melody == (Note(0, 120, 60), Note(480, 480, 62))
    assert cut.length == 1920


def test_cut_keeps_the_tempo_meter_and_sections_in_force() -> None:
    timeline = Timeline(
        (Tempo(0, 90.0), Tempo(1440, 100.0), Tempo(2000, 110.0)),
        (MeterChange(0, Meter(3, 4)), MeterChange(1440, Meter(4, 4))),
    )
    cut = edit.cut_ticks(Clip((), (A,), 4000, timeline, None, (Section(1440, "B"),)), 1440, 4000)
    assert cut.timeline == Timeline((Tempo(0, 100.0), Tempo(560, 110.0)), (MeterChange(0, Meter(4, 4)),))
    assert cut.sections == (Section(0, "B"),)


def test_joined_clip_continues_on_the_next_bar_line() -> None:
    first = Clip(melody=(A, B))
    joined = edit.join(first, CLIP)
    assert joined.melody == (A, B, Note(1920, 480, 60), Note(2400, 480, 64))
    assert joined.length == 3840


def test_joined_clip_changes_meter_only_where_it_changes() -> None:
    waltz = Clip(melody=(A,), timeline=Timeline.plain(90, Meter(3, 4)))
    assert edit.join(CLIP, CLIP).timeline == CLIP.timeline
    assert edit.join(CLIP, waltz).timeline.meters[1] == MeterChange(1920, Meter(3, 4))


def test_cutting_a_join_gives_back_the_second_clip() -> None:
    assert edit.cut_bars(edit.join(CLIP, CLIP), 1, 1) == CLIP


def test_cut_within_a_section_begins_with_it() -> None:
    sections = (Section(0, "A"), Section(1920, "B"), Section(7680, "A"))
    cut = edit.cut_bars(Clip(length=9600, sections=sections), 2, 3)
    assert cut.sections == (Section(0, "B"),)
