from dataclasses import replace

from composer_app.corpus.melody_index import Index
from composer_app.generation.originality import originality_of
from composer_app.music.clip import Clip
from composer_app.music.note import Note
from tests.corpus.test_melody_index import line, song

INDEX = Index.build((f"song {seed}", song(seed)) for seed in range(6))


def test_idea_that_quotes_a_song_is_told_with_its_name() -> None:
    found = originality_of(Clip(melody=line(2)[10:24]), INDEX)
    assert (found.verdict, found.runs[0].song, found.runs[0].notes) == ("red", "song 2", 14)


def test_chords_are_not_judged() -> None:
    assert originality_of(Clip(chords=line(2)[10:24], melody=line(50)), INDEX).verdict == "green"


def test_what_the_composer_gave_is_no_copy() -> None:
    given = line(2)[10:24]
    new = tuple(replace(note, onset=note.onset + given[-1].end + 120) for note in line(60, 20))
    assert originality_of(Clip(melody=given + new), INDEX, kept=given).verdict == "green"
    assert originality_of(Clip(melody=given + new), INDEX).verdict == "red"


def test_notes_written_between_given_ones_are_counted_alone() -> None:
    whole = line(2)[10:34]
    written = whole[8:17]
    kept: tuple[Note, ...] = tuple(note for note in whole if note not in written)
    found = originality_of(Clip(melody=whole), INDEX, kept=kept)
    assert (found.verdict, found.longest) == ("amber", 9)
