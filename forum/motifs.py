"""The place is the picture: outlines of municipalities and districts drawn as SVG.

Places the boundary data does not know get a field of hexagons instead, always the same for the same seed and smoother
than real borders on purpose: one sees that it is no real place. Colours come from css/tile.css by class, patterns from
templates/components/patterns.html.
"""

import math
import random
from functools import lru_cache
from typing import TypeAlias

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from forum.atlas import Point, Ring, bounds, clip, find, path_data, projection
from forum.patterns import FAMILIES, pattern_for

Corner: TypeAlias = tuple[int, int]

WIDTH, HEIGHT = 320, 160
BODY_HEIGHT, BODY_WIDTH = 122, 176


def _hexagon_field(seed: str, *, width: float, height: float, radius: float) -> tuple[Ring, list[Ring]]:
    """The middle cell of an irregular honeycomb and the borders of all others in the frame.

    Corners and points on the edges are moved by a random number that depends on the seed and the corner's own position
    in the honeycomb, so neighbours share their borders and a place looks the same at every size.
    """
    rise = math.sqrt(3) / 2

    def shifted(i: float, j: float, reach: float) -> Point:
        chance = random.Random(f"{seed}:{i:.2f}:{j:.2f}")  # noqa: S311 - a picture, not a secret
        return (
            width / 2 + (i / 2 + chance.uniform(-reach, reach)) * radius,
            height / 2 + (j * rise + chance.uniform(-reach, reach)) * radius,
        )

    def edge(start: Corner, end: Corner) -> Ring:
        (i, j), (k, m) = start, end
        between = [(i + (k - i) * part, j + (m - j) * part) for part in (1 / 3, 2 / 3)]
        return [shifted(i, j, 0.22), *(shifted(x, y, 0.07) for x, y in between), shifted(k, m, 0.22)]

    def sides(column: int, row: int) -> list[tuple[Corner, Corner]]:
        # Corners in half radii across and half heights down: whole numbers, the same from all three cells they touch.
        around = ((2, 0), (1, 1), (-1, 1), (-2, 0), (-1, -1), (1, -1))
        corners = [(3 * column + i, 2 * row + column + j) for i, j in around]
        return list(zip(corners, [*corners[1:], corners[0]], strict=True))

    body: Ring = []
    for start, end in sides(0, 0):
        line = edge(*sorted((start, end)))
        body.extend((line if start < end else line[::-1])[:-1])

    reach = math.ceil(width / radius / 3) + 1
    own = {frozenset(side) for side in sides(0, 0)}
    others: dict[frozenset[Corner], Ring] = {}
    for column in range(-reach, reach + 1):
        for row in range(-reach, reach + 1):
            for start, end in sides(column, row):
                if frozenset((start, end)) not in own:
                    others.setdefault(frozenset((start, end)), edge(*sorted((start, end))))
    return [*body, body[0]], clip(list(others.values()), width, height)


def _place(ags: str | None, seed: str, width: float, height: float) -> tuple[list[Ring], list[Ring]]:
    """Body and neighbouring borders of a place in a frame of width × height."""
    found = find(ags)
    if found is None:
        body, lines = _hexagon_field(seed or "ort", width=width, height=height, radius=height * 0.43)
        return [body], lines
    atlas, key = found
    rings = atlas.rings(key)
    project, scale = projection(
        rings,
        width=width * BODY_WIDTH / WIDTH,
        height=height * BODY_HEIGHT / HEIGHT,
        centre=(width / 2, height / 2),
    )
    west, south, east, north = bounds(rings)
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
    return [[project(point) for point in ring] for ring in rings], clip(lines, width, height)


@lru_cache(maxsize=512)
def tile(ags: str | None, field_slug: str, seed: str, theme: str = "", width: int = WIDTH) -> SafeString:
    """The picture of a practice: its place among its neighbours, filled with the pattern of its field of action.

    `ags` is the key of the place (8 or 5 digits) or None; `seed` names an invented or unknown place; `theme`, the slug
    of a starting tag, may choose a finer pattern of the same colour family. A wider frame shows more neighbours.
    Decorative.
    """
    family = FAMILIES.get(field_slug, "steuerung")
    body, lines = _place(ags, seed, width, HEIGHT)
    return mark_safe(  # noqa: S308 - numbers and our own constants only
        f'<svg class="tile tile--{family}" viewBox="0 0 {width} {HEIGHT}" preserveAspectRatio="xMidYMid slice" '
        f'aria-hidden="true" focusable="false">'
        f'<path class="tile__ground" d="M0 0h{width}v{HEIGHT}H0z"/>'
        f'<path class="tile__lines" d="{"".join(path_data(line, closed=False, step=1.2) for line in lines)}"/>'
        f'<path class="tile__body" fill-rule="evenodd" fill="url(#muster-{pattern_for(field_slug, theme)})" '
        f'd="{"".join(path_data(ring) for ring in body)}"/></svg>'
    )


@lru_cache(maxsize=1024)
def shape(ags: str | None, seed: str = "", size: int = 44) -> str:
    """Path data of a place's outline in a box of `size` pixels."""
    found = find(ags)
    if found is None:
        return path_data(_hexagon_field(seed or "ort", width=size, height=size, radius=size * 0.42)[0])
    rings = found[0].rings(found[1])
    project, _scale = projection(rings, width=size - 2, height=size - 2, centre=(size / 2, size / 2))
    return "".join(path_data([project(point) for point in ring]) for ring in rings)


def outline(ags: str | None, seed: str = "", size: int = 44) -> SafeString:
    """A small filled outline of a place. Decorative."""
    return mark_safe(  # noqa: S308 - numbers only
        f'<svg class="outline" viewBox="0 0 {size} {size}" aria-hidden="true" focusable="false">'
        f'<path fill-rule="evenodd" d="{shape(ags, seed, size)}"/></svg>'
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
        f'<path class="empty__lines" d="{"".join(path_data(line, closed=False) for line in lines)}"/>'
        f'<path class="empty__cell" d="{path_data(body)}"/></svg>'
    )
