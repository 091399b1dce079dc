"""Any score becomes chords low and melody high."""
