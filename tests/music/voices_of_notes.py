"""Lists of notes for property tests, drawn as the notes of one voice."""

from __future__ import annotations

from hypothesis import strategies as st

from composer_app.music.key import Key
from composer_app.music.note import Note, untangled

NOTES = st.builds(
    Note,
    onset=st.integers(0, 8000),
    duration=st.integers(1, 2000),
    pitch=st.integers(30, 100),
    velocity=st.integers(1, 127),
)
VOICE = st.lists(NOTES, max_size=12).map(untangled).map(sorted)
KEYS = st.builds(Key, st.integers(0, 11), st.booleans())
