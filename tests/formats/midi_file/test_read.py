from __future__ import annotations

import contextlib
import io
import os
from pathlib import Path

import mido
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from composer_app.errors import ComposerError
from composer_app.formats.midi_file import read_score
from composer_app.music.clip import Section
from composer_app.music.key import Key
from composer_app.music.meter import Meter, MeterChange, Tempo
from composer_app.music.note import Note

On = tuple[int, int, int]


def saved(path: Path, *tracks: list[mido.Message | mido.MetaMessage], kind: int = 1, ticks: int = 480) -> Path:
    midi = mido.MidiFile(type=kind, ticks_per_beat=ticks)
    midi.tracks.extend(mido.MidiTrack(track) for track in tracks)
    midi.save(path)
    return path


def played(pitch: int, duration: int = 480, channel: int = 0, wait: int = 0) -> list[mido.Message]:
    return [
        mido.Message("note_on", note=pitch, velocity=70, channel=channel, time=wait),
        mido.Message("note_off", note=pitch, channel=channel, time=duration),
    ]


def written(path: Path, body: bytes, division: bytes = b"\x01\xe0") -> Path:
    """A type 0 file around the raw bytes of one track."""
    path.write_bytes(b"MThd\0\0\0\6\0\0\0\1" + division + b"MTrk" + len(body).to_bytes(4, "big") + body)
    return path


