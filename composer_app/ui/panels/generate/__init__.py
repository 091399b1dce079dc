"""The panel that says what to write, and its parts."""
