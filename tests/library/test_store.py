from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from composer_app.errors import ComposerError
from composer_app.formats.clip_json import clip_to_json
from composer_app.library.idea import Idea
from composer_app.library.store import Library
from composer_app.music.clip import Clip
from composer_app.music.note import Note
from composer_app.music.originality import Originality, Shared

# What the first version of the program made.
VERSION_1 = """
CREATE TABLE ideas(
    id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, clip TEXT NOT NULL, created REAL NOT NULL,
    starred INTEGER NOT NULL DEFAULT 0, deleted INTEGER NOT NULL DEFAULT 0, task TEXT NOT NULL,
    seed INTEGER, model TEXT NOT NULL, request TEXT NOT NULL, nats REAL, notes TEXT NOT NULL DEFAULT '',
    parent INTEGER);
CREATE TABLE versions(
    id INTEGER PRIMARY KEY AUTOINCREMENT, idea INTEGER NOT NULL, clip TEXT NOT NULL, replaced REAL NOT NULL);
CREATE INDEX versions_of_idea ON versions(idea);
PRAGMA user_version = 1;
"""
CLIP = Clip(melody=(Note(0, 480, 72),), chords=(Note(0, 1920, 48),), length=1920)
OTHER = Clip(melody=(Note(0, 480, 74),), length=1920)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    library = Library(tmp_path / "ideas.sqlite")
    yield library
    library.close()


def add(library: Library, name: str = "Idea") -> Idea:
    return library.add(Idea(name=name, clip=CLIP, model="base", seed=7, nats=1.5, remarks=("first try",)))


def test_idea_comes_back_as_it_was_after_reopening(tmp_path: Path) -> None:
    first = Library(tmp_path / "ideas.sqlite")
    idea = add(first)
    first.close()
    second = Library(tmp_path / "ideas.sqlite")
    assert second.ideas() == [idea]
    second.close()


def test_idea_with_the_name_of_an_old_file_is_taken_in(library: Library, old_name: str) -> None:
    idea = library.add(Idea(name=old_name, clip=CLIP, remarks=(f"from {old_name}",)))
    assert (idea.name, idea.remarks) == ("für.mid", ("from für.mid",))
    assert library.ideas() == [idea]


def test_added_idea_has_an_id_and_a_moment(library: Library) -> None:
    idea = add(library)
    assert idea.id == 1
    assert idea.created > 1e9


def test_originality_is_kept_with_the_idea(library: Library) -> None:
    found = Originality("amber", 9, 0.25, (Shared(9, "Für Elise", 5, 6, 480, 5760),))
    idea = library.add(Idea(name="Idea", clip=CLIP, originality=found))
    assert idea.id
    assert library.ideas()[0].originality == found


def test_idea_that_was_edited_is_judged_anew(library: Library) -> None:
    idea = library.add(Idea(name="Idea", clip=CLIP, originality=Originality("red", 12, 1.0)))
    library.judge(idea.id, Originality("green", 4, 0.0))
    assert library.ideas()[0].originality == Originality("green", 4, 0.0)


def test_unreadable_originality_does_not_hide_the_idea(library: Library, tmp_path: Path) -> None:
    add(library)
    with sqlite3.connect(tmp_path / "ideas.sqlite") as db:
        db.execute("UPDATE ideas SET originality = 'blue'")
    db.close()
    assert [idea.originality for idea in library.ideas()] == [None]


def old_library(path: Path, count: int = 1) -> None:
    with sqlite3.connect(path) as db:
        db.executescript(VERSION_1)
        for number in range(count):
            db.execute(
                "INSERT INTO ideas(name, clip, created, task, model, request) VALUES(?, ?, 1e9, 'new', 'base', '{}')",
                (f"Idea {number}", clip_to_json(CLIP)),
            )
    db.close()


