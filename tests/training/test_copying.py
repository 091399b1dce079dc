from composer_app.music.clip import Clip
from composer_app.music.note import Note
from composer_app.training.copying import runs, runs_of


def line(pitches: range, start: int = 0) -> tuple[Note, ...]:
    return tuple(Note(480 * i + start, 240, p) for i, p in enumerate(pitches))


def test_ten_notes_are_one_run_and_nine_are_none() -> None:
    assert len(list(runs(line(range(60, 70))))) == 1
    assert not list(runs(line(range(60, 69))))


def test_run_is_known_in_every_key() -> None:
    known = runs_of([Clip((), line(range(60, 72)))])
    assert all(hash(run) in known for run in runs(line(range(53, 64), start=960)))


def test_other_rhythm_is_no_copy() -> None:
    known = runs_of([Clip((), line(range(60, 72)))])
    dotted = tuple(Note(700 * i, 240, 60 + i) for i in range(12))
    assert not any(hash(run) in known for run in runs(dotted))
