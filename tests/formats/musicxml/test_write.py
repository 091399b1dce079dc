from __future__ import annotations

import errno
import os
from pathlib import Path

import music21
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from composer_app.errors import ComposerError
from composer_app.formats.musicxml import musicxml_bytes, write_clip
from composer_app.music.clip import Clip, Section
from composer_app.music.key import Key
from composer_app.music.meter import Meter, MeterChange, Tempo, Timeline
from composer_app.music.note import Note
from tests.formats.musicxml.reading import measures, score, sounding

BAR = 1920
METERS = (Meter(4, 4), Meter(3, 4), Meter(2, 4), Meter(6, 8), Meter(2, 2), Meter(5, 4), Meter(7, 8), Meter(12, 8))


def line(*steps: tuple[int, int]) -> tuple[Note, ...]:
    """A melody of (ticks, pitch), one after the other; pitch 0 is a rest."""
    notes, at = [], 0
    for ticks, pitch in steps:
        if pitch:
            notes.append(Note(at, ticks, pitch, 90))
        at += ticks
    return tuple(notes)


CLIP = Clip(
    tuple(Note(bar * BAR, BAR, p, 64) for bar, chord in enumerate(((48, 52, 55), (52, 56, 59, 62))) for p in chord),
    line((240, 67), (480, 69), (240, 71), (160, 72), (160, 74), (160, 76), (480, 0), (720, 68), (480, 69), (720, 71)),
    2 * BAR, Timeline((Tempo(0, 96), Tempo(BAR, 120)), (MeterChange(0, Meter()),)), Key(0),
    (Section(0, "A"), Section(BAR, "B")),
)  # fmt: skip


def as_told(notes: tuple[Note, ...]) -> list[tuple[int, int, int]]:
    return sorted((note.onset, note.end, note.pitch) for note in notes)


