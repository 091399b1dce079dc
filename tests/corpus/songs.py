"""Small songs for the tests of this room."""

from __future__ import annotations

from composer_app.corpus.transcription.harmony import voiced
from composer_app.music.chord import Chord
from composer_app.music.clip import Clip
from composer_app.music.note import Note
from composer_app.music.score import Score, Track

ROOTS = ((0, ""), (9, "m"), (5, ""), (7, "7"))
TUNE = (72, 74, 76, 72, 69, 71, 72, 76, 77, 76, 74, 72, 71, 74, 67, 71)


def chords(bars: int = 8) -> list[Note]:
    """A chord a bar: C, Am, F, G7 and again."""
    found: list[Note] = []
    for bar in range(bars):
        root, quality = ROOTS[bar % 4]
        found += voiced(Chord(root, quality, root), bar * 1920, (bar + 1) * 1920, 60)
    return found


def melody(bars: int = 8, shift: int = 0) -> list[Note]:
    """Four quarters a bar, each a little short."""
    return [Note(beat * 480, 420, TUNE[beat % 16] + shift, 100) for beat in range(bars * 4)]


def figure(bars: int = 8) -> list[Note]:
    """The same chords, but for the seventh, broken into eighths below middle C, the way a left hand plays them."""
    found: list[Note] = []
    for bar in range(bars):
        root, quality = ROOTS[bar % 4]
        tones = [note.pitch for note in voiced(Chord(root, quality.strip("7"), root), 0, 1, 60)]
        pattern = [tones[0], tones[1], tones[2], tones[1]] * 2
        found += [Note(bar * 1920 + 240 * place, 230, pitch, 55) for place, pitch in enumerate(pattern)]
    return found


def clip(bars: int = 8, shift: int = 0) -> Clip:
    return Clip(tuple(chords(bars)), tuple(melody(bars, shift)))


def score(*parts: list[Note], names: tuple[str, ...] = ()) -> Score:
    """A score of these parts, one channel each."""
    named = (*names, *("" for _ in parts))
    tracks = tuple(Track(named[i], i, 0, tuple(sorted(notes))) for i, notes in enumerate(parts))
    return Score(tracks, length=max(note.end for notes in parts for note in notes))
