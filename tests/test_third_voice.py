"""A bass as one row of the table: it is kept, shown, edited, played and exported without another line of code."""

from __future__ import annotations

import io
from pathlib import Path

import mido
import music21
import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from composer_app.corpus.reading.song_cache import read_clip
from composer_app.formats.clip_json import clip_from_json, clip_to_json
from composer_app.formats.midi_file import midi_bytes, write_clip
from composer_app.formats.musicxml import musicxml_bytes
from composer_app.formats.roll_picture import picture_bytes
from composer_app.library.idea import Idea
from composer_app.library.store import Library
from composer_app.music import edit
from composer_app.music.accompaniment.play import accompanied
from composer_app.music.clip import Clip
from composer_app.music.note import Note
from composer_app.music.voices import VOICES, Voice
from composer_app.playback.schedule import schedule
from composer_app.playback.wav_file import wav_bytes
from composer_app.ui.panels.clip_header import ClipHeader
from composer_app.ui.piano_roll.descriptions import selection_description
from composer_app.ui.piano_roll.editor import Editor
from composer_app.ui.piano_roll.selection import NOTHING, every_note
from composer_app.ui.piano_roll.thumbnail import paint_clip
from composer_app.ui.piano_roll.view import PianoRoll

BAR, CHANNEL, PROGRAM = 1920, 2, 33
BASS = Voice("Bass", "bass", "melody", "#40c080", CHANNEL, (28, 55), PROGRAM, "Fingered Bass")
NOTES = (Note(0, 960, 31), Note(960, 960, 36))