def test_library_of_the_first_version_is_read_and_written(tmp_path: Path) -> None:
    old_library(tmp_path / "ideas.sqlite")
    for _ in range(2):
        library = Library(tmp_path / "ideas.sqlite")
        assert library.notice is None
        assert [idea.name for idea in library.ideas()][-1] == "Idea 0"
        add(library, "new")
        library.close()


def test_damaged_library_of_the_first_version_is_rescued(tmp_path: Path) -> None:
    path = tmp_path / "ideas.sqlite"
    old_library(path, 200)
    data = bytearray(path.read_bytes())
    data[-4096:] = b"\xa5" * 4096
    path.write_bytes(data)
    library = Library(path)
    assert 50 < len(library.ideas()) < 200
    library.close()


def test_newest_idea_comes_first(library: Library) -> None:
    add(library, "one")
    add(library, "two")
    assert [idea.name for idea in library.ideas()] == ["two", "one"]


def test_list_can_be_paged(library: Library) -> None:
    for number in range(5):
        add(library, str(number))
    page = library.ideas(limit=2)
    assert [idea.name for idea in library.ideas(limit=2, before=page[-1].id)] == ["2", "1"]


def test_deleted_idea_is_hidden_and_restored(library: Library) -> None:
    idea = add(library)
    library.delete([idea.id])
    assert library.ideas() == []
    library.restore([idea.id])
    assert library.ideas() == [idea]


def test_starred_ideas_are_found(library: Library) -> None:
    add(library, "plain")
    library.star(add(library, "starred").id)
    assert [idea.name for idea in library.ideas(starred=True)] == ["starred"]


def test_alternatives_without_a_star_can_be_left_out(library: Library) -> None:
    parent = library.add(Idea("parent", CLIP))
    library.add(Idea("filled", CLIP, task="fill", parent=parent.id))
    library.add(Idea("starred", CLIP, task="vary", parent=parent.id, starred=True))
    library.add(Idea("bridge", CLIP, task="bridge", parent=parent.id))
    assert [idea.name for idea in library.ideas(alternatives=False)] == ["bridge", "starred", "parent"]


def test_search_looks_for_every_word(library: Library) -> None:
    add(library, "Rainy morning")
    add(library, "Rainy evening")
    assert [idea.name for idea in library.ideas(search="rainy MORN")] == ["Rainy morning"]


def test_search_takes_percent_literally(library: Library) -> None:
    add(library, "50% sure")
    add(library, "certain")
    assert [idea.name for idea in library.ideas(search="%")] == ["50% sure"]


def test_renamed_idea_keeps_its_new_name(library: Library) -> None:
    idea = add(library)
    library.rename(idea.id, "Bridge")
    found = library.get(idea.id)
    assert found is not None
    assert found.name == "Bridge"


def test_changed_clip_leaves_the_old_version_behind(library: Library) -> None:
    idea = add(library)
    library.update_clip(idea.id, OTHER)
    found = library.get(idea.id)
    assert found is not None
    assert found.clip == OTHER
    assert library.versions(idea.id) == [CLIP]


def test_same_clip_again_makes_no_version(library: Library) -> None:
    idea = add(library)
    library.update_clip(idea.id, CLIP)
    assert library.versions(idea.id) == []


