"""MusicXML: a score that notation programs open."""

from composer_app.formats.musicxml.write import musicxml_bytes, write_clip

__all__ = ["musicxml_bytes", "write_clip"]
