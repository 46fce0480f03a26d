"""The place is the picture: outlines of municipalities drawn as SVG from the boundary data.

Municipalities of North Rhine-Westphalia have their own outline (keys of 8 digits); elsewhere the outline of the district
stands for them (first 5 digits). Places the data does not know get a field of hexagons instead, always the same for the
same seed and smoother than real borders on purpose: one sees that it is no real place.

Colours come from css/tile.css by class; patterns are defined once per page by `patterns()`.
Source of the outlines: © GeoBasis-DE / BKG 2016 (Daten verändert), see data/README.md.
"""

import json
import math
import random
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TypeAlias

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from forum.patterns import FAMILIES, pattern_for

BOUNDARIES = Path(__file__).resolve().parent.parent / "data" / "boundaries"

Point: TypeAlias = tuple[float, float]
Ring: TypeAlias = list[Point]
Project: TypeAlias = Callable[[Point], Point]

WIDTH, HEIGHT = 320, 160
BODY_HEIGHT, BODY_WIDTH = 122, 176
HALF_PIXEL = 0.5


# --- Boundary data ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Atlas:
    """One TopoJSON file: arcs are borders shared by neighbours, a place is a list of rings of arc numbers.

    Points are (longitude, latitude) in degrees.
    """

    arcs: list[Ring]
    places: dict[str, list[list[list[int]]]]
    names: dict[str, str]

    def rings(self, key: str) -> list[Ring]:
        """The rings of a place, outer and inner alike (drawn with fill-rule evenodd)."""
        return [self._join(ring) for polygon in self.places[key] for ring in polygon]

    def own_arcs(self, key: str) -> set[int]:
        return {arc if arc >= 0 else ~arc for polygon in self.places[key] for ring in polygon for arc in ring}

    def _join(self, ring: list[int]) -> Ring:
        points: Ring = []
        for arc in ring:
            # A negative number means the border walked backwards; the first point repeats the last one's end.
            walked = self.arcs[arc] if arc >= 0 else self.arcs[~arc][::-1]
            points.extend(walked[1:] if points else walked)
        return points

    @cached_property
    def boxes(self) -> list[tuple[float, float, float, float]]:
        return [_box([arc]) for arc in self.arcs]


@lru_cache(maxsize=2)
def _atlas(name: str, key: str) -> Atlas:
    topology = json.loads((BOUNDARIES / f"{name}.topo.json").read_text(encoding="utf-8"))
    (scale_x, scale_y), (origin_x, origin_y) = (
        topology["transform"]["scale"],
        topology["transform"]["translate"],
    )
    arcs: list[Ring] = []
    for arc in topology["arcs"]:
        x = y = 0
        points: Ring = []
        for dx, dy in arc:  # delta-encoded, quantised
            x, y = x + dx, y + dy
            points.append((x * scale_x + origin_x, y * scale_y + origin_y))
        arcs.append(points)
    places, names = {}, {}
    for geometry in topology["objects"][name]["geometries"]:
        place = geometry["properties"][key]
        places[place] = [geometry["arcs"]] if geometry["type"] == "Polygon" else geometry["arcs"]
        names[place] = geometry["properties"]["name"]
    return Atlas(arcs, places, names)


def _municipalities() -> Atlas:
    return _atlas("nrw_gemeinden", "ags")


def _districts() -> Atlas:
    return _atlas("de_kreise", "ags5")


def _find(ags: str | None) -> tuple[Atlas, str] | None:
    if not ags:
        return None
    for atlas, key in ((_municipalities(), ags), (_districts(), ags[:5])):
        if key in atlas.places:
            return atlas, key
    return None


# --- Geometry ---------------------------------------------------------------------------------------------------------


def _box(rings: Iterable[Ring]) -> tuple[float, float, float, float]:
    points = [point for ring in rings for point in ring]
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)


def _fit(rings: list[Ring], *, width: float, height: float, centre: Point) -> tuple[Project, float]:
    """A projection that lets `rings` fill at most width × height around `centre`; also its pixels per degree.

    Equirectangular, true at the place's own latitude: at this size nobody sees the difference to a real projection.
    """
    west, south, east, north = _box(rings)
    middle_x, middle_y = (west + east) / 2, (south + north) / 2
    narrow = math.cos(math.radians(middle_y))
    scale = min(width / ((east - west) * narrow), height / (north - south))

    def project(point: Point) -> Point:
        return (
            centre[0] + (point[0] - middle_x) * narrow * scale,
            centre[1] - (point[1] - middle_y) * scale,
        )

    return project, scale


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0").replace("-0.", "-.").removeprefix("0") or "0"