def test_ideas_can_be_added_from_several_threads(library: Library) -> None:
    threads = [threading.Thread(target=lambda: [add(library) for _ in range(10)]) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(library.ideas()) == 40


def test_memory_library_needs_no_file() -> None:
    library = Library(None)
    assert add(library).id == 1
    library.close()


@pytest.mark.parametrize("content", [b"not a library at all" * 50, b"SQLite format 3\0" + b"\xff" * 4000])
def test_damaged_file_is_kept_aside_and_a_new_one_begun(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "ideas.sqlite"
    path.write_bytes(content)
    library = Library(path)
    assert library.ideas() == []
    assert add(library).id == 1
    kept = [file for file in tmp_path.iterdir() if ".damaged-" in file.name]
    assert [file.read_bytes() for file in kept] == [content]
    assert library.notice is not None
    assert kept[0].name in library.notice
    library.close()


def test_second_damaged_file_of_a_day_does_not_replace_the_first(tmp_path: Path) -> None:
    path = tmp_path / "ideas.sqlite"
    for content in (b"one" * 500, b"two" * 500):
        path.write_bytes(content)
        Library(path).close()
        path.unlink()
    assert len([file for file in tmp_path.iterdir() if ".damaged-" in file.name]) == 2


def test_readable_ideas_of_a_damaged_file_are_rescued(tmp_path: Path) -> None:
    path = tmp_path / "ideas.sqlite"
    library = Library(path)
    for number in range(200):
        add(library, f"Idea {number}")
    library.close()
    data = bytearray(path.read_bytes())
    data[-4096:] = b"\xa5" * 4096
    path.write_bytes(data)
    library = Library(path)
    assert library.notice is not None
    assert "rescued" in library.notice
    assert 100 < len(library.ideas()) < 200
    library.close()


def test_foreign_database_is_kept_aside(tmp_path: Path) -> None:
    path = tmp_path / "ideas.sqlite"
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE ideas(x)")
        db.execute("PRAGMA user_version = 1")
    db.close()
    library = Library(path)
    assert library.notice is not None
    library.close()


def test_library_of_a_newer_program_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "ideas.sqlite"
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA user_version = 99")
    db.close()
    before = path.read_bytes()
    with pytest.raises(ComposerError, match="newer"):
        Library(path)
    assert path.read_bytes() == before


def test_unreadable_clip_does_not_hide_the_other_ideas(library: Library, tmp_path: Path) -> None:
    broken, sound = add(library), add(library)
    with sqlite3.connect(tmp_path / "ideas.sqlite") as db:
        db.execute("UPDATE ideas SET clip = '{}' WHERE id = ?", (broken.id,))
    db.close()
    assert library.ideas() == [sound]


def test_full_disk_is_said_and_nothing_is_half_written(library: Library) -> None:
    add(library)
    library._db.execute("PRAGMA max_page_count = 1")
    big = Clip(melody=tuple(Note(tick, 1, 60) for tick in range(5000)))
    with pytest.raises(ComposerError, match="disk is full"):
        library.add(Idea(name="big", clip=big))
    assert len(library.ideas()) == 1


def test_read_only_file_is_said(library: Library) -> None:
    library._db.execute("PRAGMA query_only = 1")
    with pytest.raises(ComposerError, match="read-only"):
        add(library)


def test_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ComposerError, match="cannot make the folder"):
        Library(tmp_path / "file" / "ideas.sqlite")


def test_killed_process_loses_no_finished_idea(tmp_path: Path) -> None:
    path = tmp_path / "ideas.sqlite"
    program = (
        "import sys; from pathlib import Path\n"
        "from composer_app.library.idea import Idea; from composer_app.library.store import Library\n"
        "from composer_app.music.clip import Clip\n"
        "library = Library(Path(sys.argv[1]))\n"
        "while True: print(library.add(Idea(name='x', clip=Clip(length=480))).id, flush=True)\n"
    )
    child = subprocess.Popen([sys.executable, "-c", program, str(path)], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    last = 0
    for line in child.stdout:
        last = int(line)
        if last >= 20:
            break
    os.kill(child.pid, signal.SIGKILL)
    child.wait()
    child.stdout.close()
    library = Library(path)
    assert library.notice is None
    assert {idea.id for idea in library.ideas()} >= set(range(1, last + 1))
    library.close()


def test_first_version_is_what_an_idea_began_with(library: Library) -> None:
    idea = add(library)
    assert library.first_version(idea.id) is None
    library.update_clip(idea.id, OTHER)
    library.update_clip(idea.id, CLIP)
    assert library.first_version(idea.id) == CLIP
