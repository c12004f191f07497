"""Draws the house from its imports: `python .ci/picture.py` writes docs/architecture.svg.

With --check nothing is written, and it fails when the picture would change. A box is a room,
with how many modules it has; boxes that may not import each other stand side by side, in the
order of the layers that pyproject.toml holds import-linter to. A line leads from a room to
each room below it that it imports; a room that imports nothing of its floor has none.
"""

import sys
import tomllib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

import grimp

ROOT = Path(__file__).parent.parent
PICTURE = ROOT / "docs" / "architecture.svg"
FLOORS = {"gui": "#dbe7f5", "geo": "#e3f1df", "data": "#f7ecd4"}
WORDS = {
    "gui": "gui: what you see, the only floor with Qt",
    "geo": "geo: what we compute, pure functions",
    "data": "data: what we know",
}
WIDTH, MARGIN, BOX_H, ROW_H, FLOOR_GAP, HEAD_H = 1120, 24, 34, 74, 26, 30
LETTER_W, PAD_W, GAP_W = 7.4, 26, 14


@dataclass(frozen=True)
class Box:
    """A room where it is drawn."""

    x: float
    y: float
    w: float

    @property
    def below(self) -> tuple[float, float]:
        return self.x + self.w / 2, self.y + BOX_H

    @property
    def above(self) -> tuple[float, float]:
        return self.x + self.w / 2, self.y


def layers() -> dict[str, list[list[str]]]:
    """Return the rows of rooms of each floor, from the contracts."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    found: dict[str, list[list[str]]] = {}
    for contract in settings["tool"]["importlinter"]["contracts"]:
        for container in contract.get("containers", ()) if contract["type"] == "layers" else ():
            rows = [
                [room.strip(" ()") for room in row.replace("|", ":").split(":")]
                for row in contract["layers"]
            ]
            found[container] = rows
    return found


def room_of(module: str) -> str:
    """Return the room of a module: its floor and the folder, or the module itself."""
    return ".".join(module.split(".")[:2])


def imports() -> tuple[Counter[str], set[tuple[str, str]]]:
    """Return how many modules each room has, and which room imports which."""
    graph = grimp.build_graph(*FLOORS, exclude_type_checking_imports=True, cache_dir=None)
    ours = [each for each in graph.modules if ".bundled.build" not in each]
    rooms = Counter(room_of(each) for each in ours if "." in each)
    lines = {
        (room_of(each), room_of(other))
        for each in ours
        for other in graph.find_modules_directly_imported_by(each)
    }
    return rooms, {(one, other) for one, other in lines if one != other and "." in other}


def boxes(rows: dict[str, list[list[str]]], rooms: Counter[str]) -> tuple[dict[str, Box], float]:
    """Return where each room stands, and how high the picture is."""
    placed: dict[str, Box] = {}
    y = float(MARGIN)
    for floor in FLOORS:
        y += HEAD_H
        for row in rows[floor]:
            names = [f"{floor}.{each}" for each in row if f"{floor}.{each}" in rooms]
            widths = [LETTER_W * len(label(each, rooms)) + PAD_W for each in names]
            x = (WIDTH - sum(widths) - GAP_W * (len(names) - 1)) / 2
            for name, w in zip(names, widths, strict=True):
                placed[name] = Box(x, y, w)
                x += w + GAP_W
            y += ROW_H if names else 0
        y += FLOOR_GAP - (ROW_H - BOX_H) / 2
    return placed, y


def label(room: str, rooms: Counter[str]) -> str:
    """Return what is written in a box."""
    name, count = room.partition(".")[2], rooms[room]
    # A folder counts itself as one.
    return f"{name} {count - 1}" if count > 1 else name


def line(one: Box, other: Box) -> str:
    """Return the line from a room to one below it."""
    (x1, y1), (x2, y2) = one.below, other.above
    bend = (y2 - y1) / 2
    points = (x1, y1 + bend, x2, y2 - bend, x2, y2)
    return f'<path d="M{x1:.1f} {y1:.1f}C{" ".join(f"{each:.1f}" for each in points)}"/>'


def floor_shapes(placed: dict[str, Box]) -> list[str]:
    """Return the ground of each floor, with its name."""
    found = []
    for floor, colour in FLOORS.items():
        ys = [box.y for name, box in placed.items() if name.startswith(f"{floor}.")]
        top, height = min(ys) - HEAD_H, max(ys) - min(ys) + HEAD_H + BOX_H + 12
        found.append(
            f'<rect x="8" y="{top:.1f}" width="{WIDTH - 16}" height="{height:.1f}" rx="8" '
            f'fill="{colour}"/><text x="20" y="{top + 20:.1f}" class="floor">'
            f"{escape(WORDS[floor])}</text>"
        )
    return found


def picture() -> str:
    """Return the picture as SVG."""
    rooms, lines = imports()
    placed, height = boxes(layers(), rooms)
    inside = sorted(
        (one, other)
        for one, other in lines
        if {one, other} <= placed.keys() and one.split(".")[0] == other.split(".")[0]
    )
    shapes = floor_shapes(placed)
    shapes += ['<g fill="none" stroke="#5b6b7a" stroke-opacity="0.3">']
    shapes += [line(placed[one], placed[other]) for one, other in inside]
    shapes += ["</g>"]
    for name, box in placed.items():
        shapes.append(
            f'<rect x="{box.x:.1f}" y="{box.y:.1f}" width="{box.w:.1f}" height="{BOX_H}" rx="5" '
            f'fill="#ffffff" stroke="#33414e"/><text x="{box.x + box.w / 2:.1f}" '
            f'y="{box.y + 22:.1f}" text-anchor="middle">{escape(label(name, rooms))}</text>'
        )
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.0f}">',
            "<style>text{font:13px sans-serif}.floor{font-weight:600;fill:#33414e}</style>",
            *shapes,
            "</svg>\n",
        ]
    )


def main() -> int:
    """Write the picture, or tell whether it is up to date."""
    sys.path.insert(0, str(ROOT))
    drawn = picture()
    if "--check" not in sys.argv:
        PICTURE.write_text(drawn, encoding="utf-8")
        return 0
    if PICTURE.is_file() and PICTURE.read_text(encoding="utf-8") == drawn:
        return 0
    print("docs/architecture.svg is not up to date: python .ci/picture.py", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
