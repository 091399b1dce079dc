"""The canvas: coordinates, layers and gestures."""
