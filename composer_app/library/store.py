"""The idea library: one SQLite file that every idea is in before it is shown."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from composer_app.errors import ComposerError
from composer_app.files.names import as_text
from composer_app.formats.clip_json import clip_from_json, clip_to_json
from composer_app.library.damage import is_newer, looks_damaged, readable_rows, set_aside
from composer_app.library.idea import IN_PLACE, Idea
from composer_app.library.originality_json import originality_from_json, originality_to_json
from composer_app.music.clip import Clip
from composer_app.music.originality import Originality

VERSION = 2
_SCHEMA = """
CREATE TABLE IF NOT EXISTS ideas(
    id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, clip TEXT NOT NULL, created REAL NOT NULL,
    starred INTEGER NOT NULL DEFAULT 0, deleted INTEGER NOT NULL DEFAULT 0, task TEXT NOT NULL,
    seed INTEGER, model TEXT NOT NULL, request TEXT NOT NULL, nats REAL, notes TEXT NOT NULL DEFAULT '',
    parent INTEGER, originality TEXT);
CREATE TABLE IF NOT EXISTS versions(
    id INTEGER PRIMARY KEY AUTOINCREMENT, idea INTEGER NOT NULL, clip TEXT NOT NULL, replaced REAL NOT NULL);
CREATE INDEX IF NOT EXISTS versions_of_idea ON versions(idea);
"""
_UPGRADES = {1: "ALTER TABLE ideas ADD COLUMN originality TEXT;"}  # version found -> what the next one adds
_COLUMNS = "id, name, clip, created, starred, deleted, task, seed, model, request, nats, notes, parent, originality"
_MARKS = ", ".join("?" * 14)


class Library:
    """The ideas in the file at `path` (None keeps them in memory only); may be used from several threads.

    Each change is on disk when the call returns: WAL with a sync a commit, so a crash costs nothing and
    a power cut at most the change being written. A damaged file is set aside and a new one begun: then
    `notice` is a message that says so, else it is None. ComposerError when the folder cannot be written, the disk
    is full, or a newer Inkling made the file.
    """

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self.notice: str | None = None
        self._lock = threading.RLock()
        if path is not None:
            self._make_folder(path)
            if is_newer(path, VERSION):
                raise ComposerError(f"The idea library {path} was made by a newer Inkling; please update Inkling.")
            kept = set_aside(path) if looks_damaged(path) else None
        else:
            kept = None
        with self._explained_errors():
            self._db = self._open()
        if kept is not None:
            self.notice = self._rescue(kept)

    def add(self, idea: Idea) -> Idea:
        """Add an idea; return it with its id and, where it had none, its time of creation."""
        remarks = tuple(map(as_text, idea.remarks))
        added = replace(idea, name=as_text(idea.name), remarks=remarks, created=idea.created or time.time())
        with self._writing():
            cursor = self._db.execute(f"INSERT INTO ideas({_COLUMNS}) VALUES({_MARKS})", (None, *_row(added)[1:]))
        return replace(added, id=cursor.lastrowid or 0)

    def get(self, idea_id: int) -> Idea | None:
        """The idea of that id, deleted ones too; None when there is none."""
        found = self._select("WHERE id = ?", (idea_id,))
        return found[0] if found else None

    def ideas(
        self,
        *,
        starred: bool = False,
        alternatives: bool = True,
        search: str = "",
        limit: int = -1,
        before: int | None = None,
    ) -> list[Idea]:
        """Ideas that are not deleted, newest first: only starred ones, without alternatives but the starred,
        those whose name, model, task or remarks hold every word of `search`, at most `limit`, and only ids
        below `before` (to page on)."""
        where = ["deleted = 0"]
        values: list[Any] = []
        if starred:
            where.append("starred = 1")
        if not alternatives:
            tasks = ", ".join("?" * len(IN_PLACE))
            where.append(f"(parent IS NULL OR starred = 1 OR task NOT IN ({tasks}))")
            values.extend(IN_PLACE)
        if before is not None:
            where.append("id < ?")
            values.append(before)
        for word in search.split():
            where.append("(name || ' ' || model || ' ' || task || ' ' || notes) LIKE ? ESCAPE '\\'")
            values.append("%" + word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%")
        values.append(limit)
        return self._select(f"WHERE {' AND '.join(where)} ORDER BY id DESC LIMIT ?", values)

    def count(self) -> int:
        """How many ideas were ever added, deleted ones too."""
        with self._explained_errors(), self._lock:
            return int(self._db.execute("SELECT coalesce(max(id), 0) FROM ideas").fetchone()[0])

    def star(self, idea_id: int, starred: bool = True) -> None:
        """Star an idea, or take the star away."""
        self._update("starred = ?", (int(starred),), (idea_id,))

    def delete(self, idea_ids: Sequence[int]) -> None:
        """Hide ideas from the lists; `restore` brings them back."""
        self._update("deleted = 1", (), idea_ids)

    def restore(self, idea_ids: Sequence[int]) -> None:
        """Bring deleted ideas back."""
        self._update("deleted = 0", (), idea_ids)

    def rename(self, idea_id: int, name: str) -> None:
        """Give an idea another name."""
        self._update("name = ?", (name,), (idea_id,))

    def update_clip(self, idea_id: int, clip: Clip) -> None:
        """Replace the clip of an idea; the old one is kept among its versions."""
        text = clip_to_json(clip)
        with self._writing():
            self._db.execute(
                "INSERT INTO versions(idea, clip, replaced) SELECT id, clip, ? FROM ideas WHERE id = ? AND clip <> ?",
                (time.time(), idea_id, text),
            )
            self._db.execute("UPDATE ideas SET clip = ? WHERE id = ?", (text, idea_id))

    def judge(self, idea_id: int, found: Originality) -> None:
        """Store the originality of an idea that was edited."""
        self._update("originality = ?", (originality_to_json(found),), (idea_id,))

    def versions(self, idea_id: int) -> list[Clip]:
        """The clips an idea had before, oldest first."""
        with self._explained_errors(), self._lock:
            rows = self._db.execute("SELECT clip FROM versions WHERE idea = ? ORDER BY id", (idea_id,)).fetchall()
        return [clip for (text,) in rows if (clip := _readable(text)) is not None]

    def first_version(self, idea_id: int) -> Clip | None:
        """The clip an idea began with; None where it has only ever had one."""
        with self._explained_errors(), self._lock:
            row = self._db.execute(
                "SELECT clip FROM versions WHERE idea = ? ORDER BY id LIMIT 1", (idea_id,)
            ).fetchone()
        return _readable(row[0]) if row else None

    def close(self) -> None:
        """Merge the journal into the file and close it."""
        with self._lock:
            self._db.close()

    def _open(self) -> sqlite3.Connection:
        db = sqlite3.connect(self.path or ":memory:", timeout=5, isolation_level=None, check_same_thread=False)
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = FULL")
        if _version(db) < VERSION:
            db.execute("BEGIN IMMEDIATE")
            found = _version(db)  # another window may have been faster
            upgrades = (_UPGRADES[version] for version in range(found, VERSION))
            for statement in "".join(upgrades if found else [_SCHEMA]).split(";"):
                db.execute(statement)
            db.execute(f"PRAGMA user_version = {VERSION}")
            db.execute("COMMIT")
        return db

    def _rescue(self, kept: Path) -> str:
        """Add what can be read of a damaged library; return a message on what became of it."""
        ideas = [idea for row in readable_rows(kept, _COLUMNS) if (idea := _idea(row)) is not None]
        for idea in ideas:
            with self._writing():
                self._db.execute(f"INSERT INTO ideas({_COLUMNS}) VALUES({_MARKS})", _row(idea))
        rescued = f"{len(ideas)} of its ideas were rescued" if ideas else "none of its ideas could be read"
        return f"The idea library was damaged; {rescued}. It is kept as {kept}, and a new one was begun."

    def _make_folder(self, path: Path) -> None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            reason = error.strerror or str(error)
            raise ComposerError(f"Inkling cannot make the folder {path.parent} for its ideas: {reason}.") from error

    def _select(self, clause: str, values: Sequence[Any]) -> list[Idea]:
        with self._explained_errors(), self._lock:
            rows = self._db.execute(f"SELECT {_COLUMNS} FROM ideas {clause}", values).fetchall()
        return [idea for row in rows if (idea := _idea(row)) is not None]

    def _update(self, change: str, values: Sequence[Any], idea_ids: Sequence[int]) -> None:
        with self._writing():
            for idea_id in idea_ids:
                self._db.execute(f"UPDATE ideas SET {change} WHERE id = ?", (*values, idea_id))

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """One transaction: all of it, or none of it and a ComposerError."""
        with self._explained_errors(), self._lock:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._db.execute("COMMIT")
            except BaseException:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise

    @contextmanager
    def _explained_errors(self) -> Iterator[None]:
        """Turn an error of SQLite into a ComposerError that says what to do."""
        try:
            yield
        except sqlite3.DatabaseError as error:
            reason = str(error)
            if "full" in reason:
                remedy = "the disk is full; free some space and try again"
            elif "readonly" in reason or "unable to open" in reason:
                remedy = "the file or its folder is read-only; allow writing there"
            elif "locked" in reason:
                remedy = "another program holds it; is a second Inkling open?"
            else:
                remedy = f"{reason}; start Inkling again to set a damaged library aside"
            raise ComposerError(f"The idea library {self.path} could not be used: {remedy}.") from error


def _version(db: sqlite3.Connection) -> int:
    return int(db.execute("PRAGMA user_version").fetchone()[0])


def _row(idea: Idea) -> tuple[Any, ...]:
    return (
        idea.id, idea.name, clip_to_json(idea.clip), idea.created, int(idea.starred), int(idea.deleted), idea.task,
        idea.seed, idea.model, idea.request, idea.nats, "\n".join(idea.remarks), idea.parent,
        originality_to_json(idea.originality),
    )  # fmt: skip


def _idea(row: Sequence[Any]) -> Idea | None:
    number, name, text, created, starred, deleted, task, seed, model, request, nats, remarks, parent, shared = row
    clip = _readable(text)
    if clip is None or not isinstance(name, str):
        return None
    return Idea(
        name=name, clip=clip, id=number, created=created, starred=bool(starred), deleted=bool(deleted), task=task,
        seed=seed, model=model, request=request, nats=nats, remarks=tuple(remarks.split("\n")) if remarks else (),
        parent=parent, originality=originality_from_json(shared),
    )  # fmt: skip


def _readable(text: str) -> Clip | None:
    """One unreadable row must not hide the others."""
    try:
        return clip_from_json(text)
    except ValueError:
        return None
