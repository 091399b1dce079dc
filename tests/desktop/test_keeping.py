"""What is starred is exported, what is exported can be read elsewhere, what was left is there again."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import mido
import music21

from tests.desktop import hands
from tests.desktop.display import PATIENCE, wait_until
from tests.desktop.program import Program

Inkling = Callable[..., AbstractContextManager[Program]]


def test_a_starred_idea_is_exported_as_mido_and_music21_read_it(inkling: Inkling, tmp_path: Path) -> None:
    with inkling() as program:
        newest = hands.generate(program)[-1]
        hands.choose(program, "accompaniment", "As written")
        program.click(f"star {newest}")
        wait_until(lambda: any(idea.starred for idea in hands.kept_ideas(program)), "the star is kept")
        (path,) = hands.export_starred(program, tmp_path / "exported")
        idea = next(idea for idea in hands.kept_ideas(program) if idea.id == newest)
    assert as_mido_reads(path) == {"Chords": sorted_notes(idea.chords), "Melody": sorted_notes(idea.melody)}
    assert as_music21_reads(path) == idea.pitches


def sorted_notes(notes: list[list[int]]) -> list[tuple[int, int, int]]:
    return sorted((onset, duration, pitch) for onset, duration, pitch, *_ in notes)


def as_mido_reads(path: Path) -> dict[str, list[tuple[int, int, int]]]:
    """Track name to notes: onset, duration, pitch in ticks."""
    file = mido.MidiFile(path)
    assert (file.type, file.ticks_per_beat) == (1, 480)
    found = {}
    for track in file.tracks[1:]:
        now, begun, notes = 0, {}, []
        for message in track:
            now += message.time
            if message.type == "note_on" and message.velocity:
                begun[message.note] = now
            elif message.type in ("note_on", "note_off"):
                onset = begun.pop(message.note)
                notes.append((onset, now - onset, message.note))
        assert not begun, "a note is never released"
        found[track.name] = sorted(notes)
    return found


def as_music21_reads(path: Path) -> list[int]:
    score = music21.converter.parse(path, quantizePost=False).stripTies()
    return sorted(pitch.midi for element in score.recurse().notes for pitch in element.pitches)


def test_closing_and_opening_brings_back_ideas_model_port_and_opened_idea(inkling: Inkling, tmp_path: Path) -> None:
    home = tmp_path / "home"
    with inkling(home=home) as program:
        hands.choose_port(program, "Built-in piano")
        name = hands.open_newest(program).name
        ideas = sorted(hands.shown_ideas(program))
        before = {key: program.find(key).text for key in ("port",)}
        program.display.key("ctrl+q")
        program.process.wait(timeout=PATIENCE)
    assert program.process.returncode == 0
    with inkling(home=home) as program:
        wait_until(lambda: sorted(hands.shown_ideas(program)) == ideas, "the ideas are back")
        assert {key: program.find(key).text for key in ("port",)} == before
        program.find("clip_name", is_ready=lambda widget: widget.text == name)
