"""Build the demo training set: the songs in resources/demo/source/*.txt become chords-low/melody-high MIDI.

Run `python packaging/build_demo.py` after editing a source; resources/demo/README.md describes the notation.
A bar that does not add up, a chord that cannot be read or a note out of range stops the build with its line.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from itertools import takewhile
from math import pi, sin
from pathlib import Path

import mido

from composer_app.music.chord import QUALITIES, Chord
from composer_app.music.key import Key
from composer_app.music.meter import Meter
from composer_app.music.note import TICKS_PER_QUARTER, Note

DEMO = Path(__file__).resolve().parent.parent / "resources" / "demo"
HEADER = ("title", "composer", "year", "status", "key", "meter", "tempo", "form")
VALUES = {"w": Fraction(4), "h": Fraction(2), "q": Fraction(1), "e": Fraction(1, 2), "s": Fraction(1, 4)}
LETTERS = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
ACCIDENTALS = {"": 0, "#": 1, "b": -1}
LOWEST_MELODY, HIGHEST_MELODY = 60, 84
LOWEST_BASS, LOWEST_VOICING = 36, 48
LONGEST_SECTION = 32
PHRASE_BARS = 4
MELODY_CHANNEL, CHORDS_CHANNEL = 0, 1
_MELODY_NOTE = re.compile(r"(?:([A-G])([#b]?)(\d)|R)([whqes])(\.?)(t?)(~?)")
_CHORD = re.compile(r"([A-G])([#b]?)([^/=]*)(?:/([A-G])([#b]?))?(?:=([whqes])(\.?))?")
_TABLE = re.compile(r"(?<=<!-- songs -->\n).*?(?=<!-- end of songs -->)", re.DOTALL)


class SourceError(Exception):
    """A source that cannot be built: which file and line, and what is wrong there."""


@dataclass(frozen=True, slots=True)
class NamedChord:
    """A chord as written in the source, sounding for `duration` ticks; None rests."""

    name: str
    chord: Chord | None
    duration: int


@dataclass(frozen=True, slots=True)
class MelodyNote:
    """A melody note of `duration` ticks; pitch None rests, `tied` holds it into the next note."""

    pitch: int | None
    duration: int
    tied: bool = False


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of both voices."""

    chords: tuple[NamedChord, ...]
    melody: tuple[MelodyNote, ...]


@dataclass(frozen=True, slots=True)
class Song:
    """A song as its source gives it; `form` names the sections in playing order."""

    name: str
    header: dict[str, str]
    sections: dict[str, tuple[Bar, ...]]

    @property
    def form(self) -> list[str]:
        """The names of the sections in playing order."""
        return self.header["form"].split()

    @property
    def bars(self) -> list[Bar]:
        """All bars in playing order."""
        return [bar for section in self.form for bar in self.sections[section]]

    @property
    def meter(self) -> Meter:
        """The meter throughout."""
        numerator, denominator = self.header["meter"].split("/")
        return Meter(int(numerator), int(denominator))

    @property
    def labels(self) -> list[str]:
        """One marker a section, its type and its length in bars: A8."""
        return [f"{section[0]}{len(self.sections[section])}" for section in self.form]


def value_ticks(value: str, dot: str, triplet: str = "") -> int:
    """The ticks of a written value such as ("q", ".", "")."""
    quarters = VALUES[value] * (Fraction(3, 2) if dot else 1) * (Fraction(2, 3) if triplet else 1)
    return int(quarters * TICKS_PER_QUARTER)


def read_melody(text: str) -> tuple[MelodyNote, ...]:
    """Read notes such as "F#4q. Re C5h~"; SourceError for anything else."""
    notes = []
    for word in text.split():
        found = _MELODY_NOTE.fullmatch(word)
        if not found:
            raise SourceError(f'"{word}" is not a note; write it as F#4q. or Rh')
        letter, accidental, octave, value, dot, triplet, tie = found.groups()
        duration = value_ticks(value, dot, triplet)
        pitch = None if letter is None else LETTERS[letter] + ACCIDENTALS[accidental] + 12 * (int(octave) + 1)
        if pitch is not None and not LOWEST_MELODY <= pitch <= HIGHEST_MELODY:
            raise SourceError(f'"{word}" lies outside C4 to C6')
        notes.append(MelodyNote(pitch, duration, bool(tie)))
    return tuple(notes)


def read_chords(text: str, bar: int) -> tuple[NamedChord, ...]:
    """Read chords such as "G=h. D7/F#=q" or "G D7", which share the bar equally; "-" is no chord."""
    words = text.split()
    share = bar // max(1, len(words))
    return tuple(NamedChord("", None, share) if word == "-" else _read_chord(word, share) for word in words)


def _read_chord(word: str, share: int) -> NamedChord:
    found = _CHORD.fullmatch(word)
    if not found or found[3] not in QUALITIES:
        raise SourceError(f'"{word}" is not a chord; write it as Am7/G or D7=h')
    letter, accidental, quality, bass_letter, bass_accidental, value, dot = found.groups()
    root = (LETTERS[letter] + ACCIDENTALS[accidental]) % 12
    bass = (LETTERS[bass_letter] + ACCIDENTALS[bass_accidental]) % 12 if bass_letter else root
    return NamedChord(word.partition("=")[0], Chord(root, quality, bass), value_ticks(value, dot) if value else share)


