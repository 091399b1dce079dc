"""Files as such: written whole, named, found; nothing about music."""
