"""A folder of files becomes a training set."""