@st.composite
def melodies(draw: st.DrawFn) -> Clip:
    """One note after another: sixteenths, thirty-seconds and, in meters counted in quarters, triplets.

    No rest is shorter than a sixteenth, or begins so little before a beat: such gaps are no rests in a score.
    """
    meter = draw(st.sampled_from(METERS))
    bars = draw(st.integers(1, 3))
    end = bars * meter.bar
    quarters = meter.denominator <= 4
    cuts = set()
    for beat in range(0, end, 480):
        steps = draw(st.sampled_from((120, 60, 160, 80) if quarters else (120, 60)))
        cuts |= {beat + steps * place for place in draw(st.sets(st.integers(0, 480 // steps - 1)))}
    edges = [*sorted(cut for cut in cuts if cut < end), end]
    pitches = draw(st.lists(st.sampled_from((0, *range(55, 90))), min_size=len(edges), max_size=len(edges)))
    spans = zip(edges, edges[1:], pitches, strict=False)
    notes = tuple(Note(a, b - a, p or 60) for a, b, p in spans if p or b - a < 120 or 0 < -a % 240 < 120)
    key = draw(st.none() | st.builds(Key, st.integers(0, 11), st.booleans()))
    return Clip((), notes, end, Timeline.plain(100, meter), key)


@given(melodies())
@settings(deadline=None)
def test_melody_on_the_grid_is_written_as_it_is(clip: Clip) -> None:
    assert sounding(score(clip), "P1") == as_told(clip.melody)


overlapping = st.lists(
    st.builds(lambda on, long, pitch: Note(on * 120, long * 120, pitch), st.integers(0, 31), st.integers(1, 20),
              st.integers(40, 50)), max_size=12,
)  # fmt: skip


@given(overlapping, st.sampled_from(METERS))
@settings(deadline=None)
def test_overlapping_notes_are_tied_and_released_before_they_are_struck_again(notes: list[Note], meter: Meter) -> None:
    written = sounding(score(Clip(tuple(notes), (), 0, Timeline.plain(100, meter))), "P2")
    strokes = {(note.onset, note.pitch) for note in notes}
    assert {(onset, pitch) for onset, _, pitch in written} == strokes
    for onset, end, pitch in written:
        longest = max(note.end for note in notes if (note.onset, note.pitch) == (onset, pitch))
        assert end == min([longest, *(later for later, other in strokes if other == pitch and later > onset)])


@given(st.lists(st.builds(Note, st.integers(0, 7000), st.integers(1, 3000), st.integers(0, 127)), max_size=20))
@settings(deadline=None)
def test_notes_off_the_grid_are_written_close_by(notes: list[Note]) -> None:
    written = sounding(score(Clip((), tuple(notes))), "P1")
    assert {pitch for *_, pitch in written} == {note.pitch for note in notes}
    for onset, _, pitch in written:
        assert min(abs(onset - note.onset) for note in notes if note.pitch == pitch) <= 120


def test_swung_timing_is_written_plainly() -> None:
    loose = Clip((), (Note(8, 229, 60), Note(236, 250, 62), Note(470, 480, 64), Note(967, 950, 65)), BAR)
    assert sounding(score(loose), "P1") == [(0, 240, 60), (240, 480, 62), (480, 960, 64), (960, 1920, 65)]


def test_note_let_go_of_early_is_written_as_held() -> None:
    detached = Clip((), (Note(0, 200, 60), Note(240, 200, 62), Note(480, 400, 64), Note(1440, 360, 65)), BAR)
    assert [end for _, end, _ in sounding(score(detached), "P1")] == [240, 480, 960, 1800]


def test_music21_reads_the_same_music(tmp_path: Path) -> None:
    write_clip(CLIP, tmp_path / "a.musicxml", "Idea")
    read = music21.converter.parse(tmp_path / "a.musicxml")
    melody, chords = read.parts
    heard = [(float(n.offset) * 480, n.pitch.midi) for n in melody.stripTies().flatten().getElementsByClass("Note")]
    assert [(round(onset), pitch) for onset, pitch in heard] == [(n.onset, n.pitch) for n in CLIP.melody]
    block = chords.flatten().getElementsByClass("Chord")
    assert [sorted(p.midi for p in one.pitches) for one in block if not hasattr(one, "chordKind")] == [
        [48, 52, 55], [52, 56, 59, 62],
    ]  # fmt: skip
    assert [one.figure for one in melody.flatten().getElementsByClass("ChordSymbol")] == ["C", "E7"]
    assert [mark.content for mark in melody.flatten().getElementsByClass("RehearsalMark")] == ["A", "B"]
    assert [mark.number for mark in melody.flatten().getElementsByClass("MetronomeMark")] == [96, 120]
    (key,) = melody.flatten().getElementsByClass("Key")
    assert (key.tonic.name, key.mode) == ("C", "major")
    assert read.metadata.title == "Idea"


def test_meter_change_is_written_where_it_happens() -> None:
    timeline = Timeline((Tempo(0, 90),), (MeterChange(0, Meter(3, 4)), MeterChange(1440, Meter(6, 8))))
    root = score(Clip((), line((1440, 60), (1440, 62)), 0, timeline))
    times = [measure.findtext("attributes/time/beats") for measure in measures(root)]
    assert times == ["3", "6"]


def test_bar_cut_short_by_a_meter_change_is_marked() -> None:
    timeline = Timeline((Tempo(0, 90),), (MeterChange(0, Meter(4, 4)), MeterChange(480, Meter(4, 4))))
    root = score(Clip((), line((480, 60), (1920, 62)), 0, timeline))
    assert [measure.get("implicit") for measure in measures(root)] == ["yes", None]


def test_compound_meter_counts_its_tempo_in_dotted_quarters() -> None:
    root = score(Clip((), line((1440, 60)), 0, Timeline.plain(90, Meter(6, 8))))
    metronome = next(root.iter("metronome"))
    assert metronome.find("beat-unit-dot") is not None
    assert metronome.findtext("per-minute") == "60"
    assert next(root.iter("sound")).get("tempo") == "90"


def test_slight_tempo_changes_are_played_but_not_printed() -> None:
    timeline = Timeline((Tempo(0, 100), Tempo(960, 101)), (MeterChange(0, Meter()),))
    root = score(Clip((), line((1920, 60)), 0, timeline))
    assert len(list(root.iter("metronome"))) == 1
    assert [sound.get("tempo") for sound in root.iter("sound")] == ["100", "101"]


def test_low_chords_stand_in_the_bass_clef() -> None:
    root = score(CLIP)
    assert [sign.text for sign in root.iter("sign")] == ["G", "F"]


def test_empty_clip_is_one_bar_of_rest() -> None:
    root = score(Clip())
    assert len(measures(root)) == 1
    assert root.find("part/measure/note/rest[@measure='yes']") is not None


def test_same_clip_gives_the_same_bytes() -> None:
    assert musicxml_bytes(CLIP, "x") == musicxml_bytes(CLIP, "x")


def test_names_of_any_kind_make_a_readable_file() -> None:
    for name in ("a & <b>", 'quote "', "bell\x07", "ノート"):
        assert score(Clip(sections=(Section(0, name),), length=BAR)) is not None
        assert musicxml_bytes(Clip(), name)


def test_full_disk_leaves_the_old_file_and_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "song.musicxml"
    path.write_bytes(b"old")

    def fail(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("composer_app.files.atomic_write.os.replace", fail)
    with pytest.raises(ComposerError, match="disk is full"):
        write_clip(CLIP, path, "Song")
    assert path.read_bytes() == b"old"
