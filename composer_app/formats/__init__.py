"""Files to music and back, one file per format."""
