from pathlib import Path

import pytest

from composer_app.errors import ComposerError
from composer_app.export.names import file_stem, find_ideas, free_path
from composer_app.library.idea import Idea
from composer_app.library.store import Library
from composer_app.music.clip import Clip
from composer_app.music.note import Note


def library(tmp_path: Path) -> Library:
    store = Library(tmp_path / "ideas.sqlite")
    for name in ("Dawn", "Dusk"):
        store.add(Idea(name, Clip((), (Note(0, 480, 72),), 1920)))
    store.star(2)
    return store


def test_ideas_are_found_by_number_name_and_star(tmp_path: Path) -> None:
    store = library(tmp_path)
    assert [idea.name for idea in find_ideas(store, ["1"])] == ["Dawn"]
    assert [idea.name for idea in find_ideas(store, ["dusk"])] == ["Dusk"]
    assert [idea.name for idea in find_ideas(store, ["starred"])] == ["Dusk"]
    store.close()


def test_idea_that_is_not_there_is_named(tmp_path: Path) -> None:
    store = library(tmp_path)
    with pytest.raises(ComposerError, match="no idea 77"):
        find_ideas(store, ["77"])
    store.close()


def test_names_lose_what_a_file_system_forbids(tmp_path: Path) -> None:
    assert file_stem('a/b:"c"?') == "Inkling - abc"
    assert free_path(tmp_path, "..", ".mid").name == "Inkling - idea.mid"
