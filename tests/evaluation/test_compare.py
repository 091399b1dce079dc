from pathlib import Path

import pytest

from composer_app.corpus.reading import song_cache
from composer_app.errors import ComposerError
from composer_app.evaluation.compare import compare, set_aside
from composer_app.formats.midi_file import parse_score, write_clip
from composer_app.methods.left_to_right import training as rows
from composer_app.methods.melody_grid.grid import PRESETS
from composer_app.music.clip import Clip
from composer_app.music.note import Note
from composer_app.music.score import Score
from composer_app.protocol.comparison import Comparison, MethodProgress, MethodResult, Split
from tests.methods.left_to_right.test_training import TINY, tunes


@pytest.fixture(autouse=True)
def tiny(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(PRESETS, "mended", TINY)
    monkeypatch.setattr(rows, "IDEAS", 2)
    monkeypatch.setattr(rows, "MOST_ROWS", 16)
    monkeypatch.setenv("INKLING_HOME", str(tmp_path / "home"))


def test_method_is_trained_scored_and_heard(tmp_path: Path) -> None:
    wish = Comparison(tunes(tmp_path / "tunes", 8), 0.02, ("melody_grid",), out=tmp_path / "out", device="cpu")
    first, *between, last = compare(wish)
    assert first == Split(6, 2, ("melody_grid",))
    assert all(isinstance(said, MethodProgress) for said in between)
    assert isinstance(last, MethodResult)
    assert (last.refused, last.songs, last.title) == ("", 2, "Melody grid")
    assert dict(last.figures)["next_note_accuracy"] == last.next_note
    assert [path.name for path in last.ideas if path.exists()] == ["1.mid", "2.mid", "3.mid"]


def test_song_is_parsed_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    parsed: list[str] = []

    def counted(data: bytes, name: str) -> Score:
        parsed.append(name)
        return parse_score(data, name)

    monkeypatch.setattr(song_cache, "parse_score", counted)
    folder = tunes(tmp_path / "tunes", 4)
    assert len(list(compare(Comparison(folder, 0.01, ("two_voice", "melody_grid"), out=tmp_path / "out")))) > 2
    assert sorted(parsed) == sorted(path.name for path in folder.iterdir())


def test_method_that_cannot_use_the_songs_says_why_and_the_others_go_on(tmp_path: Path) -> None:
    folder = tunes(tmp_path / "tunes", 4)  # melodies alone: no chords for two_voice
    wish = Comparison(folder, 0.01, ("two_voice", "melody_grid"), out=tmp_path / "out", device="cpu")
    results = [said for said in compare(wish) if isinstance(said, MethodResult)]
    assert "both melody and chords" in results[0].refused
    assert results[1].refused == ""


def test_near_copies_stand_on_one_side(tmp_path: Path) -> None:
    folder = tunes(tmp_path / "tunes", 5)
    for shift in (1, 2, 3):
        moved = tuple(Note(240 * i, 240, 60 + shift + (7 * i * i) % 13) for i in range(48))
        write_clip(Clip(melody=moved), folder / f"copy {shift}.mid", "copy")
    learn, aside = set_aside(folder, 0)
    assert len({path in aside for path in [*learn, *aside] if path.name.startswith("copy")}) == 1


def test_too_few_songs_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ComposerError, match="three at least"):
        next(iter(compare(Comparison(tunes(tmp_path / "two", 2), 0.01))))


def test_unknown_method_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ComposerError, match="no method dream"):
        next(iter(compare(Comparison(tmp_path, 0.01, ("dream",)))))
