"""How original an idea is: its new notes against the songs that its model learnt from."""

from __future__ import annotations

from collections.abc import Sequence

from composer_app.corpus.melody_index import Index
from composer_app.music.clip import Clip
from composer_app.music.note import Note
from composer_app.music.originality import Originality


def originality_of(clip: Clip, index: Index, kept: Sequence[Note] = ()) -> Originality:
    """What the melody of `clip` shares with the songs in `index`.

    `kept` are the melody notes that were given and came back as they were: they are the composer's own, are not
    counted, and what repeats them is no copy. Chords are not judged: progressions are common property.
    """
    return index.check(clip.melody, kept)
