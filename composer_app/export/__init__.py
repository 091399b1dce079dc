"""Ideas as files in every format that can be written."""