def _path(points: Ring, *, closed: bool = True, step: float = HALF_PIXEL) -> str:
    """SVG path data in relative steps, one decimal, without points closer than `step` to the one before."""
    kept = [points[0]]
    for point in points[1:-1]:
        if math.dist(point, kept[-1]) >= step:
            kept.append(point)
    if not closed or math.dist(points[-1], kept[0]) >= step:
        kept.append(points[-1])
    x, y = round(kept[0][0], 1), round(kept[0][1], 1)
    data = [f"M{_number(x)} {_number(y)}l" if len(kept) > 1 else f"M{_number(x)} {_number(y)}"]
    for number, point in enumerate(kept[1:]):
        dx, dy = round(point[0] - x, 1), round(point[1] - y, 1)
        x, y = round(x + dx, 1), round(y + dy, 1)  # rounding errors must not add up along the line
        first = _number(dx)
        data.append(("" if number == 0 or first.startswith("-") else " ") + first)
        second = _number(dy)
        data.append(("" if second.startswith("-") else " ") + second)
    return "".join(data) + ("z" if closed else "")


def _hexagon_field(seed: str, *, width: float, height: float, radius: float) -> tuple[Ring, list[Ring]]:
    """The middle cell of an irregular honeycomb and the borders of all others in the frame.

    Corners and points on the edges are moved by a random number that depends on the seed and the corner's own position,
    so neighbours share their borders and a place always looks the same.
    """

    def shifted(x: float, y: float, reach: float) -> Point:
        chance = random.Random(f"{seed}:{x:.0f}:{y:.0f}")  # noqa: S311 - a picture, not a secret
        return x + chance.uniform(-reach, reach), y + chance.uniform(-reach, reach)

    def edge(start: Point, end: Point) -> Ring:
        between = [
            (start[0] + (end[0] - start[0]) * part, start[1] + (end[1] - start[1]) * part)
            for part in (0.33, 0.67)
        ]
        return [
            shifted(*start, radius * 0.22),
            *(shifted(*point, radius * 0.07) for point in between),
            shifted(*end, radius * 0.22),
        ]

    def corner(column: int, row: int, number: int) -> Point:
        centre_x = width / 2 + column * radius * 1.5
        centre_y = height / 2 + (row + column / 2) * radius * math.sqrt(3)
        angle = math.pi / 3 * number
        # Whole numbers, so that the cells meeting in a corner compute the very same one.
        return round(centre_x + radius * math.cos(angle)), round(centre_y + radius * math.sin(angle))

    reach = math.ceil(width / radius / 2)
    edges: dict[frozenset[Point], Ring] = {}
    for column in range(-reach, reach + 1):
        for row in range(-reach, reach + 1):
            for number in range(6):
                start, end = sorted((corner(column, row, number), corner(column, row, (number + 1) % 6)))
                outside = max(start[0], end[0]) < -radius or min(start[0], end[0]) > width + radius
                if not outside and -radius < start[1] < height + radius:
                    edges.setdefault(frozenset((start, end)), edge(start, end))
    body: Ring = []
    for number in range(6):
        start, end = corner(0, 0, number), corner(0, 0, (number + 1) % 6)
        line = edges.pop(frozenset((start, end)))
        body.extend((line if start < end else line[::-1])[:-1])
    return [*body, body[0]], list(edges.values())


# --- Motifs -----------------------------------------------------------------------------------------------------------


def _place(ags: str | None, seed: str, width: float, height: float) -> tuple[list[Ring], list[Ring]]:
    """Body and neighbouring borders of a place in a frame of width × height."""
    found = _find(ags)
    if found is None:
        body, lines = _hexagon_field(seed or "ort", width=width, height=height, radius=height * 0.43)
        return [body], lines
    atlas, key = found
    rings = atlas.rings(key)
    project, scale = _fit(
        rings,
        width=width * BODY_WIDTH / WIDTH,
        height=height * BODY_HEIGHT / HEIGHT,
        centre=(width / 2, height / 2),
    )
    west, south, east, north = _box(rings)
    middle_x, middle_y = (west + east) / 2, (south + north) / 2
    reach_y = height / 2 / scale
    reach_x = width / 2 / scale / math.cos(math.radians(middle_y))
    own = atlas.own_arcs(key)
    lines = [
        [project(point) for point in arc]
        for number, (arc, box) in enumerate(zip(atlas.arcs, atlas.boxes, strict=True))
        if number not in own
        and box[0] < middle_x + reach_x
        and box[2] > middle_x - reach_x
        and box[1] < middle_y + reach_y
        and box[3] > middle_y - reach_y
    ]
    return [[project(point) for point in ring] for ring in rings], _clip(lines, width, height)