def read_bar(text: str, length: int) -> Bar:
    """Read "chords | melody"; SourceError unless both fill `length` ticks."""
    chords_text, line, melody_text = text.partition("|")
    if not line:
        raise SourceError(f'"{text}" lacks the line | between chords and melody')
    bar = Bar(read_chords(chords_text, length), read_melody(melody_text))
    for voice, parts in (("chords", bar.chords), ("melody", bar.melody)):
        total = sum(part.duration for part in parts)
        if total != length:
            written, room = total / TICKS_PER_QUARTER, length / TICKS_PER_QUARTER
            raise SourceError(f"{voice} of {written:g} quarters do not fill the bar of {room:g}")
    return bar


def read_song(path: Path) -> Song:
    """Read one source file; SourceError says which line is wrong."""
    header: dict[str, str] = {}
    sections: dict[str, list[Bar]] = {}
    current: list[Bar] = []
    for number, raw in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        line = raw.partition("%")[0].strip()
        try:
            if line.startswith("["):
                name, _, model = line.strip("[]").replace(" ", "").partition("=")
                current = sections[name] = list(sections[model]) if model else []
            elif "|" in line:
                if not sections:
                    raise SourceError("a bar stands before the first [section]")
                place, colon, text = line.partition(":")
                bar = read_bar(text if colon else line, _meter_of(header).bar)
                if colon:  # a bar that differs from the section this one is modelled on
                    current[int(place) - 1] = bar
                else:
                    current.append(bar)
            elif line:
                key, _, value = line.partition(":")
                header[key.strip()] = value.strip()
        except (SourceError, KeyError, IndexError, ValueError) as error:
            raise SourceError(f"{path.name}, line {number}: {error}") from error
    song = Song(path.stem, header, {name: tuple(bars) for name, bars in sections.items()})
    _check(song)
    return song


def _meter_of(header: dict[str, str]) -> Meter:
    return Song("", header, {}).meter


def _check(song: Song) -> None:
    missing = [key for key in HEADER if not song.header.get(key)]
    if missing:
        raise SourceError(f"{song.name}: the header lacks {', '.join(missing)}")
    for section in song.form:
        if not 1 <= len(song.sections.get(section, ())) <= LONGEST_SECTION:
            raise SourceError(f"{song.name}: section {section} has no bars or more than {LONGEST_SECTION}")
    first = song.bars[0].melody
    silent = sum(1 for _ in takewhile(lambda note: note.pitch is None, first))
    upbeat = "".join(f" {note.duration}" for note in first[silent:]) if silent else ""
    written = "".join(f" {value_ticks(*_written_value(word))}" for word in song.header.get("pickup", "").split())
    if upbeat != written:
        raise SourceError(f"{song.name}: pickup says{written or ' none'} ticks, the first bar has{upbeat or ' none'}")
    try:
        Key.parse(song.header["key"])
    except ValueError as error:
        raise SourceError(f"{song.name}: {error}") from error
    melody_notes(song)


def _written_value(word: str) -> tuple[str, str]:
    return word[0], word[1:]


def melody_notes(song: Song) -> list[Note]:
    """The melody in ticks, ties joined, louder towards the middle of a phrase and on strong beats."""
    spans: list[tuple[int, int, int]] = []
    tick, tied = 0, False
    for written in (note for bar in song.bars for note in bar.melody):
        if tied and (written.pitch is None or written.pitch != spans[-1][2]):
            raise SourceError(f"{song.name}: a tie in bar {tick // song.meter.bar + 1} leads to another pitch")
        if tied:
            onset, duration, pitch = spans.pop()
            spans.append((onset, duration + written.duration, pitch))
        elif written.pitch is not None:
            spans.append((tick, written.duration, written.pitch))
        tied = written.tied
        tick += written.duration
    if tied:
        raise SourceError(f"{song.name}: the last note is tied to nothing")
    return [Note(onset, duration, pitch, _melody_velocity(onset, pitch, song)) for onset, duration, pitch in spans]


def _melody_velocity(onset: int, pitch: int, song: Song) -> int:
    meter = song.meter
    start = meter.bar if song.header.get("pickup") else 0
    phrase = PHRASE_BARS * meter.bar
    arch = sin(pi * ((onset - start) % phrase) / phrase)
    return round(76 + 10 * arch + _accent(onset % meter.bar, meter) + (pitch - 69) / 3)


def _accent(place: int, meter: Meter) -> int:
    if place == 0:
        return 6
    pulse = meter.bar // 2 if meter.numerator % 2 == 0 else meter.beat
    return 3 if place % pulse == 0 else 0


