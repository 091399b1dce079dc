"""Files and music: one module for each format."""
