"""Facts about the demo training set and its builder."""

from __future__ import annotations

import importlib.util
import sys
from itertools import pairwise
from pathlib import Path
from types import ModuleType

import mido
import pytest

ROOT = Path(__file__).resolve().parents[2]
DEMO = ROOT / "resources" / "demo"
SONGS = sorted(DEMO.glob("*.mid"))
HEAD = "title: x\ncomposer: x\nyear: 1800\nstatus: x\nkey: C major\nmeter: 4/4\ntempo: 100\nform: A\n[A]\n"


def load_builder() -> ModuleType:
    """The build script as a module; `packaging/` is no package."""
    spec = importlib.util.spec_from_file_location("build_demo", ROOT / "packaging" / "build_demo.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["build_demo"] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


build_demo = load_builder()


def spans(track: mido.MidiTrack) -> list[tuple[int, int, int]]:
    """The notes of a track as (onset, end, pitch), in order."""
    tick, open_notes, notes = 0, {}, []
    for message in track:
        tick += message.time
        if message.type == "note_on":
            open_notes[message.note] = tick
        elif message.type == "note_off":
            notes.append((open_notes.pop(message.note), tick, message.note))
    assert not open_notes
    return sorted(notes)


def track(path: Path, name: str) -> mido.MidiTrack:
    return next(track for track in mido.MidiFile(path).tracks if track.name == name)


def test_there_are_at_least_24_songs() -> None:
    assert len(SONGS) >= 24


def test_the_files_are_what_the_sources_give(tmp_path: Path) -> None:
    build_demo.build(DEMO / "source", tmp_path)
    built = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert built == {path.name: path.read_bytes() for path in SONGS}


def test_the_readme_lists_every_song_as_it_is() -> None:
    songs = [build_demo.read_song(path) for path in sorted((DEMO / "source").glob("*.txt"))]
    assert build_demo.song_table(songs) in (DEMO / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", SONGS, ids=lambda path: path.stem)
def test_a_song_has_a_melody_above_chords_on_their_channels(path: Path) -> None:
    for name, channel, pitches in (("Melody", 0, range(60, 85)), ("Chords", 1, range(36, 61))):
        notes = [message for message in track(path, name) if message.type in ("note_on", "note_off")]
        assert notes
        assert {note.channel for note in notes} == {channel}
        assert all(note.note in pitches for note in notes)


@pytest.mark.parametrize("path", SONGS, ids=lambda path: path.stem)
def test_the_melody_is_one_voice(path: Path) -> None:
    assert all(before[1] <= after[0] for before, after in pairwise(spans(track(path, "Melody"))))


@pytest.mark.parametrize("path", SONGS, ids=lambda path: path.stem)
def test_sections_and_the_end_of_every_track_lie_on_bar_lines(path: Path) -> None:
    file = mido.MidiFile(path)
    meter = next(message for message in file.tracks[0] if message.type == "time_signature")
    bar = 480 * 4 * meter.numerator // meter.denominator
    tick, bars = 0, 0
    for message in file.tracks[0]:
        tick += message.time
        if message.type == "marker":
            assert tick == bars * bar
            bars += int(message.text[1:])
    assert {sum(message.time for message in track) for track in file.tracks} == {bars * bar}


def test_most_strong_beats_of_the_melody_sound_a_chord_tone() -> None:
    hits = strong = 0
    for path in SONGS:
        chords = spans(track(path, "Chords"))
        for onset, _, pitch in spans(track(path, "Melody")):
            below = {note % 12 for start, end, note in chords if start <= onset < end}
            if any(start == onset for start, _, _ in chords):
                strong += 1
                hits += pitch % 12 in below
    assert hits / strong > 0.9


@pytest.mark.parametrize(
    ("bars", "complaint"),
    [
        ("C | C4h. C4h", "line 10: melody of 5 quarters do not fill the bar of 4"),
        ("C=h | C4w", "line 10: chords of 2 quarters do not fill the bar of 4"),
        ("Cx | C4w", '"Cx" is not a chord'),
        ("C | H4w", '"H4w" is not a note'),
        ("C | B3w", "lies outside C4 to C6"),
        ("C C4w", "section A has no bars"),
        ("C | C4w~\nC | D4w", "a tie in bar 2 leads to another pitch"),
        ("C | Rh. C4q", "pickup says none"),
    ],
)
def test_a_wrong_source_is_refused_with_its_place(tmp_path: Path, bars: str, complaint: str) -> None:
    (tmp_path / "song.txt").write_text(HEAD + bars + "\n", encoding="utf-8")
    with pytest.raises(build_demo.SourceError, match=r"song") as error:
        build_demo.read_song(tmp_path / "song.txt")
    assert complaint in str(error.value)
