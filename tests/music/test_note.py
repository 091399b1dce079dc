import pytest

from composer_app.music.note import parse_pitch, parse_range, pitch_name


@pytest.mark.parametrize(
    ("name", "pitch"), [("C4", 60), ("c#4", 61), ("Bb3", 58), ("B♭3", 58), ("Cb4", 59), ("C-1", 0)]
)
def test_pitch_is_read_by_its_name(name: str, pitch: int) -> None:
    assert parse_pitch(name) == pitch


def test_every_pitch_is_read_as_it_is_named() -> None:
    assert [parse_pitch(pitch_name(pitch)) for pitch in range(128)] == list(range(128))


@pytest.mark.parametrize("name", ["", "H4", "C", "4", "C99", "G#9", "C--1"])
def test_what_names_no_pitch_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match=r"pitch|range"):
        parse_pitch(name)


@pytest.mark.parametrize(("name", "range_"), [("C4-C6", (60, 84)), ("C-1 - C1", (0, 24)), ("Bb3–F#5", (58, 78))])
def test_range_is_read_by_its_ends(name: str, range_: tuple[int, int]) -> None:
    assert parse_range(name) == range_


@pytest.mark.parametrize("name", ["", "C4", "C6-C4", "C4-C4", "60-84", "C4-C6-C7"])
def test_what_names_no_range_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="range"):
        parse_range(name)
