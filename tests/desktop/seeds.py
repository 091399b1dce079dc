"""Clips written with mido alone, so that what the program reads comes from elsewhere."""

from __future__ import annotations

from pathlib import Path

import mido

TICKS = 480
MELODY = (72, 74, 77, 81)
BASS = (48, 43)


def write_seed(path: Path, bpm: int = 60, repeats: int = 1) -> Path:
    """One bar a repeat, 4/4: a melody of four quarters over two held low notes; at 60 bpm a quarter is a second."""
    file = mido.MidiFile(type=1, ticks_per_beat=TICKS)
    file.tracks.append(
        mido.MidiTrack(
            [
                mido.MetaMessage("set_tempo", tempo=mido.bpm2tempo(bpm)),
                mido.MetaMessage("time_signature", numerator=4, denominator=4),
                mido.MetaMessage("key_signature", key="C"),
            ]
        )
    )
    file.tracks.append(_track("Melody", 0, MELODY * repeats, TICKS))
    file.tracks.append(_track("Chords", 1, BASS * repeats, 2 * TICKS))
    file.save(path)
    return path


def _track(name: str, channel: int, pitches: tuple[int, ...], duration: int) -> mido.MidiTrack:
    track = mido.MidiTrack([mido.MetaMessage("track_name", name=name)])
    for pitch in pitches:
        track.append(mido.Message("note_on", channel=channel, note=pitch, velocity=90))
        track.append(mido.Message("note_off", channel=channel, note=pitch, time=duration))
    return track
