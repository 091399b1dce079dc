"""How original an idea of two_voice is: its new notes against the songs that its model learnt from."""

from __future__ import annotations

from collections.abc import Sequence

from composer_app.corpus.originality.melody_index import Index
from composer_app.methods.two_voice.generation.brief import brief_of
from composer_app.methods.two_voice.generation.segments import TwoVoiceModel
from composer_app.music.clip import Clip
from composer_app.music.note import Note
from composer_app.music.originality import Originality
from composer_app.protocol.request import Request


def originality_of(clip: Clip, index: Index, kept: Sequence[Note] = ()) -> Originality:
    """What the melody of `clip` shares with the songs in `index`.

    `kept` are the melody notes that were there before and came back as they were: they are the composer's own, are not
    counted, and what repeats them is no copy. Chords are not compared: progressions are common property.
    """
    return index.check(clip.melody, kept)


def originality(clip: Clip, request: Request, model: TwoVoiceModel, index: Index) -> Originality:
    """What a clip shares now that `request`, that of one idea, began and the composer has edited since."""
    return originality_of(clip, index, brief_of(request, model, [request.seed or 0]).frames[0].melody)