def chord_notes(song: Song) -> list[tuple[str, tuple[Note, ...]]]:
    """Each chord's name and notes: the bass in C2-B2, every tone in close position in C3-B3."""
    voiced = []
    tick = 0
    for written in (chord for bar in song.bars for chord in bar.chords):
        if written.chord:
            accent = _accent(tick % song.meter.bar, song.meter) // 2
            bass = Note(tick, written.duration, LOWEST_BASS + written.chord.bass, 66 + accent)
            upper = _upper_pitches(written.chord)
            notes = (bass, *(Note(tick, written.duration, pitch, 61 + accent) for pitch in upper))
            voiced.append((written.name, notes))
        tick += written.duration
    return voiced


def _upper_pitches(chord: Chord) -> list[int]:
    tones = [(chord.root + step) % 12 for step in QUALITIES[chord.quality]]
    if len(tones) > 3 and chord.bass in tones:
        tones.remove(chord.bass)  # three upper voices: the bass already has its tone
    return sorted(LOWEST_VOICING + tone for tone in tones)


def midi_file(song: Song) -> mido.MidiFile:
    """The song as type 1: tempo, meter, key and section markers, then melody and chords."""
    length = len(song.bars) * song.meter.bar
    chords = chord_notes(song)
    names: list[tuple[int, mido.MetaMessage]] = [
        (notes[0].onset, mido.MetaMessage("text", text=name)) for name, notes in chords
    ]
    file = mido.MidiFile(type=1, ticks_per_beat=TICKS_PER_QUARTER)
    file.tracks.append(_track(song.header["title"], _time_line(song), length))
    file.tracks.append(_track("Melody", _voice(melody_notes(song), MELODY_CHANNEL), length))
    sounding = _voice((note for _, notes in chords for note in notes), CHORDS_CHANNEL)
    file.tracks.append(_track("Chords", names + sounding, length))
    return file


def _time_line(song: Song) -> list[tuple[int, mido.MetaMessage]]:
    meter, key = song.meter, song.header["key"].replace(" major", "").replace(" minor", "m")
    tempo = mido.bpm2tempo(float(song.header["tempo"]))
    events = [
        (0, mido.MetaMessage("set_tempo", tempo=tempo)),
        (0, mido.MetaMessage("time_signature", numerator=meter.numerator, denominator=meter.denominator)),
        (0, mido.MetaMessage("key_signature", key=key)),
    ]
    tick = 0
    for section, label in zip(song.form, song.labels, strict=True):
        events.append((tick, mido.MetaMessage("marker", text=label)))
        tick += len(song.sections[section]) * meter.bar
    return events


def _voice(notes: Iterable[Note], channel: int) -> list[tuple[int, mido.Message]]:
    events = [(0, mido.Message("program_change", channel=channel, program=0))]
    for note in notes:
        on = mido.Message("note_on", channel=channel, note=note.pitch, velocity=note.velocity)
        off = mido.Message("note_off", channel=channel, note=note.pitch, velocity=0)
        events += [(note.onset, on), (note.end, off)]
    return events


def _track(name: str, events: list[tuple[int, mido.Message]], length: int) -> mido.MidiTrack:
    """Sort the events, a release before what is struck at the same tick, and end on the bar line."""
    order = {"note_off": 0, "note_on": 2}
    track = mido.MidiTrack([mido.MetaMessage("track_name", name=name)])
    now = 0
    for tick, message in sorted(events, key=lambda event: (event[0], order.get(event[1].type, 1))):
        track.append(message.copy(time=tick - now))
        now = tick
    track.append(mido.MetaMessage("end_of_track", time=length - now))
    return track


def song_table(songs: list[Song]) -> str:
    """The songs as a Markdown table: file, origin, why it is free, key, meter, length and form."""
    rows = [
        "| file | song | origin | year | in the public domain because | key | meter | bars | form |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for song in songs:
        head = song.header
        origin = [head[name] for name in ("title", "composer", "year", "status", "key", "meter")]
        cells = (f"`{song.name}.mid`", *origin, str(len(song.bars)), " ".join(song.labels))
        rows.append(f"| {' | '.join(cells)} |")
    return "\n".join(rows) + "\n"


def build(source: Path, target: Path) -> list[Song]:
    """Write every source's MIDI file to `target`; SourceError before the first file if one is wrong."""
    songs = [read_song(path) for path in sorted(source.glob("*.txt"))]
    target.mkdir(parents=True, exist_ok=True)
    for song in songs:
        midi_file(song).save(str(target / f"{song.name}.mid"))
    return songs


def main() -> int:
    """Build the set and the table in its README; 1 when a source is wrong."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--target", type=Path, default=DEMO, help="folder for the MIDI files")
    target = parser.parse_args().target
    try:
        songs = build(DEMO / "source", target)
    except SourceError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    readme = DEMO / "README.md"
    if target == DEMO and readme.exists():
        text = readme.read_text(encoding="utf-8")
        readme.write_text(_TABLE.sub(lambda _: song_table(songs), text), encoding="utf-8")
    sys.stdout.write(f"{len(songs)} songs, {sum(len(song.bars) for song in songs)} bars in {target}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
