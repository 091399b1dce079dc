"""The pages for those who work on Inkling say what is there."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]


@pytest.fixture(scope="module")
def drawing() -> ModuleType:
    """packaging/draw_rooms.py, which is no package."""
    spec = importlib.util.spec_from_file_location("draw_rooms", ROOT / "packaging" / "draw_rooms.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_room_is_in_the_picture(drawing: ModuleType) -> None:
    shown = set(re.findall(r'class="name"[^>]*>([^<]+)<', drawing.PICTURE.read_text(encoding="utf-8")))
    assert shown == {room for row in drawing.layers() for room in row}


def test_picture_shows_the_imports_there_are(drawing: ModuleType) -> None:
    rooms = [room for row in drawing.layers() for room in row]
    assert drawing.PICTURE.read_text(encoding="utf-8").count("<line ") == len(drawing.imports(rooms))


def test_every_room_is_described(drawing: ModuleType) -> None:
    table = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8").partition("Inside `ui`")[0]
    described = set(re.findall(r"`(\w+)`", table))
    assert {room for row in drawing.layers() for room in row} - {"__main__"} <= described


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_to_a_file_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text(encoding="utf-8"))
    assert not [link for link in links if not (page.parent / link).exists()]


@pytest.mark.parametrize("page", PAGES[1:], ids=lambda page: page.name)
def test_every_file_that_is_named_is_there(page: Path) -> None:
    named = set(re.findall(r"`([\w./]+\.py)`", page.read_text(encoding="utf-8")))
    files = [str(path.relative_to(ROOT)) for folder in ("composer_app", "tests", "packaging")
             for path in (ROOT / folder).rglob("*.py")]  # fmt: skip
    assert not [name for name in named if not any(f"/{file}".endswith(f"/{name}") for file in files)]
