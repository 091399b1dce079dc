"""What a folder of songs is like, in numbers."""
