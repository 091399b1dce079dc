"""What desktop tests and benchmarks ask the running window."""
