"""The Generate panel and its parts."""
