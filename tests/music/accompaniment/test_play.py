from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from composer_app.music.accompaniment.play import accompanied
from composer_app.music.accompaniment.styles import STYLES, Style
from composer_app.music.clip import Clip
from composer_app.music.meter import Meter, Timeline
from composer_app.music.note import Note, untangled
from tests.music.accompaniment.clips import METERS, VOICINGS, chord, held, irregular

PLAYED = [style for style in STYLES if style != "block"]
CLIPS = {**{meter: held(meter, melody=2) for meter in METERS}, "irregular": irregular(), "empty": Clip()}

everywhere = pytest.mark.parametrize("clip", CLIPS.values(), ids=CLIPS)
in_every_style = pytest.mark.parametrize("style", PLAYED)


def onsets(clip: Clip) -> list[int]:
    return sorted({note.onset for note in clip.chords})


def sounding(clip: Clip, start: int, end: int) -> set[int]:
    return {note.pitch % 12 for note in clip.chords if note.onset < end and note.end > start}


NOTES = st.builds(Note, st.integers(0, 6000), st.integers(1, 4000), st.integers(0, 127), st.integers(1, 127))
METER = st.builds(Meter, st.integers(1, 13), st.sampled_from((1, 2, 4, 8, 16)))


@everywhere
def test_as_written_is_the_clip_itself(clip: Clip) -> None:
    assert accompanied(clip, "block") == clip


@everywhere
@in_every_style
def test_all_but_the_chords_stays(clip: Clip, style: Style) -> None:
    assert replace(accompanied(clip, style), chords=clip.chords) == clip


@everywhere
@in_every_style
def test_no_note_sounds_into_the_next_of_its_pitch(clip: Clip, style: Style) -> None:
    played = sorted(accompanied(clip, style).chords, key=lambda note: (note.pitch, note.onset))
    assert all(a.end <= b.onset for a, b in pairwise(played) if a.pitch == b.pitch)


@everywhere
@in_every_style
def test_nothing_sounds_in_silence_or_after_the_last_chord(clip: Clip, style: Style) -> None:
    ends = [max(note.end for note in clip.chords if note.onset <= at.onset) for at in accompanied(clip, style).chords]
    assert all(note.end <= end for note, end in zip(accompanied(clip, style).chords, ends, strict=True))


@everywhere
@in_every_style
def test_the_same_clip_is_played_the_same_again(clip: Clip, style: Style) -> None:
    assert accompanied(clip, style) == accompanied(clip, style)


@pytest.mark.parametrize("meter", METERS)
@in_every_style
def test_every_tone_of_a_chord_sounds_within_its_bar(meter: str, style: Style) -> None:
    clip = held(meter)
    bar = clip.timeline.meter.bar
    for start in range(0, clip.length, bar):
        assert sounding(accompanied(clip, style), start, start + bar) >= sounding(clip, start, start + bar)


@pytest.mark.parametrize("meter", METERS)
@in_every_style
def test_each_chord_begins_with_its_bass(meter: str, style: Style) -> None:
    clip = held(meter)
    played = accompanied(clip, style)
    for start in onsets(clip):
        first = min(note.pitch for note in played.chords if note.onset == start)
        assert first % 12 == min(note.pitch for note in clip.chords if note.onset == start) % 12


@everywhere
@in_every_style
def test_no_tone_is_struck_above_the_melody(clip: Clip, style: Style) -> None:
    played = accompanied(clip, style)
    crossing = [
        (note, over)
        for note in played.chords
        for over in played.melody
        if over.onset < note.end and over.end > note.onset and over.pitch < note.pitch
    ]
    assert crossing == []


@in_every_style
def test_the_last_chord_is_held(style: Style) -> None:
    clip = held("4/4")
    last = [note for note in accompanied(clip, style).chords if note.onset >= clip.length - 1920]
    assert {(note.onset, note.end) for note in last} == {(clip.length - 1920, clip.length)}
    assert [note.pitch for note in last] == [note.pitch for note in clip.chords if note.onset == clip.length - 1920]


