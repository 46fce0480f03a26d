"""Outlines from the boundary data, and the little geometry to draw them: projection, path data, clipping.

Municipalities of North Rhine-Westphalia have their own outline (keys of 8 digits); elsewhere the outline of the
district stands for them (first 5 digits). Read once per process, when the first picture is drawn (30 ms).
Source: © GeoBasis-DE / BKG 2016 (Daten verändert), see data/README.md.
"""

import json
import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TypeAlias

BOUNDARIES = Path(__file__).resolve().parent.parent / "data" / "boundaries"

Point: TypeAlias = tuple[float, float]
Ring: TypeAlias = list[Point]
Box: TypeAlias = tuple[float, float, float, float]
Project: TypeAlias = Callable[[Point], Point]

HALF_PIXEL = 0.5


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
    def boxes(self) -> list[Box]:
        return [bounds([arc]) for arc in self.arcs]


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


def municipalities() -> Atlas:
    return _atlas("nrw_gemeinden", "ags")


def districts() -> Atlas:
    return _atlas("de_kreise", "ags5")


@lru_cache(maxsize=1)
def laender() -> dict[str, list[Ring]]:
    """The outlines of the sixteen Länder by name, as rings."""
    collection = json.loads((BOUNDARIES / "de_laender.geojson").read_text(encoding="utf-8"))
    found = {}
    for feature in collection["features"]:
        shape = feature["geometry"]
        polygons = [shape["coordinates"]] if shape["type"] == "Polygon" else shape["coordinates"]
        found[feature["properties"]["name"]] = [[(x, y) for x, y in ring] for polygon in polygons for ring in polygon]
    return found


def find(ags: str | None) -> tuple[Atlas, str] | None:
    if not ags:
        return None
    for atlas, key in ((municipalities(), ags), (districts(), ags[:5])):
        if key in atlas.places:
            return atlas, key
    return None


def bounds(rings: Iterable[Ring]) -> Box:
    points = [point for ring in rings for point in ring]
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)


def projection(rings: list[Ring], *, width: float, height: float, centre: Point) -> tuple[Project, float]:
    """A projection that lets `rings` fill at most width × height around `centre`; also its pixels per degree.

    Equirectangular, true at the place's own latitude: at this size nobody sees the difference to a real projection.
    """
    west, south, east, north = bounds(rings)
    middle_x, middle_y = (west + east) / 2, (south + north) / 2
    narrow = math.cos(math.radians(middle_y))
    scale = min(width / ((east - west) * narrow), height / (north - south))

    def project(point: Point) -> Point:
        return (
            centre[0] + (point[0] - middle_x) * narrow * scale,
            centre[1] - (point[1] - middle_y) * scale,
        )

    return project, scale


def short(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0").replace("-0.", "-.").removeprefix("0") or "0"


def path_data(points: Ring, *, closed: bool = True, step: float = HALF_PIXEL) -> str:
    """SVG path data in relative steps, one decimal, without points closer than `step` to the one before."""
    kept = [points[0]]
    for point in points[1:-1]:
        if math.dist(point, kept[-1]) >= step:
            kept.append(point)
    if not closed or math.dist(points[-1], kept[0]) >= step:
        kept.append(points[-1])
    x, y = round(kept[0][0], 1), round(kept[0][1], 1)
    data = [f"M{short(x)} {short(y)}l" if len(kept) > 1 else f"M{short(x)} {short(y)}"]
    for number, point in enumerate(kept[1:]):
        dx, dy = round(point[0] - x, 1), round(point[1] - y, 1)
        x, y = round(x + dx, 1), round(y + dy, 1)  # rounding errors must not add up along the line
        first = short(dx)
        data.append(("" if number == 0 or first.startswith("-") else " ") + first)
        second = short(dy)
        data.append(("" if second.startswith("-") else " ") + second)
    return "".join(data) + ("z" if closed else "")


def clip(lines: list[Ring], width: float, height: float, margin: float = 4) -> list[Ring]:
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
