"""Library files that cannot be read: set aside, and read as far as possible."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path

Value = str | bytes | int | float | None  # of a column
_JOURNALS = ("", "-wal", "-shm")
_MOST = 1_000_000


def looks_damaged(path: Path) -> bool:
    """Whether the file exists but is not an intact library."""
    if not path.is_file() or path.stat().st_size == 0:
        return False
    try:
        db = sqlite3.connect(path, timeout=5)
        try:
            if db.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
                return True
            if db.execute("PRAGMA user_version").fetchone()[0] > 0:
                db.execute("SELECT id, name, clip, parent FROM ideas LIMIT 1").fetchall()
                db.execute("SELECT id, clip FROM versions LIMIT 1").fetchall()
            return False
        finally:
            db.close()
    except sqlite3.OperationalError as error:
        return "no such" in str(error)  # a table or column is missing; locked or read-only is no damage
    except sqlite3.DatabaseError:
        return True


def is_newer(path: Path, version: int) -> bool:
    """Whether a later version of the program has written the file."""
    if not path.is_file():
        return False
    try:
        db = sqlite3.connect(path, timeout=5)
        try:
            return bool(db.execute("PRAGMA user_version").fetchone()[0] > version)
        finally:
            db.close()
    except sqlite3.DatabaseError:
        return False


def readable_rows(path: Path, columns: str) -> list[tuple[Value, ...]]:
    """The rows of a damaged library's ideas that can still be read, one by one; columns it lacks are None."""
    rows: list[tuple[Value, ...]] = []
    db = sqlite3.connect(path)
    try:
        columns = ", ".join(_there(db, column.strip()) for column in columns.split(","))
        for number in range(1, _last_id(db) + 1):
            try:
                rows += db.execute(f"SELECT {columns} FROM ideas WHERE id = ?", (number,)).fetchall()
            except sqlite3.DatabaseError:
                continue
    finally:
        db.close()
    return rows


def _there(db: sqlite3.Connection, column: str) -> str:
    """The column, or NULL where an older program's library lacks it."""
    try:
        db.execute(f"SELECT {column} FROM ideas LIMIT 0")
    except sqlite3.OperationalError as error:
        return "NULL" if "no such column" in str(error) else column
    except sqlite3.DatabaseError:
        pass  # each row is tried later
    return column


def _last_id(db: sqlite3.Connection) -> int:
    for question in ("SELECT max(id) FROM ideas", "SELECT seq FROM sqlite_sequence WHERE name = 'ideas'"):
        try:
            return min(int(db.execute(question).fetchone()[0]), _MOST)
        except (sqlite3.DatabaseError, TypeError, ValueError):
            continue
    return 0


def set_aside(path: Path) -> Path:
    """Rename a damaged library; return its new path."""
    stamp = f"damaged-{time.strftime('%Y-%m-%d')}"
    kept = path.with_name(f"{path.name}.{stamp}")
    number = 1
    while kept.exists():
        number += 1
        kept = path.with_name(f"{path.name}.{stamp}-{number}")
    for journal in _JOURNALS:
        part = path.with_name(path.name + journal)
        if part.exists():
            part.rename(kept.with_name(kept.name + journal))
    return kept
