"""Songs in other keys: moved to C major or A minor, in which the networks read and write, and back."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from composer_app.methods.two_voice.encoding.conditions import REGISTER
from composer_app.methods.two_voice.encoding.excerpts import cut_song
from composer_app.methods.two_voice.encoding.grid import Song
from composer_app.methods.two_voice.encoding.tokens import FIRST, UNKNOWN_KEY, UNKNOWN_MODE
from composer_app.music.key import MAJOR_SCALE

LAST_BARS = 8
LEAST_IN_SCALE, CLOSE_CALL = 0.88, 0.04  # shares of the notes
SCALES = np.array([[(pitch - key) % 12 in MAJOR_SCALE for pitch in range(12)] for key in range(12)], float)


def transpose(song: Song, semitones: int) -> Song:
    """The song so many semitones higher; a melody note that would leave MIDI's range moves by an octave."""
    pitch = song.melody.astype(np.int64) - FIRST + semitones
    pitch = np.where(pitch > 127, pitch - 12, np.where(pitch < 0, pitch + 12, pitch))
    melody = np.where(song.melody >= FIRST, pitch + FIRST, song.melody).astype(np.int16)
    chord = song.chords.astype(np.int64) - FIRST
    transposed = chord - chord % 12 + (chord + semitones) % 12 + FIRST
    chords = np.where(song.chords >= FIRST, transposed, song.chords).astype(np.int16)
    key = song.key if song.key == UNKNOWN_KEY else (song.key + semitones) % 12
    plan = None if song.plan is None else song.plan.copy()
    if plan is not None:
        plan[:, REGISTER] += semitones
    return replace(song, melody=melody, chords=chords, key=key, plan=plan)


def semitones_to_c(key: int) -> int:
    """The smallest transposition in semitones, -6 to 5, that brings a key signature (0 to 11) to C."""
    return (6 - key) % 12 - 6


def transpose_to_c(song: Song) -> Song:
    """The song transposed to C major or A minor and marked so; one of unknown key stays as it is."""
    if song.key == UNKNOWN_KEY:
        return song
    return replace(transpose(song, semitones_to_c(song.key)), in_c=True)


def estimate_key(song: Song) -> Song:
    """The song with the key signature that its notes are in; unknown where no scale holds most of them.

    Files name one key for a whole piece, but pieces modulate. A network that is conditioned on a key which the notes
    do not keep would learn to ignore it, and its ideas would leave theirs.
    """
    if song.key == UNKNOWN_KEY:
        return song
    pitches = song.melody[song.melody >= FIRST] - FIRST
    basses = (song.chords[song.chords >= FIRST] - FIRST) % 12
    counts = np.bincount(np.concatenate([pitches % 12, basses]), minlength=12)
    shares = SCALES @ counts / max(1, int(counts.sum()))
    best = int(shares.argmax())
    if shares[best] < LEAST_IN_SCALE:
        return replace(song, key=UNKNOWN_KEY, mode=UNKNOWN_MODE)
    if shares[song.key] >= shares[best] - CLOSE_CALL:
        return song
    return replace(song, key=best, mode=UNKNOWN_MODE)


def key_at_end(song: Song) -> tuple[int, int]:
    """Key signature and mode of a song's last eight bars; the song's own where no scale holds their notes."""
    bars = len(song) // song.bar
    last = estimate_key(cut_song(song, max(0, bars - LAST_BARS) * song.bar, bars * song.bar))
    if last.key in (UNKNOWN_KEY, song.key):
        return song.key, song.mode
    return last.key, UNKNOWN_MODE