def _clip(lines: list[Ring], width: float, height: float, margin: float = 4) -> list[Ring]:
    """Only the stretches of `lines` that pass the frame: borders run far out of it."""
    kept: list[Ring] = []
    for line in lines:
        stretch: Ring = []
        inside = [-margin < x < width + margin and -margin < y < height + margin for x, y in line]
        for number, point in enumerate(line):
            if any(inside[max(number - 1, 0) : number + 2]):
                stretch.append(point)
            elif stretch:
                kept.append(stretch)
                stretch = []
        if len(stretch) > 1:
            kept.append(stretch)
    return [line for line in kept if len(line) > 1]


@lru_cache(maxsize=512)
def tile(ags: str | None, field_slug: str, seed: str, theme: str = "") -> SafeString:
    """The picture of a practice: its place among its neighbours, filled with the pattern of its field of action.

    `ags` is the key of the place (8 or 5 digits) or None; `seed` names an invented or unknown place; `theme`, the slug
    of a starting tag, may choose a finer pattern of the same colour family. Decorative: hidden from assistive technology.
    """
    family = FAMILIES.get(field_slug, "steuerung")
    body, lines = _place(ags, seed, WIDTH, HEIGHT)
    return mark_safe(  # noqa: S308 - numbers and our own constants only
        f'<svg class="tile tile--{family}" viewBox="0 0 {WIDTH} {HEIGHT}" preserveAspectRatio="xMidYMid slice" '
        f'aria-hidden="true" focusable="false">'
        f'<path class="tile__ground" d="M0 0h{WIDTH}v{HEIGHT}H0z"/>'
        f'<path class="tile__lines" d="{"".join(_path(line, closed=False, step=1.2) for line in lines)}"/>'
        f'<path class="tile__body" fill-rule="evenodd" fill="url(#muster-{pattern_for(field_slug, theme)})" '
        f'd="{"".join(_path(ring) for ring in body)}"/></svg>'
    )


@lru_cache(maxsize=1024)
def outline(ags: str | None, seed: str = "", size: int = 44) -> SafeString:
    """A small filled outline of a place, `size` pixels in its box. Decorative."""
    found = _find(ags)
    if found is None:
        body = [_hexagon_field(seed or "ort", width=size, height=size, radius=size * 0.42)[0]]
    else:
        rings = found[0].rings(found[1])
        project, _scale = _fit(rings, width=size - 2, height=size - 2, centre=(size / 2, size / 2))
        body = [[project(point) for point in ring] for ring in rings]
    return mark_safe(  # noqa: S308 - numbers only
        f'<svg class="outline" viewBox="0 0 {size} {size}" aria-hidden="true" focusable="false">'
        f'<path fill-rule="evenodd" d="{"".join(_path(ring) for ring in body)}"/></svg>'
    )


@lru_cache(maxsize=256)
def letters(name: str) -> SafeString:
    """The sign of a company: a rounded square with two letters of its name. Decorative."""
    words = [word for word in name.replace("-", " ").split() if word[0].isalnum()]
    sign = words[0][0] + words[1][0] if len(words) > 1 else name[:2]
    return mark_safe(  # noqa: S308 - escaped
        '<svg class="outline outline--letters" viewBox="0 0 44 44" aria-hidden="true" focusable="false">'
        '<rect x="4" y="4" width="36" height="36" rx="6"/>'
        f'<text x="22" y="28" text-anchor="middle">{escape(sign.upper())}</text></svg>'
    )


@lru_cache(maxsize=32)
def empty_field(seed: str = "leer") -> SafeString:
    """The motif of empty pages: a field whose middle cell is still dashed. Decorative."""
    body, lines = _hexagon_field(seed, width=280, height=206, radius=62)
    return mark_safe(  # noqa: S308 - numbers only
        '<svg class="empty__motif" viewBox="0 0 280 206" aria-hidden="true" focusable="false">'
        f'<path class="empty__lines" d="{"".join(_path(line, closed=False) for line in lines)}"/>'
        f'<path class="empty__cell" d="{_path(body)}"/></svg>'
    )


# --- Map of members ---------------------------------------------------------------------------------------------------

MAP_WIDTH, MAP_HEIGHT = 520, 500
LABEL_HEIGHT, LABEL_GAP = 16, 12


