"""Model files: what lies in one, which there are, how one is saved and opened."""
