"""The layers of the canvas, one a file, painted from back to front; each paints in its own region."""