@in_every_style
def test_chords_are_softer_than_the_melody(style: Style) -> None:
    clip = held(melody=4)
    loud = replace(clip, chords=tuple(replace(note, velocity=120) for note in clip.chords))
    assert max(note.velocity for note in accompanied(loud, style).chords) < 90


@in_every_style
def test_the_downbeat_is_heavier_than_the_rest_of_the_bar(style: Style) -> None:
    bar = [note for note in accompanied(held(melody=4), style).chords if note.onset < 1920]
    assert all(note.velocity < bar[0].velocity for note in bar if note.onset > 0)


@in_every_style
@pytest.mark.parametrize("pitches", [(48,), VOICINGS[0]])
def test_chords_shorter_than_a_beat_and_single_tones_are_as_written(style: Style, pitches: tuple[int, ...]) -> None:
    step = 240 if len(pitches) > 1 else 1920
    tones = [tuple(pitch + at % 2 for pitch in pitches) for at in range(8)]
    clip = Clip(tuple(note for at in range(8) for note in chord(at * step, step, tones[at])))
    assert accompanied(clip, style) == clip


@in_every_style
def test_a_chord_repeated_is_played_as_one(style: Style) -> None:
    once = Clip(tuple(chord(0, 3840)))
    again = Clip(tuple(chord(0, 960) + chord(960, 960) + chord(1920, 1920)))
    assert accompanied(again, style) == accompanied(once, style)


@in_every_style
def test_a_chord_spread_by_a_hand_is_one_chord(style: Style) -> None:
    spread = [Note(7 * at, 1920 - 7 * at, pitch) for at, pitch in enumerate(VOICINGS[0])]
    clip = Clip(tuple(spread + chord(1920, 1920, VOICINGS[1])))
    assert onsets(accompanied(clip, style))[0] == 0
    assert all(at % 240 == 0 for at in onsets(accompanied(clip, style)))


@in_every_style
def test_a_chord_off_the_beat_begins_where_it_is_written(style: Style) -> None:
    clip = Clip(tuple(chord(0, 1680) + chord(1680, 2160, VOICINGS[1]) + chord(3840, 1920)))
    assert 41 in [note.pitch for note in accompanied(clip, style).chords if note.onset == 1680]


@in_every_style
def test_a_bass_held_under_other_chords_goes_on_sounding(style: Style) -> None:
    clip = Clip((Note(0, 5760, 36), *chord(0, 1920, (52, 55)), *chord(1920, 1920, (53, 57)), *chord(3840, 1920, (52,))))
    assert 0 in sounding(accompanied(clip, style), 1920, 3840)


def test_tones_above_the_melody_go_down_an_octave() -> None:
    clip = Clip(tuple(chord(0, 1920, (48, 64, 67, 72))), (Note(0, 1920, 69),))
    assert [note.pitch for note in accompanied(clip, "stride").chords] == [48, 60, 64, 67]


def test_three_hundred_bars_are_played_within_a_moment() -> None:
    clip = held("4/4", 300, melody=8)
    assert len(accompanied(clip, "piano").chords) > 1000


@in_every_style
def test_a_chord_in_silence_at_the_start_and_the_end_is_played_alone(style: Style) -> None:
    clip = Clip(tuple(chord(1920, 1920)), (), 7680, Timeline.plain())
    assert onsets(accompanied(clip, style))[0] == 1920


@in_every_style
@settings(max_examples=60, deadline=None)
@given(chords=st.lists(NOTES, min_size=1, max_size=20), meter=METER)
def test_whatever_stands_there_can_be_played(style: Style, chords: list[Note], meter: Meter) -> None:
    clip = Clip(tuple(chords), timeline=Timeline.plain(meter=meter))
    played = accompanied(clip, style)
    assert played.length == clip.length
    assert untangled(played.chords) == list(played.chords)
