"""Standard MIDI Files: reads any, writes two-voice ones."""

from composer_app.formats.midi_file.read import read_score
from composer_app.formats.midi_file.write import midi_bytes, write_clip

__all__ = ["midi_bytes", "read_score", "write_clip"]
