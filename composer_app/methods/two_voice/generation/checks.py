"""Whether an idea is sound: no copy, a melody with notes enough in its key, a harmony that moves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from composer_app.methods.two_voice.generation.finish import NewNotes, with_notes
from composer_app.methods.two_voice.generation.originality import originality_of
from composer_app.methods.two_voice.generation.segments import Brief, Segment, TwoVoiceModel
from composer_app.methods.two_voice.sampling.options import LONGEST_CHORD
from composer_app.music.clip import Clip
from composer_app.music.key import Key
from composer_app.music.meter import Meter
from composer_app.music.note import Note
from composer_app.music.originality import Originality
from composer_app.protocol.request import Request

FEWEST_A_BAR, FEWEST_PITCHES, LEAST_IN_KEY = 1.5, 3, 0.8
SPARSE = 0.4  # of the notes usually wanted, where few are asked for


@dataclass(frozen=True, slots=True)
class Checked:
    """One idea as it was sampled, and in words what is wrong with it; None where it is sound."""

    clip: Clip
    nats: float
    originality: Originality | None
    fault: str | None


def checked(request: Request, model: TwoVoiceModel, brief: Brief, row: int, notes: NewNotes, nats: float) -> Checked:
    """Idea number `row` with the notes written in it, whose melody has these summed nats."""
    frame = brief.frames[row]
    clip = with_notes(frame, notes)
    originality = originality_of(clip, model.index, frame.melody) if model.index is not None else None
    bars = sum(bars_to_write(segment, row) for segment in brief.segments)
    quiet = request.controls.get("density", 1.0) < 0.3
    wanted = FEWEST_A_BAR * (SPARSE if quiet or request.controls.get("rests", 0.0) > 0.5 else 1)
    meter = brief.segments[0].meter
    fault = None
    if originality is not None and originality.verdict == "red":
        fault = f"too close to {originality.runs[0].song}" if originality.runs else "too close to a song"
    elif not is_sound(notes.melody, bars, clip.key, wanted):
        fault = "the melody was empty or off its key"
    elif not moves(notes.chords, meter):
        fault = "the harmony stood still"
    return Checked(clip, nats / max(1, len(notes.melody)), originality, fault)


def bars_to_write(segment: Segment, row: int) -> int:
    """Bars in which most of the melody is written."""
    melody = segment.mask(row, "melody")
    return int((melody.reshape(-1, segment.songs[row].bar).mean(1) > 0.5).sum())


def moves(chords: Sequence[Note], meter: Meter) -> bool:
    """Whether the harmony moves on within every few bars."""
    return all(note.duration <= LONGEST_CHORD * meter.bar for note in chords)


def is_sound(melody: Sequence[Note], bars: int, key: Key | None, wanted: float = FEWEST_A_BAR) -> bool:
    """Whether what was written of a melody in so many bars has notes and pitches enough, and by and large its key."""
    fewest, pitches = int(wanted * bars), min(bars, FEWEST_PITCHES)
    if len(melody) < fewest or len({note.pitch for note in melody}) < pitches:
        return False
    if key is None:
        return True
    scale = key.scale | {(key.tonic + 11) % 12}  # the leading note belongs to minor too
    return sum(note.pitch % 12 in scale for note in melody) >= LEAST_IN_KEY * len(melody)
