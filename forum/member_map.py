"""The maps of members: North Rhine-Westphalia with who belongs to the forum and where practices come from, and Germany
with a point for everybody else.

A picture beside a list, never instead of it. Members are links in lime, origins of practices blue (css/member-map.css).
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from forum.atlas import Box, bounds, laender, municipalities, path_data, projection, short

WIDTH, HEIGHT = 520, 500
HEIGHT_OF_GERMANY, RADIUS = 680, 7
LABEL_HEIGHT, LABEL_GAP, LETTER = 20, 12, 9.8


def draw(members: Iterable[Mapping[str, str]], practice_places: Iterable[str], label: str = "") -> SafeString:
    """North Rhine-Westphalia with its members and the origins of practices.

    `members`: mappings with `ags` (8 digits), `name` and `url`; those outside the map are left out (the list beside the
    map has them all). `practice_places`: keys of 8 digits, or 5 for a whole district. `label` says what the map shows
    where it is not the members. About 90 kB: cache the fragment.
    """
    atlas = municipalities()
    by_ags = {member["ags"]: member for member in members if member["ags"] in atlas.places}
    origins = set(practice_places)
    everything = [ring for key in atlas.places for ring in atlas.rings(key)]
    project, _scale = projection(everything, width=WIDTH - 6, height=HEIGHT - 6, centre=(WIDTH / 2, HEIGHT / 2))

    land, practices, linked, boxes = [], [], [], {}
    for key in atlas.places:
        rings = [[project(point) for point in ring] for ring in atlas.rings(key)]
        data = "".join(path_data(ring, step=1) for ring in rings)
        if key in by_ags:
            boxes[key] = bounds(rings)
            linked.append((key, data))
        elif key in origins or key[:5] in origins:
            practices.append(f'<path d="{data}"><title>{escape(atlas.names[key])}</title></path>')
        else:
            land.append(data)
    labels = _labels({key: by_ags[key]["name"] for key, _data in linked}, boxes, HEIGHT)
    heading = escape(label or _("Karte der Mitglieder in Nordrhein-Westfalen"))
    parts = [
        f'<svg class="member-map" viewBox="0 0 {WIDTH} {HEIGHT}" role="group" aria-label="{heading}">',
        f'<path class="member-map__land" d="{"".join(land)}"/>',
        f'<g class="member-map__practices" aria-hidden="true">{"".join(practices)}</g>',
    ]
    parts += [_link(by_ags[key], f'<path d="{data}">', "</path>", labels.get(key, "")) for key, data in linked]
    return mark_safe("".join(parts) + "</svg>")  # noqa: S308 - every text is escaped


def draw_germany(members: Sequence[Mapping[str, Any]]) -> SafeString:
    """Germany by its Länder, with a point and a link for each member.

    `members`: mappings with `ags`, `name`, `url`, `latitude` and `longitude`. About 25 kB: cache the fragment.
    """
    outlines = [ring for rings in laender().values() for ring in rings]
    centre = (WIDTH / 2, HEIGHT_OF_GERMANY / 2)
    project, _scale = projection(outlines, width=WIDTH - 6, height=HEIGHT_OF_GERMANY - 6, centre=centre)
    land = "".join(path_data([project(point) for point in ring], step=1.5) for ring in outlines)
    points = {each["ags"]: project((each["longitude"], each["latitude"])) for each in members}
    boxes = {key: (x - RADIUS, y - RADIUS, x + RADIUS, y + RADIUS) for key, (x, y) in points.items()}
    labels = _labels({each["ags"]: each["name"] for each in members}, boxes, HEIGHT_OF_GERMANY)
    heading = escape(_("Karte der Mitglieder in Deutschland"))
    parts = [
        f'<svg class="member-map" viewBox="0 0 {WIDTH} {HEIGHT_OF_GERMANY}" role="group" aria-label="{heading}">',
        f'<path class="member-map__land" d="{land}"/>',
    ]
    for each in members:
        x, y = points[each["ags"]]
        circle = f'<circle cx="{short(x)}" cy="{short(y)}" r="{RADIUS}">'
        parts.append(_link(each, circle, "</circle>", labels.get(each["ags"], "")))
    return mark_safe("".join(parts) + "</svg>")  # noqa: S308 - every text is escaped


def _link(member: Mapping[str, Any], shape: str, end: str, label: str) -> str:
    """The label names the link; without one the name comes with the pointer and for assistive technology only."""
    name = escape(member["name"])
    naming, title = ("", "") if label else (f' aria-label="{name}"', f"<title>{name}</title>")
    return f'<a class="member-map__member" href="{escape(member["url"])}"{naming}>{shape}{title}{end}{label}</a>'


def is_on_map(ags: str) -> bool:
    """Whether the place, or the district of five digits, lies in North Rhine-Westphalia."""
    places = municipalities().places
    return ags in places or any(key[:5] == ags for key in places)


def _labels(names: dict[str, str], boxes: dict[str, Box], height: int) -> dict[str, str]:
    """Names with a leader line, each at the first side where it covers no member and no other name.

    A name that fits nowhere is left out; its place still has a title and a line in the list.
    """
    taken = list(boxes.values())
    labels: dict[str, str] = {}
    for key, name in names.items():
        west, north, east, south = boxes[key]
        middle_x, middle_y, length = (west + east) / 2, (north + south) / 2, len(name) * LETTER
        sides = {
            "right": (east + LABEL_GAP, middle_y - LABEL_HEIGHT / 2, "start"),
            "above": (middle_x - length / 2, north - LABEL_GAP - LABEL_HEIGHT, "middle"),
            "below": (middle_x - length / 2, south + LABEL_GAP, "middle"),
            "left": (west - LABEL_GAP - length, middle_y - LABEL_HEIGHT / 2, "end"),
        }
        for side, (x, y, anchor) in sides.items():
            box = (x, y, x + length, y + LABEL_HEIGHT)
            in_frame = box[0] > 0 and box[1] > 0 and box[2] < WIDTH and box[3] < height
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
            x1, y1, x2, y2 = (short(value) for value in line)
            labels[key] = (
                f'<path class="member-map__leader" d="M{x1} {y1}L{x2} {y2}"/>'
                f'<text x="{short(text_x)}" y="{short(box[1] + 15.5)}" text-anchor="{anchor}">{escape(name)}</text>'
            )
            break
    return labels


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
