"""What is at work behind the window."""
