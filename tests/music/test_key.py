import pytest

from composer_app.music.key import Key, find_key
from composer_app.music.note import Note


@pytest.mark.parametrize(
    ("tonic", "minor", "name"), [(1, False, "Db major"), (1, True, "C# minor"), (8, True, "G# minor")]
)
def test_key_is_spelled_as_its_signature_is(tonic: int, minor: bool, name: str) -> None:
    assert str(Key(tonic, minor)) == name
    assert Key.parse(name) == Key(tonic, minor)


def test_scale_of_notes_names_its_key() -> None:
    scale = [
        Note(480 * i, 960 if pitch in (60, 67) else 480, pitch) for i, pitch in enumerate((60, 62, 64, 65, 67, 69, 71))
    ]
    assert find_key(scale) == Key(0)
    assert find_key([]) is None


@pytest.mark.parametrize("name", ["", "H", "C nonsense", "major", "C major extra"])
def test_what_is_no_key_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="is not a key"):
        Key.parse(name)
