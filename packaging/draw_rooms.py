"""Draw the rooms of the program and the imports between them: docs/rooms.svg, by `make architecture`.

The rooms and their order come from the layers contract in pyproject.toml, what each is for from its docstring, the
arrows from the imports themselves. An import that a chain of others implies is left out, so that the lines can be told
apart.
"""

from __future__ import annotations

import ast
import textwrap
from pathlib import Path
from xml.etree import ElementTree as ET

import grimp
from importlinter.api import read_configuration

ROOT = Path(__file__).parents[1]
PACKAGE = "composer_app"
PICTURE = ROOT / "docs" / "rooms.svg"
WIDTH, HEIGHT, BOX, GAP, MARGIN = 900, 62, 262, 30, 24
STYLE = """
text { font-family: system-ui, sans-serif; fill: #1d2330 } .room { fill: #f4f1ea; stroke: #8a8273 }
.name { font-size: 14px; font-weight: 600 } .about, .files { font-size: 10.5px; fill: #5b5648 }
.files { text-anchor: end } line { stroke: #b0663c; stroke-opacity: .55; stroke-width: 1.1 }
"""

Place = tuple[float, float]


def layers() -> list[list[str]]:
    """The rooms from top to bottom, those on one line side by side."""
    contracts = read_configuration(str(ROOT / "pyproject.toml"))["contracts_options"]
    rows = next(contract["layers"] for contract in contracts if contract.get("containers") == [PACKAGE])
    return [[room.strip() for room in row.split("|")] for row in rows]


def imports(rooms: list[str]) -> set[tuple[str, str]]:
    """Which room imports which, without those that a chain of others implies."""
    graph = grimp.build_graph(PACKAGE, cache_dir=None)
    direct = {
        (a, b)
        for a in rooms
        for b in rooms
        if a != b and graph.direct_import_exists(
            importer=f"{PACKAGE}.{a}", imported=f"{PACKAGE}.{b}", as_packages=True
        )
    }  # fmt: skip
    below: dict[str, set[str]] = {}
    for room in reversed(rooms):  # the lowest first: what a room reaches is known before those above it ask
        below[room] = {b for a, b in direct if a == room}
        below[room] |= {far for near in below[room] for far in below[near]}
    return {(a, b) for a, b in direct if not any(b in below[near] for of, near in direct if of == a and near != b)}


def about(room: str) -> tuple[str, int]:
    """The first sentence of a room's docstring, and how many files it holds."""
    path = ROOT / PACKAGE / room
    files = list(path.rglob("*.py")) if path.is_dir() else [path.with_suffix(".py")]
    source = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    text = ast.get_docstring(ast.parse(source.read_text(encoding="utf-8"))) or ""
    return " ".join(text.split("\n\n")[0].split()), len(files)


def picture() -> str:
    """The drawing as SVG text; the same for the same sources."""
    rows = layers()
    height = MARGIN * 2 + len(rows) * (HEIGHT + GAP) - GAP
    svg = ET.Element("svg", xmlns="http://www.w3.org/2000/svg", viewBox=f"0 0 {WIDTH} {height}")
    ET.SubElement(svg, "style").text = STYLE
    ET.SubElement(svg, "rect", width=str(WIDTH), height=str(height), fill="#ffffff")
    places = {room: place for number, row in enumerate(rows) for room, place in _in_row(row, number)}
    for above, under in sorted(imports([room for row in rows for room in row])):
        (x1, y1), (x2, y2) = places[above], places[under]
        ET.SubElement(svg, "line", x1=f"{x1:g}", y1=f"{y1 + HEIGHT:g}", x2=f"{x2:g}", y2=f"{y2:g}")
    for room, place in places.items():
        _draw_room(svg, room, place)
    ET.indent(svg)
    return ET.tostring(svg, encoding="unicode") + "\n"


def _in_row(row: list[str], number: int) -> list[tuple[str, Place]]:
    """The rooms of a row with the middles of their upper edges."""
    left = (WIDTH - len(row) * BOX - (len(row) - 1) * GAP) / 2 + BOX / 2
    # Every other row steps aside, so that lines that pass a row do not run through its boxes.
    aside = (-1) ** number * BOX * 0.55 if len(row) == 1 else 0
    y = MARGIN + number * (HEIGHT + GAP)
    return [(room, (left + aside + place * (BOX + GAP), y)) for place, room in enumerate(row)]


def _draw_room(svg: ET.Element, room: str, place: Place) -> None:
    x, y = place[0] - BOX / 2, place[1]
    text, files = about(room)
    box = {"x": f"{x:g}", "y": f"{y:g}", "width": str(BOX), "height": str(HEIGHT), "rx": "5"}
    ET.SubElement(svg, "rect", {"class": "room"} | box)
    ET.SubElement(svg, "text", {"class": "name", "x": f"{x + 9:g}", "y": f"{y + 19:g}"}).text = room
    count = "1 file" if files == 1 else f"{files} files"
    ET.SubElement(svg, "text", {"class": "files", "x": f"{x + BOX - 9:g}", "y": f"{y + 19:g}"}).text = count
    for line, words in enumerate(textwrap.wrap(text, 42, max_lines=2, placeholder=" …")):
        ET.SubElement(svg, "text", {"class": "about", "x": f"{x + 9:g}", "y": f"{y + 36 + 14 * line:g}"}).text = words


if __name__ == "__main__":
    PICTURE.parent.mkdir(exist_ok=True)
    PICTURE.write_text(picture(), encoding="utf-8")
