"""Accompaniment: the harmony of a clip as a pianist would play it."""
