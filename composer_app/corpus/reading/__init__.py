"""A folder of files becomes songs."""
