"""On time to a MIDI port or the built-in piano."""
