from composer_app.music.lines import bottom_line, skyline, struck_together, top_line
from composer_app.music.note import Note


def pitches(notes: object) -> list[int]:
    return [note.pitch for note in notes]  # type: ignore[attr-defined]


def test_strummed_chord_is_struck_together() -> None:
    groups = struck_together([Note(0, 480, 67), Note(12, 480, 60), Note(480, 480, 62)])
    assert [pitches(group) for group in groups] == [[60, 67], [62]]


def test_top_line_takes_the_highest_of_what_is_struck_together() -> None:
    assert pitches(top_line([Note(12, 480, 72), Note(0, 480, 60), Note(480, 480, 62)])) == [72, 62]


def test_bottom_line_takes_the_lowest_of_what_is_struck_together() -> None:
    assert pitches(bottom_line([Note(12, 480, 48), Note(0, 480, 60), Note(480, 480, 62)])) == [48, 62]


def test_skyline_takes_the_highest_at_each_onset() -> None:
    notes = [Note(0, 480, 60), Note(0, 480, 72), Note(8, 480, 62)]
    assert (pitches(skyline(notes)), pitches(skyline(notes, 120))) == ([72, 62], [72])
