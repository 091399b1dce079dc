from __future__ import annotations

from composer_app.corpus.transcription.harmony import best_bars, chords_of, find_chords, voiced
from composer_app.music.chord import Chord, ChordSpan
from composer_app.music.meter import Meter, Timeline
from composer_app.music.note import Note
from tests.corpus import songs

PLAIN = Timeline.plain()


def test_broken_chords_are_heard_as_chords() -> None:
    spans = chords_of(songs.figure(4), songs.melody(4), PLAIN, 4 * 1920)
    assert [str(span.chord) for span in spans] == ["C", "Am", "F", "G"]


def test_chord_lasts_until_the_next() -> None:
    notes = find_chords(songs.figure(4), (), PLAIN, 4 * 1920)
    assert {(note.onset, note.duration) for note in notes} == {(bar * 1920, 1920) for bar in range(4)}


def test_beats_without_accompaniment_have_no_chord() -> None:
    silence = [note for note in songs.figure(4) if note.onset // 1920 != 1]
    spans = chords_of(silence, (), PLAIN, 4 * 1920)
    assert spans[1] == ChordSpan(1920, 3840, None)


def test_inversion_is_heard_from_the_bass() -> None:
    held = [Note(0, 1920, pitch) for pitch in (40, 55, 60, 64)]
    assert [str(span.chord) for span in chords_of(held, (), PLAIN, 1920)] == ["C/E"]


def test_voicing_has_its_bass_in_the_second_octave_and_stands_close() -> None:
    assert [note.pitch for note in voiced(Chord(0, "", 4), 0, 480, 64)] == [40, 43, 48]
    assert [note.pitch for note in voiced(Chord(11, "7", 11), 0, 480, 64)] == [47, 51, 54, 57]


def test_six_eight_changes_chords_on_dotted_quarters() -> None:
    notes = [Note(0, 720, p) for p in (48, 52, 55)] + [Note(720, 720, p) for p in (43, 47, 50)]
    spans = chords_of(notes, (), Timeline.plain(90, Meter(6, 8)), 1440)
    assert [(span.onset, str(span.chord)) for span in spans] == [(0, "C"), (720, "G")]


def test_bars_begin_where_chords_change() -> None:
    late = [Note(note.onset + 960, note.duration, note.pitch) for note in songs.figure(16)]
    assert best_bars(late, 0, 17 * 1920) == (4, 2)


def test_waltz_has_bars_of_three() -> None:
    waltz: list[Note] = []
    for bar in range(24):
        root, quality = songs.ROOTS[bar % 4]
        waltz += voiced(Chord(root, quality, root), bar * 1440, (bar + 1) * 1440, 64)
    assert best_bars(sorted(waltz), 0, 24 * 1440) == (3, 0)


def test_no_notes_are_no_chords() -> None:
    assert find_chords((), (), PLAIN, 1920) == []
