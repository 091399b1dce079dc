from __future__ import annotations

import errno
import io
import os
from pathlib import Path

import mido
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from composer_app.errors import ComposerError
from composer_app.formats.midi_file import midi_bytes, read_score, write_clip
from composer_app.music.clip import Clip, Section
from composer_app.music.key import Key
from composer_app.music.meter import Meter, MeterChange, Tempo, Timeline
from composer_app.music.note import Note

CHORD = tuple(Note(0, 1920, pitch, 64) for pitch in (45, 52, 60))
CLIP = Clip(chords=CHORD, melody=(Note(480, 480, 72, 90), Note(960, 240, 71, 80)), key=Key.parse("A minor"))


def without_overlaps(notes: list[Note]) -> tuple[Note, ...]:
    """The notes of which no two sound at once on one pitch, as MIDI can tell them apart."""
    ends: dict[int, int] = {}
    kept = []
    for note in sorted(notes):
        if note.onset >= ends.get(note.pitch, 0):
            kept.append(note)
            ends[note.pitch] = note.end
    return tuple(kept)


notes = st.builds(Note, st.integers(0, 9000), st.integers(1, 4000), st.integers(0, 127), st.integers(1, 127))
voices = st.lists(notes, min_size=1, max_size=30).map(without_overlaps)
meters = st.builds(Meter, st.integers(1, 64), st.sampled_from([1, 2, 4, 8, 16, 32]))
keys = st.none() | st.builds(Key, st.integers(0, 11), st.booleans())
later = st.integers(1, 9000)


@st.composite
def timelines(draw: st.DrawFn) -> Timeline:
    """Tempos that MIDI can hold exactly, and meters, none the same as the one before it."""
    tempos = [Tempo(0, 60e6 / draw(st.integers(200_000, 2_000_000)))]
    for tick in sorted(draw(st.sets(later, max_size=3))):
        bpm = 60e6 / draw(st.integers(200_000, 2_000_000))
        tempos += [Tempo(tick, bpm)] if bpm != tempos[-1].bpm else []
    changes = [MeterChange(0, draw(meters))]
    for tick in sorted(draw(st.sets(later, max_size=3))):
        meter = draw(meters)
        changes += [MeterChange(tick, meter)] if meter != changes[-1].meter else []
    return Timeline(tuple(tempos), tuple(changes))


labels = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=8)
sections = st.dictionaries(st.integers(0, 9000), labels, max_size=3).map(
    lambda found: tuple(Section(tick, label) for tick, label in sorted(found.items()))
)
clips = st.builds(Clip, voices, voices, st.integers(0, 20_000), timelines(), keys, sections)


@given(clips)
@settings(max_examples=200, deadline=None)
def test_what_is_written_and_read_again_is_the_same_music(tmp_path_factory: pytest.TempPathFactory, clip: Clip) -> None:
    path = tmp_path_factory.getbasetemp() / "same.mid"
    write_clip(clip, path, "Same")
    score = read_score(path)
    melody, chords = score.tracks
    assert (melody.name, chords.name) == ("Melody", "Chords")
    assert (melody.notes, chords.notes) == (clip.melody, clip.chords)
    assert (score.timeline, score.key, score.sections) == (clip.timeline, clip.key, clip.sections)
    assert score.length >= clip.length


@given(clips)
@settings(max_examples=50, deadline=None)
def test_mido_reads_the_same_notes(tmp_path_factory: pytest.TempPathFactory, clip: Clip) -> None:
    path = tmp_path_factory.getbasetemp() / "mido.mid"
    write_clip(clip, path, "Mido")
    struck = []
    for track in mido.MidiFile(path).tracks[1:]:
        tick = 0
        for message in track:
            tick += message.time
            if message.type == "note_on":
                struck.append((tick, message.note, message.velocity))
    assert sorted(struck) == sorted((note.onset, note.pitch, note.velocity) for note in clip.notes)


def mido_read(clip: Clip, path: Path) -> mido.MidiFile:
    write_clip(clip, path, "Song")
    return mido.MidiFile(path)


def test_layout_is_type_1_with_names_channels_and_piano(tmp_path: Path) -> None:
    midi = mido_read(CLIP, tmp_path / "a.mid")
    assert (midi.type, midi.ticks_per_beat) == (1, 480)
    assert [track.name for track in midi.tracks] == ["Song", "Melody", "Chords"]
    programs = [message for track in midi.tracks for message in track if message.type == "program_change"]
    assert [(message.channel, message.program) for message in programs] == [(0, 0), (1, 0)]


def test_every_track_ends_on_a_bar_line(tmp_path: Path) -> None:
    midi = mido_read(Clip(melody=(Note(0, 2000, 60),)), tmp_path / "a.mid")
    assert {sum(message.time for message in track) for track in midi.tracks} == {3840}


def test_chord_names_stand_on_the_chord_track(tmp_path: Path) -> None:
    midi = mido_read(CLIP, tmp_path / "a.mid")
    assert [message.text for message in midi.tracks[2] if message.type == "text"] == ["Am"]


def test_repeated_pitch_is_released_before_it_is_struck_again() -> None:
    overlapping = Clip(melody=(Note(0, 960, 60, 70), Note(480, 480, 60, 71)))
    alone = Clip(melody=(Note(0, 480, 60, 70), Note(480, 480, 60, 71)))
    assert midi_bytes(overlapping, "x") == midi_bytes(alone, "x")


def test_empty_clip_is_still_a_file(tmp_path: Path) -> None:
    assert len(mido_read(Clip(), tmp_path / "a.mid").tracks) == 3


def test_same_clip_gives_the_same_bytes() -> None:
    assert midi_bytes(CLIP, "x") == midi_bytes(CLIP, "x")


@pytest.mark.parametrize(
    ("number", "said"), [(errno.ENOSPC, "disk is full"), (errno.EACCES, "may not write"), (errno.EIO, "not saved")]
)
def test_failing_disk_leaves_the_old_file_and_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, said: str
) -> None:
    path = tmp_path / "song.mid"
    path.write_bytes(b"old")

    def fail(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr("composer_app.files.atomic_write.os.replace", fail)
    with pytest.raises(ComposerError, match=said):
        write_clip(CLIP, path, "Song")
    assert [(file.name, file.read_bytes()) for file in tmp_path.iterdir()] == [("song.mid", b"old")]


def test_missing_folder_is_said(tmp_path: Path) -> None:
    with pytest.raises(ComposerError, match="does not exist"):
        write_clip(CLIP, tmp_path / "none" / "song.mid", "Song")


def test_chords_played_in_a_style_keep_the_names_of_the_harmony() -> None:
    chords = tuple(Note(bar * 1920, 1920, pitch) for bar in range(2) for pitch in (48, 52, 55))
    tracks = mido.MidiFile(file=io.BytesIO(midi_bytes(Clip(chords), "Idea", "broken"))).tracks
    assert [message.text for message in tracks[2] if message.type == "text"] == ["C"]
    assert [message.note for message in tracks[2] if message.type == "note_on"][:4] == [48, 55, 52, 55]
    assert {message.channel for message in tracks[2] if not message.is_meta} == {1}
