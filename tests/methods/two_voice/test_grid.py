import numpy as np

from composer_app.methods.two_voice.grid import FIRST, HOLD, REST, SHAPES, chord_token, decode, encode
from composer_app.music.clip import Clip
from composer_app.music.key import Key
from composer_app.music.meter import Meter, MeterChange, Tempo, Timeline
from composer_app.music.note import Note
from tests.methods.two_voice.songs import BAR, C_MAJOR, G_SEVENTH_OVER_F, clip, held, song


def classes(notes: tuple[Note, ...], tick: int) -> set[int]:
    return {note.pitch % 12 for note in notes if note.onset <= tick < note.end}


def test_melody_event_stands_where_the_note_begins_and_ends() -> None:
    melody = song().melody
    assert melody[[0, 4, 8, 12]].tolist() == [FIRST + 72, FIRST + 74, FIRST + 76, REST]
    assert not melody[1:4].any()


def test_chord_struck_again_unchanged_goes_on() -> None:
    twice = Clip(held(C_MAJOR, 0) + held(C_MAJOR, 1), ())
    assert np.flatnonzero(encode(twice)[0].chords).tolist() == [0]


def test_slash_chord_keeps_its_bass() -> None:
    token = chord_token(G_SEVENTH_OVER_F)
    assert (token - FIRST) % 12 == 5
    assert SHAPES[(token - FIRST) // 12] == (0, 2, 6, 9)


def test_unknown_chord_becomes_the_likest_on_its_bass() -> None:
    cluster = chord_token((36, 37, 38, 40, 43))
    assert (cluster - FIRST) % 12 == 0


def test_decoded_music_encodes_to_the_same_tokens() -> None:
    first = song()
    chords, melody = decode(first.melody, first.chords, 0, SHAPES, Meter())
    again = encode(Clip(chords, melody, 4 * BAR))[0]
    assert again.melody.tolist() == first.melody.tolist()
    assert again.chords.tolist() == first.chords.tolist()


def test_every_shape_is_voiced_with_all_its_pitch_classes_below_the_melody() -> None:
    for shape in range(len(SHAPES)):
        for bass in range(12):
            chords = np.zeros(16, np.int16)
            melody = np.zeros(16, np.int16)
            chords[0], melody[0] = FIRST + 12 * shape + bass, FIRST + 64
            notes, _ = decode(melody, chords, 0, SHAPES, Meter())
            assert classes(notes, 0) == {(bass + i) % 12 for i in SHAPES[shape]}
            assert max(note.pitch for note in notes) < 64
            assert min(note.pitch for note in notes) == 36 + bass


def test_each_stretch_of_one_meter_is_a_song_of_its_own() -> None:
    timeline = Timeline((Tempo(0, 120.0),), (MeterChange(0, Meter(4, 4)), MeterChange(BAR, Meter(3, 4))))
    melody = (Note(0, 480, 60), Note(BAR, 480, 62))
    songs = encode(Clip((), melody, BAR + 1440, timeline))
    assert [(s.bar, len(s)) for s in songs] == [(16, 16), (12, 12)]


def test_signature_in_major_with_time_on_the_relative_minor_is_minor() -> None:
    a_minor = Clip(tuple(Note(0, BAR, p) for p in (45, 52, 60)), (), BAR, key=Key(0))
    assert encode(a_minor)[0].mode == 1


def test_held_note_cut_by_the_next_onset_keeps_one_voice() -> None:
    overlapping = Clip((), (Note(0, 960, 72), Note(480, 480, 74)), BAR)
    melody = encode(overlapping)[0].melody
    assert melody[[0, 4, 8]].tolist() == [FIRST + 72, FIRST + 74, REST]
    assert melody[2] == HOLD


def test_clip_round_trips_through_its_own_tokens() -> None:
    melody = decode(song().melody, song().chords, 0, SHAPES, Meter())[1]
    assert [(n.onset, n.duration, n.pitch) for n in melody] == [(n.onset, n.duration, n.pitch) for n in clip().melody]
