from composer_app.corpus.transcription.tracks import highest_pitches, plural
from composer_app.music.note import Note


def test_reasons_count_in_words_that_agree() -> None:
    assert [plural(many, "part") for many in (1, 2)] == ["1 part", "2 parts"]


def test_near_copies_are_known_by_the_highest_of_each_group() -> None:
    assert highest_pitches([Note(0, 480, 60), Note(0, 480, 72), Note(480, 480, 62)]) == [72, 62]