def hero_map(members: Iterable[Mapping[str, str]], practice_places: Iterable[str]) -> SafeString:
    """North Rhine-Westphalia with its members and the origins of practices.

    `members`: mappings with `ags` (8 digits), `name` and `url`; those outside the map are left out (the list beside the
    map has them all). `practice_places`: keys of 8 digits, or 5 for a whole district. About 90 kB: cache the fragment.
    """
    atlas = _municipalities()
    by_ags = {member["ags"]: member for member in members if member["ags"] in atlas.places}
    origins = set(practice_places)
    everything = [ring for key in atlas.places for ring in atlas.rings(key)]
    project, _scale = _fit(
        everything, width=MAP_WIDTH - 6, height=MAP_HEIGHT - 6, centre=(MAP_WIDTH / 2, MAP_HEIGHT / 2)
    )

    land, practices, linked, boxes = [], [], [], {}
    for key in atlas.places:
        rings = [[project(point) for point in ring] for ring in atlas.rings(key)]
        data = "".join(_path(ring, step=1) for ring in rings)
        if key in by_ags:
            boxes[key] = _box(rings)
            linked.append((key, data))
        elif key in origins or key[:5] in origins:
            practices.append(f'<path d="{data}"><title>{escape(atlas.names[key])}</title></path>')
        else:
            land.append(data)
    labels = _labels({key: by_ags[key]["name"] for key, _data in linked}, boxes)
    parts = [
        f'<svg class="member-map" viewBox="0 0 {MAP_WIDTH} {MAP_HEIGHT}" role="group" aria-label="Karte der Mitglieder in '
        'Nordrhein-Westfalen">',
        f'<path class="member-map__land" d="{"".join(land)}"/>',
        f'<g class="member-map__practices" aria-hidden="true">{"".join(practices)}</g>',
    ]
    for key, data in linked:
        name, label = escape(by_ags[key]["name"]), labels.get(key, "")
        # The label names the link; without one the name comes with the pointer and for assistive technology only.
        naming, title = ("", "") if label else (f' aria-label="{name}"', f"<title>{name}</title>")
        parts.append(
            f'<a class="member-map__member" href="{escape(by_ags[key]["url"])}"{naming}>'
            f'<path d="{data}">{title}</path>{label}</a>'
        )
    return mark_safe("".join(parts) + "</svg>")  # noqa: S308 - every text is escaped


def _labels(names: dict[str, str], boxes: dict[str, tuple[float, float, float, float]]) -> dict[str, str]:
    """Names with a leader line, each at the first side where it covers no member and no other name.

    A name that fits nowhere is left out; its place still has a title and a line in the list.
    """
    taken = list(boxes.values())
    labels: dict[str, str] = {}
    for key, name in names.items():
        west, north, east, south = boxes[key]
        middle_x, middle_y, length = (west + east) / 2, (north + south) / 2, len(name) * 7.6
        sides = {
            "right": (east + LABEL_GAP, middle_y - LABEL_HEIGHT / 2, "start"),
            "above": (middle_x - length / 2, north - LABEL_GAP - LABEL_HEIGHT, "middle"),
            "below": (middle_x - length / 2, south + LABEL_GAP, "middle"),
            "left": (west - LABEL_GAP - length, middle_y - LABEL_HEIGHT / 2, "end"),
        }
        for side, (x, y, anchor) in sides.items():
            box = (x, y, x + length, y + LABEL_HEIGHT)
            in_frame = box[0] > 0 and box[1] > 0 and box[2] < MAP_WIDTH and box[3] < MAP_HEIGHT
            if not in_frame or any(_overlap(box, other) for other in taken):
                continue
            taken.append(box)
            text_x = {"start": box[0], "middle": middle_x, "end": box[2]}[anchor]
            line = {
                "right": (east + 1, middle_y, box[0] - 2, middle_y),
                "above": (middle_x, north - 1, middle_x, box[3] + 1),
                "below": (middle_x, south + 1, middle_x, box[1] - 1),
                "left": (west - 1, middle_y, box[2] + 2, middle_y),
            }[side]
            x1, y1, x2, y2 = (_number(value) for value in line)
            labels[key] = (
                f'<path class="member-map__leader" d="M{x1} {y1}L{x2} {y2}"/>'
                f'<text x="{_number(text_x)}" y="{_number(box[1] + 12.5)}" text-anchor="{anchor}">{escape(name)}</text>'
            )
            break
    return labels


def _overlap(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
