"""How original an idea is: its new notes against the songs that its model learnt from."""

from __future__ import annotations

from collections.abc import Sequence

from composer_app.corpus.originality.melody_index import Index
from composer_app.generation.brief import brief_of
from composer_app.generation.by_method import is_by_method, top_line
from composer_app.generation.model import Model
from composer_app.music.clip import Clip
from composer_app.music.note import Note
from composer_app.music.originality import Originality
from composer_app.protocol.request import Request


def originality_of(clip: Clip, index: Index, kept: Sequence[Note] = ()) -> Originality:
    """What the melody of `clip` shares with the songs in `index`.

    `kept` are the melody notes that were given and came back as they were: they are the composer's own, are not
    counted, and what repeats them is no copy. Chords are not judged: progressions are common property.
    """
    return index.check(clip.melody, kept)


def judge(clip: Clip, request: Request, model: Model) -> Originality | None:
    """What a clip shares now that `request`, that of one idea, began and the composer has edited since.

    None where the model carries no melodies to compare with.
    """
    if model.index is None:
        return None
    if is_by_method(model.card):
        return model.index.check(top_line(clip), request.clip.melody if request.clip is not None else ())
    return originality_of(clip, model.index, brief_of(request, model, [request.seed or 0]).frames[0].melody)
