"""Music as the networks take it in."""