def test_type_0_gives_one_track_for_each_channel(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.mid", played(60, channel=3) + played(40, channel=0), kind=0)
    assert [(track.channel, track.notes) for track in read_score(path).tracks] == [
        (0, (Note(480, 480, 40, 70),)),
        (3, (Note(0, 480, 60, 70),)),
    ]


@pytest.mark.parametrize("kind", [1, 2])
def test_types_1_and_2_keep_their_tracks(tmp_path: Path, kind: int) -> None:
    name = mido.MetaMessage("track_name", name="Gesang")
    path = saved(tmp_path / "a.mid", [name, *played(60)], played(40), kind=kind)
    assert [(track.name, track.notes[0].pitch) for track in read_score(path).tracks] == [("Gesang", 60), ("", 40)]


def test_running_status_is_understood(tmp_path: Path) -> None:
    path = written(tmp_path / "a.mid", b"\0\x90\x3c\x50\x83\x60\x3c\0\0\x40\x50\x60\x40\0\0\xff\x2f\0")
    assert read_score(path).tracks[0].notes == (Note(0, 480, 60), Note(480, 96, 64))


def test_running_status_outlives_a_text(tmp_path: Path) -> None:
    path = written(tmp_path / "a.mid", b"\0\x90\x3c\x50\0\xff\x01\x01a\x60\x3c\0\0\xff\x2f\0")
    assert read_score(path).tracks[0].notes == (Note(0, 96, 60),)


def test_hanging_note_ends_with_its_track(tmp_path: Path) -> None:
    hanging = mido.Message("note_on", note=72, velocity=70)
    path = saved(tmp_path / "a.mid", [hanging, *played(60, 960)])
    assert Note(0, 960, 72, 70) in read_score(path).tracks[0].notes


def test_hanging_note_ends_where_its_pitch_is_struck_again(tmp_path: Path) -> None:
    hanging = mido.Message("note_on", note=72, velocity=60)
    path = saved(tmp_path / "a.mid", [hanging, *played(72, 240, wait=480), *played(50, 4800)])
    notes = [note for note in read_score(path).tracks[0].notes if note.pitch == 72]
    assert notes == [Note(0, 480, 72, 60), Note(480, 240, 72, 70)]


def test_two_voices_on_one_pitch_are_released_in_the_order_they_were_struck(tmp_path: Path) -> None:
    events = [(("note_on"), 0), ("note_on", 100), ("note_off", 100), ("note_off", 100)]
    path = saved(tmp_path / "a.mid", [mido.Message(kind, note=60, velocity=70, time=time) for kind, time in events])
    assert read_score(path).tracks[0].notes == (Note(0, 200, 60, 70), Note(100, 200, 60, 70))


def test_drums_are_left_out(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.mid", played(60), played(36, channel=9))
    assert len(read_score(path).tracks) == 1


def test_ticks_are_rescaled_to_480_a_quarter(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.mid", played(60, 48, wait=96), ticks=96)
    assert read_score(path).tracks[0].notes == (Note(480, 240, 60, 70),)


def test_frames_a_second_are_read_as_120_quarters_a_minute(tmp_path: Path) -> None:
    path = written(tmp_path / "a.mid", b"\0\x90\x3c\x50\x83\x74\x3c\0\0\xff\x2f\0", division=b"\xe7\x28")
    assert read_score(path).tracks[0].notes == (Note(0, 480, 60),)


def test_tempo_and_meter_changes_key_and_markers_are_kept(tmp_path: Path) -> None:
    metas = [
        mido.MetaMessage("set_tempo", tempo=600000),
        mido.MetaMessage("time_signature", numerator=3, denominator=4),
        mido.MetaMessage("key_signature", key="F#m"),
        mido.MetaMessage("marker", text="A"),
        mido.MetaMessage("set_tempo", tempo=500000, time=1000),
        mido.MetaMessage("time_signature", numerator=1, denominator=4),
        mido.MetaMessage("marker", text="B", time=440),
    ]
    score = read_score(saved(tmp_path / "a.mid", metas, played(60, 4800)))
    assert score.timeline.tempos == (Tempo(0, 100.0), Tempo(1000, 120.0))
    assert score.timeline.meters == (MeterChange(0, Meter(3, 4)), MeterChange(1000, Meter(1, 4)))
    assert score.key == Key.parse("F# minor")
    assert score.sections == (Section(0, "A"), Section(1440, "B"))


def test_late_first_tempo_leaves_the_usual_one_before_it(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.mid", [mido.MetaMessage("set_tempo", tempo=600000, time=480)], played(60))
    assert read_score(path).timeline.tempos == (Tempo(0, 120.0), Tempo(480, 100.0))


def test_last_of_several_tempos_at_one_tick_holds(tmp_path: Path) -> None:
    metas = [mido.MetaMessage("set_tempo", tempo=tempo) for tempo in (500000, 400000, 600000)]
    assert read_score(saved(tmp_path / "a.mid", metas, played(60))).timeline.bpm == 100.0


def test_impossible_meter_and_tempo_are_passed_over(tmp_path: Path) -> None:
    body = b"\0\xff\x58\x04\0\x02\x18\x08\0\xff\x58\x04\x04\x09\x18\x08\0\xff\x51\x03\0\0\0\0\x90\x3c\x50\x60\x3c\0"
    score = read_score(written(tmp_path / "a.mid", body + b"\0\xff\x2f\0"))
    assert (score.timeline.meter, score.timeline.bpm) == (Meter(4, 4), 120.0)


def test_pickup_keeps_its_ticks(tmp_path: Path) -> None:
    assert read_score(saved(tmp_path / "a.mid", played(60, wait=1440))).tracks[0].notes[0].onset == 1440


def test_riff_wrapper_is_looked_through(tmp_path: Path) -> None:
    plain = saved(tmp_path / "a.mid", played(60)).read_bytes()
    wrapped = tmp_path / "b.rmi"
    wrapped.write_bytes(b"RIFF\0\0\0\0RMIDdata\0\0\0\0" + plain)
    assert read_score(wrapped).tracks[0].notes[0].pitch == 60


def test_track_name_in_another_encoding_is_still_text(tmp_path: Path) -> None:
    path = written(tmp_path / "a.mid", b"\0\xff\x03\x03S\xf6l\0\x90\x3c\x50\x60\x3c\0\0\xff\x2f\0")
    assert read_score(path).tracks[0].name == "Söl"


def refusal(path: Path) -> str:
    with pytest.raises(ComposerError) as refused:
        read_score(path)
    text = str(refused.value)
    assert text.startswith(path.name)
    assert text.endswith(".")
    return text


def test_truncated_file_is_refused(tmp_path: Path) -> None:
    path = saved(tmp_path / "song.mid", played(60) * 20)
    path.write_bytes(path.read_bytes()[:100])
    assert "breaks off" in refusal(path)


def test_file_cut_within_its_header_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "song.mid"
    path.write_bytes(b"MThd\0\0\0\6")
    assert "breaks off" in refusal(path)


def test_text_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "notes.mid"
    path.write_text("C major, then F")
    assert "is not a MIDI file" in refusal(path)


def test_empty_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "song.mid"
    path.touch()
    assert "is empty" in refusal(path)


def test_folder_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "songs.mid"
    path.mkdir()
    assert "is a folder" in refusal(path)


def test_missing_file_is_refused(tmp_path: Path) -> None:
    assert "is not there" in refusal(tmp_path / "gone.mid")


def test_hundred_megabytes_of_garbage_are_refused_without_being_read(tmp_path: Path) -> None:
    path = tmp_path / "garbage.mid"
    with path.open("wb") as file:
        file.write(os.urandom(4096).replace(b"MThd", b"xxxx"))
        file.truncate(100_000_000)
    assert "is not a MIDI file" in refusal(path)


def test_hundred_megabytes_behind_a_midi_header_are_refused(tmp_path: Path) -> None:
    path = saved(tmp_path / "garbage.mid", played(60))
    os.truncate(path, 100_000_000)
    assert "too large" in refusal(path)


def test_file_without_notes_is_refused(tmp_path: Path) -> None:
    assert "no notes" in refusal(saved(tmp_path / "song.mid", [mido.MetaMessage("set_tempo", tempo=500000)]))


def test_file_with_drums_only_is_refused(tmp_path: Path) -> None:
    assert "only drums" in refusal(saved(tmp_path / "song.mid", played(36, channel=9)))


def test_damaged_track_is_refused(tmp_path: Path) -> None:
    assert "damaged" in refusal(written(tmp_path / "song.mid", b"\0\x3c\x50\x60\x3c"))


def test_insane_number_of_notes_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("composer_app.formats.midi_file.read.MAX_NOTES", 10)
    assert "more than 10 notes" in refusal(saved(tmp_path / "song.mid", played(60) * 11))


@given(st.data())
@settings(max_examples=300, deadline=None)
def test_mutated_file_is_read_or_refused_but_never_crashes(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    whole = io.BytesIO()
    midi = mido.MidiFile(type=1)
    midi.tracks.append(mido.MidiTrack([mido.MetaMessage("set_tempo", tempo=400000), *(played(60) + played(64) * 3)]))
    midi.save(file=whole)
    content = bytearray(whole.getvalue())
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path_factory.getbasetemp() / "mutated.mid"
    path.write_bytes(bytes(content[: data.draw(st.integers(1, len(content)))]))
    with contextlib.suppress(ComposerError):
        read_score(path)