@pytest.fixture(autouse=True)
def bass(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(VOICES, "bass", BASS)


@pytest.fixture
def clip() -> Clip:
    """A bar with a chord, four melody notes and two bass notes."""
    melody = [Note(480 * beat, 480, 72 + beat, 90) for beat in range(4)]
    return Clip([Note(0, BAR, pitch, 60) for pitch in (48, 52, 55)], melody, BAR, parts={"bass": NOTES})


def places(image: QImage) -> list[tuple[int, int]]:
    """The pixels, from the top, that have the hue of the bass and are well coloured."""
    pixels = [(x, y) for y in range(image.height()) for x in range(image.width())]
    return [place for place in pixels if is_bass(image.pixelColor(*place))]


def is_bass(colour: QColor) -> bool:
    near = abs(colour.hsvHue() - QColor(BASS.colour).hsvHue()) < 8
    return near and colour.alpha() > 0 and colour.hsvSaturation() > 80


def test_kept_as_json(clip: Clip) -> None:
    assert clip_from_json(clip_to_json(clip)) == clip


def test_clip_of_the_two_voices_is_kept_as_before() -> None:
    assert "bass" not in clip_to_json(Clip(melody=NOTES))
    assert clip_from_json(clip_to_json(Clip(melody=NOTES))).part("bass") == ()


def test_kept_in_the_library(clip: Clip, tmp_path: Path) -> None:
    library = Library(tmp_path / "ideas.sqlite")
    library.add(Idea("Idea", clip))
    assert [idea.clip for idea in library.ideas()] == [clip]
    library.close()


def test_midi_track_has_its_own_name_channel_and_program(clip: Clip) -> None:
    tracks = mido.MidiFile(file=io.BytesIO(midi_bytes(clip, "Idea"))).tracks
    assert [track.name for track in tracks] == ["Idea", "Melody", "Chords", "Bass"]
    program, *notes = (message for message in tracks[3] if not message.is_meta)
    assert (program.channel, program.program) == (CHANNEL, PROGRAM)
    struck = [(note.channel, note.note) for note in notes if note.type == "note_on"]
    assert struck == [(CHANNEL, note.pitch) for note in NOTES]


def test_midi_file_is_read_back(clip: Clip, tmp_path: Path) -> None:
    write_clip(clip, tmp_path / "idea.mid", "Idea")
    assert read_clip(tmp_path / "idea.mid").parts == clip.parts


def test_score_has_a_third_staff(clip: Clip) -> None:
    found = music21.converter.parse(musicxml_bytes(clip, "Idea"), format="musicxml").parts
    assert [part.partName for part in found] == ["Melody", "Chords", "Bass"]
    assert [note.pitch.midi for note in found[2].flatten().notes] == [note.pitch for note in NOTES]
    assert isinstance(found[2].flatten().getElementsByClass("Clef").first(), music21.clef.BassClef)


def test_score_without_bass_has_two_staves() -> None:
    found = music21.converter.parse(musicxml_bytes(Clip(melody=NOTES), "Idea"), format="musicxml").parts
    assert [part.partName for part in found] == ["Melody", "Chords"]


def test_player_plays_it_on_its_channel(clip: Clip) -> None:
    struck = [one.message for one in schedule(clip) if one.message[0] == 0x90 | CHANNEL]
    assert [pitch for _, pitch, _ in struck] == [note.pitch for note in NOTES]


def test_heard_in_the_sound_file() -> None:
    sound = np.frombuffer(wav_bytes(Clip(parts={"bass": NOTES}))[44:], "<i2")
    assert np.abs(sound).max() > 300


def test_accompaniment_leaves_it_as_written(clip: Clip) -> None:
    twice = edit.join(clip, clip)
    played = accompanied(twice, "arpeggio")
    assert played.chords != twice.chords
    assert played.part("bass") == twice.part("bass")


def test_transposed_cut_and_joined_with_the_rest(clip: Clip) -> None:
    assert [note.pitch for note in edit.transpose(clip, 2).part("bass")] == [33, 38]
    assert edit.cut_ticks(clip, 480, BAR).part("bass") == (Note(0, 480, 31), Note(480, 960, 36))
    assert len(edit.join(clip, clip).part("bass")) == 4


def test_edited_and_undone(qapp: object, clip: Clip) -> None:
    editor = Editor()
    editor.load(clip)
    assert editor.note_at(100, 31) == ("bass", NOTES[0])
    editor.select(frozenset([("bass", NOTES[0])]))
    editor.move(semitones=2)
    assert editor.clip.part("bass")[0].pitch == 33
    editor.undo()
    assert editor.clip == clip
    editor.select_all()
    editor.delete()
    assert editor.clip.notes == ()


def test_painted_in_the_roll_and_selected_with_the_mouse(qtbot: QtBot, clip: Clip) -> None:
    roll = PianoRoll()
    qtbot.addWidget(roll)
    roll.resize(600, 400)
    roll.set_clip(clip)
    roll.show()
    place = QPoint(*places(roll.viewport().grab().toImage())[0])
    QTest.mouseClick(roll.viewport(), Qt.MouseButton.LeftButton, pos=place + QPoint(4, 4))
    assert roll.accessibleDescription() == "Bass C2, bar 1 beat 3, half, velocity 80"


def test_painted_in_the_thumbnail(qapp: object, clip: Clip) -> None:
    image = QImage(200, 60, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(0)
    painter = QPainter(image)
    paint_clip(painter, image.rect(), clip)
    painter.end()
    assert places(image)


def test_painted_in_the_exported_picture(clip: Clip) -> None:
    assert places(QImage.fromData(picture_bytes(clip), "PNG"))
    assert not places(QImage.fromData(picture_bytes(clip.with_parts(bass=())), "PNG"))


def test_counted_in_the_description(clip: Clip) -> None:
    found = selection_description(NOTHING, clip)
    assert found == "1 bar, 4 melody notes, 3 chord notes, 2 bass notes; nothing selected"
    assert len(every_note(clip)) == 9


def test_drawn_with_a_button_of_its_own(qtbot: QtBot) -> None:
    header = ClipHeader()
    qtbot.addWidget(header)
    button = next(one for one in header._voices.buttons() if "bass" in one.toolTip())
    with qtbot.waitSignal(header.voice_chosen) as chosen:
        button.click()
    assert chosen.args == ["bass"]
    assert "bass" not in header.locks
