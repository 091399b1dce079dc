"""One file per gesture on the roll."""
