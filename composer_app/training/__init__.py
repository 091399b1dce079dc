"""Training as a plain generator, its settings and its progress."""
