import pytest

from composer_app.corpus.transcription.tracks import Clock, counted, struck_together, top_line
from composer_app.music.meter import Tempo, Timeline
from composer_app.music.note import Note


def test_reasons_count_in_words_that_agree() -> None:
    assert [counted(many, "part") for many in (1, 2)] == ["1 part", "2 parts"]


def test_strummed_chord_is_struck_together() -> None:
    groups = struck_together([Note(0, 480, 67), Note(12, 480, 60), Note(480, 480, 62)])
    assert [[note.pitch for note in group] for group in groups] == [[60, 67], [62]]


def test_top_line_takes_the_highest_of_each_group() -> None:
    assert top_line([Note(0, 480, 60), Note(0, 480, 72), Note(480, 480, 62)]) == [72, 62]


@pytest.mark.parametrize(("tick", "second"), [(0, 0.0), (480, 0.5), (960, 1.0), (1440, 2.0)])
def test_clock_follows_tempo_changes(tick: int, second: float) -> None:
    clock = Clock(Timeline((Tempo(0, 120.0), Tempo(960, 60.0))))
    assert clock.seconds(tick) == pytest.approx(second)
    assert clock.tick(second) == pytest.approx(tick)
