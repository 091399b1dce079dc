"""Any score becomes chords low and melody high, whichever way it was recorded."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter

from composer_app.corpus.transcription.beat import has_one_beat_bars, is_loose, on_grid, on_its_beat
from composer_app.corpus.transcription.harmony import find_chords
from composer_app.corpus.transcription.melody import find_melody
from composer_app.errors import ComposerError
from composer_app.music.clip import Clip
from composer_app.music.key import find_key
from composer_app.music.lines import TOGETHER, top_line
from composer_app.music.note import Note
from composer_app.music.score import Score, Track

_MELODY_NAMES = re.compile(
    r"melod|vocal|voice|\bvox|lead|sing|sopran|tune|\btheme|gesang|stimme|canto|\bvoz|chant|solo|flute|violin\b", re.I
)
_CHORD_NAMES = re.compile(r"chord|harmon|accomp|akkord|begleit|acorde|accord|\bcomp\b|\bpads?\b", re.I)
_RIGHT_HAND = re.compile(r"right|\bR\.?H\b|treble|upper|rechte|\bdroite", re.I)
_FEWEST_MELODY_NOTES = 4
_HOLDS_THE_TUNE = 1.5  # log odds for notes of a part that is known to


@dataclass(frozen=True, slots=True)
class Voices:
    """A clip of two voices, how they were found in the file, and how sure that is (0 to 1)."""

    clip: Clip
    how: str
    confidence: float


@dataclass(frozen=True, slots=True)
class _Choice:
    """Which notes are the melody and which the accompaniment; `blocks` where those are chords already."""

    melody: Sequence[Note]
    accompaniment: Sequence[Note]
    blocks: bool
    how: str
    confidence: float


def split_voices(score: Score) -> Voices:
    """The chords and the melody of a score: two named tracks, two channels, or one piano part.

    Voices that are separate already (block chords, one-voice melody) are kept note by note; else the melody is the
    most salient line, and the chords are found in the rest. ComposerError where there are not two voices.
    """
    written, others = score.split_parts()
    kept = _two_clean_voices(written)
    if kept is not None:
        return replace(kept, clip=kept.clip.with_parts(**others))
    score = on_its_beat(score)
    choice = _choose(score)
    if len(choice.melody) < _FEWEST_MELODY_NOTES:
        raise ComposerError("no melody was found; put it on a track of its own, named Melody.")
    played = is_loose(choice.melody)
    melody = one_voice(on_grid(choice.melody) if played else choice.melody)
    last = max(note.end for note in score.notes)
    if choice.blocks:
        chords = list(choice.accompaniment)
    else:
        chords = find_chords(choice.accompaniment, melody, score.timeline, last)
    if not chords:
        raise ComposerError("no chords were found; put them on a track of their own, named Chords.")
    key = score.chosen_key or find_key([*chords, *melody])
    clip = Clip(tuple(chords), tuple(melody), _length(score, last), score.timeline, key, score.sections)
    return Voices(clip, choice.how + (", played freely: melody quantised to 1/16" if played else ""), choice.confidence)


def one_voice(notes: Iterable[Note]) -> list[Note]:
    """The notes with one sounding at a time: the highest struck, each ending where the next begins."""
    line = top_line(notes)
    for index, (note, after) in enumerate(zip(line, line[1:], strict=False)):
        if note.end > after.onset:
            line[index] = Note(note.onset, after.onset - note.onset, note.pitch, note.velocity)
    return line


def _two_clean_voices(score: Score) -> Voices | None:
    """The voices of a file that has exactly these: block chords and a line above them."""
    if len(score.tracks) != 2:
        return None
    a, b = score.tracks
    for melody, chords in ((a, b), (b, a)):
        named = "melod" in melody.name.lower() and "chord" in chords.name.lower()
        if (named or _are_blocks(chords.notes)) and _is_one_voice(melody.notes):
            if not named and (_mean_pitch(melody.notes) <= _mean_pitch(chords.notes) or has_one_beat_bars(score)):
                continue
            key = score.key if score.key is not None else find_key([*chords.notes, *melody.notes])
            line = tuple(melody.notes)
            last = max(line[-1].end, *(note.end for note in chords.notes))
            clip = Clip(chords.notes, line, _length(score, last), score.timeline, key, score.sections)
            how = "tracks Melody and Chords" if named else "two parts: a line above block chords"
            return Voices(clip, how, 1.0 if named else 0.9)
    return None


def _choose(score: Score) -> _Choice:
    """Decide by the names of tracks first, then by their notes."""
    tracks = score.tracks
    everything = sorted(score.notes, key=attrgetter("onset", "pitch"))
    if len(tracks) == 1 and _share_alone(everything) > 0.95:
        raise ComposerError("only a melody: no chords were found.")
    blocks = [track for track in tracks if _are_blocks(track.notes) and len(tracks) > 1]
    blocks.sort(key=lambda track: (_CHORD_NAMES.search(track.name) is None, _mean_pitch(track.notes)))
    named = [track for track in tracks if _MELODY_NAMES.search(track.name) and not _CHORD_NAMES.search(track.name)]
    if named:
        tune = max(named, key=lambda track: (_share_alone(track.notes) > 0.8, len(track.notes)))
        line, sure = _line(tune.notes)
        return _with_rest(tracks, tune, line, blocks, f'melody from the track "{tune.name}"', 0.95 * sure)
    right = [track for track in tracks if _RIGHT_HAND.search(track.name)]
    if right and len(tracks) > 1:
        hand = [note for track in right for note in track.notes]
        line, sure = _line(sorted(hand))
        return _Choice(line, everything, False, "melody on top of the right hand", 0.9 * sure)
    tune_or_none = _tune_by_notes(tracks, blocks)
    if tune_or_none is not None:
        return _with_rest(tracks, tune_or_none, tune_or_none.notes, blocks, "melody from the monophonic part", 0.7)
    rest = [note for track in tracks if track not in blocks[:1] for note in track.notes]
    tune_line = find_melody(rest)
    sure = 0.85 * tune_line.confidence
    if blocks:
        how = "chords from one part, melody found in the other"
        return _Choice(tune_line.notes, blocks[0].notes, True, how, sure)
    in_line = {(note.onset, note.pitch) for note in tune_line.notes}
    below = [note for note in everything if (note.onset, note.pitch) not in in_line]
    return _Choice(tune_line.notes, below, _are_blocks(below), "melody and chords separated from one piano part", sure)


def _line(notes: Sequence[Note]) -> tuple[Sequence[Note], float]:
    """The tune in these notes, and how sure it is."""
    if _share_alone(notes) > 0.9:
        return notes, 1.0
    line = find_melody(notes, _HOLDS_THE_TUNE)
    return line.notes, line.confidence


def _with_rest(
    tracks: Sequence[Track], tune: Track, line: Sequence[Note], blocks: Sequence[Track], how: str, sure: float
) -> _Choice:
    """A melody with what accompanies it: a track of block chords, else all that is not the melody."""
    chords = [track for track in blocks if track is not tune]
    if chords and (len(tracks) == 2 or _CHORD_NAMES.search(chords[0].name)):
        return _Choice(line, chords[0].notes, True, how, sure)
    in_line = set(line)
    rest = [note for track in tracks for note in track.notes if track is not tune or note not in in_line]
    if not rest:
        raise ComposerError("only a melody: no chords were found.")
    return _Choice(line, sorted(rest), False, how + ", chords estimated", sure * 0.95)


def _tune_by_notes(tracks: Sequence[Track], blocks: Sequence[Track]) -> Track | None:
    """The part of one voice that lies highest, where it lies clearly above the rest."""
    alone = [
        track
        for track in tracks
        if track not in blocks and len(track.notes) >= _FEWEST_MELODY_NOTES and _share_alone(track.notes) > 0.9
    ]
    if len(tracks) < 2 or not alone:
        return None
    longest = max(len(track.notes) for track in tracks)
    tune = max(alone, key=lambda track: _mean_pitch(track.notes) + 12 * min(1.0, 3 * len(track.notes) / longest))
    others = [note for track in tracks if track is not tune for note in track.notes]
    return tune if _mean_pitch(tune.notes) > _mean_pitch(others) + 3 else None


def _mean_pitch(notes: Sequence[Note]) -> float:
    return sum(note.pitch for note in notes) / len(notes)


def _is_one_voice(notes: Sequence[Note]) -> bool:
    """Whether no note begins before the one before it has ended."""
    return all(note.end <= after.onset for note, after in zip(notes, notes[1:], strict=False))


def _share_alone(notes: Sequence[Note]) -> float:
    """The share of notes that neither begin together with the one before nor overlap it by more than half."""
    if len(notes) < 2:
        return 1.0
    together = sum(
        after.onset - note.onset < TOGETHER or note.end - after.onset > note.duration // 2
        for note, after in zip(notes, notes[1:], strict=False)
    )
    return 1 - together / (len(notes) - 1)


def _are_blocks(notes: Sequence[Note]) -> bool:
    """Whether nearly all notes belong to chords struck together and released before the next."""
    groups = good = 0
    index = 0
    while index < len(notes):
        first = notes[index]
        size, end = 1, first.end
        while index + size < len(notes) and notes[index + size].onset - first.onset <= TOGETHER:
            end = max(end, notes[index + size].end)
            size += 1
        index += size
        groups += 1
        good += size >= 2 and (index == len(notes) or end <= notes[index].onset + TOGETHER)
    return groups > 0 and good >= 0.85 * groups


def _length(score: Score, last: int) -> int:
    """The length the file gives, where it is no more than four bars beyond the last note; else up to its bar line."""
    bar = score.timeline.meter_at(last).bar
    return score.length if score.length <= last + 4 * bar else score.timeline.bar_start(score.timeline.bars_in(last))
