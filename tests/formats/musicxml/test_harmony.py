from __future__ import annotations

import pytest

from composer_app.formats.musicxml.harmony import KINDS, harmony
from composer_app.music.chord import QUALITIES, Chord
from composer_app.music.clip import Clip
from composer_app.music.key import Key
from composer_app.music.note import Note
from tests.formats.musicxml.reading import score


def test_every_chord_quality_has_a_kind() -> None:
    assert set(KINDS) == set(QUALITIES)


def test_slash_chord_names_root_kind_and_bass() -> None:
    symbol = harmony(Chord(0, "m7", 3), Key(10), 0)
    texts = [symbol.findtext(path) for path in ("root/root-step", "kind", "bass/bass-step", "bass/bass-alter")]
    assert texts == ["C", "minor-seventh", "E", "-1"]


@pytest.mark.parametrize(("key", "step", "alter"), [(Key(4), "G", "1"), (Key(5), "A", "-1")])
def test_root_is_spelled_by_the_key(key: Key, step: str, alter: str) -> None:
    symbol = harmony(Chord(8, "", 8), key, 0)
    assert (symbol.findtext("root/root-step"), symbol.findtext("root/root-alter")) == (step, alter)


def test_what_no_kind_names_is_added_as_a_degree() -> None:
    symbol = harmony(Chord(7, "7b9", 7), None, 0)
    assert symbol.findtext("kind") == "dominant"
    degree = [symbol.findtext(f"degree/degree-{part}") for part in ("value", "alter", "type")]
    assert degree == ["9", "-1", "add"]


def test_chord_that_comes_while_a_note_sounds_is_offset() -> None:
    chords = tuple(Note(at, 960, pitch) for at, root in ((0, 48), (960, 53)) for pitch in (root, root + 4, root + 7))
    symbols = list(score(Clip(chords, (Note(0, 1920, 72),))).iter("harmony"))
    assert [symbol.findtext("offset") for symbol in symbols] == [None, "48"]


def test_chord_that_goes_on_is_named_once() -> None:
    chords = tuple(Note(at, 960, pitch) for at in (0, 960) for pitch in (48, 52, 55))
    assert len(list(score(Clip(chords)).iter("harmony"))) == 1


def test_pause_of_a_bar_is_marked() -> None:
    chords = tuple(Note(at, 1920, pitch) for at in (0, 3840) for pitch in (48, 52, 55))
    kinds = [symbol.find("kind") for symbol in score(Clip(chords)).iter("harmony")]
    assert [kind.get("text") for kind in kinds if kind is not None] == ["", "N.C.", ""]
