"""Notes, clips, meter, scales, chords and editing, in plain Python."""
