"""Standard MIDI Files: reads any, writes one track for each voice of a clip."""

from composer_app.formats.midi_file.read import file_contents, parse_score, read_score
from composer_app.formats.midi_file.write import midi_bytes, write_clip

SUFFIXES = (".mid", ".midi", ".kar", ".smf")  # of the files that are read

__all__ = ["SUFFIXES", "file_contents", "midi_bytes", "parse_score", "read_score", "write_clip"]
