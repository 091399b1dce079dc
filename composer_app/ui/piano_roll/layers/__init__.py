"""What the canvas shows, one layer a file, painted from back to front; each knows its place only."""
