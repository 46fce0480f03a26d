"""Who took a practice over from whom: outlines as nodes, one column per generation, curves between them.

The table beside it says the same; so the graph is hidden from assistive technology and, by its style sheet, on phones.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from forum.motifs import shape

COLUMN, ROW, HEAD, SIZE = 180, 104, 34, 52
STATES = {"operation": "", "progress": " chain__node--progress", "inside": " chain__node--inside"}


def draw(nodes: Iterable[Mapping[str, Any]]) -> SafeString:
    """The chain of `nodes`, parents before children.

    Each node: `key`, `parent` (key of the place it was taken from; None for the origin), `name`, `line` (the state in
    words), `state` ("operation" filled, "progress" light, "inside" dashed: not public yet), `here` (the reader's own
    place), and for its outline `ags` or `seed`.
    """
    columns: list[list[Mapping[str, Any]]] = []
    generation: dict[Any, int] = {}
    for node in nodes:
        depth = generation.get(node.get("parent"), -1) + 1
        generation[node["key"]] = depth
        while len(columns) <= depth:
            columns.append([])
        columns[depth].append(node)
    if not columns:
        return SafeString()
    rows = max(map(len, columns))
    width, height = COLUMN * len(columns), HEAD + ROW * rows
    spots = {
        node["key"]: (COLUMN * (depth + 0.5), HEAD + (height - HEAD) * (row + 0.5) / len(column) - 16)
        for depth, column in enumerate(columns)
        for row, node in enumerate(column)
    }
    everybody = [node for column in columns for node in column]
    return format_html(
        '<svg class="chain" viewBox="0 0 {} {}" width="{}" aria-hidden="true" focusable="false">{}{}{}</svg>',
        width,
        height,
        width,
        format_html_join(
            "",
            '<text x="{}" y="14" text-anchor="middle">{}</text>',
            (
                (int(COLUMN * (depth + 0.5)), _("%(n)d. Nachnutzung") % {"n": depth} if depth else _("Herkunft"))
                for depth in range(len(columns))
            ),
        ),
        format_html_join(
            "",
            '<path class="chain__edge{}" d="{}"/>',
            (
                (
                    " chain__edge--inside" if node.get("state") == "inside" else "",
                    _curve(spots[node["parent"]], spots[node["key"]]),
                )
                for node in everybody
                if node.get("parent") in spots
            ),
        ),
        format_html_join(
            "",
            '<g transform="translate({} {})"><path class="chain__node{}" fill-rule="evenodd" d="{}"/>'
            '<text class="chain__name" x="{}" y="{}" text-anchor="middle">{}</text>'
            '<text x="{}" y="{}" text-anchor="middle">{}</text></g>',
            (
                (
                    f"{spots[node['key']][0] - SIZE / 2:.0f}",
                    f"{spots[node['key']][1] - SIZE / 2:.0f}",
                    STATES.get(node.get("state", ""), "") + (" chain__node--here" if node.get("here") else ""),
                    shape(node.get("ags") or None, node.get("seed") or node["name"], SIZE),
                    SIZE // 2,
                    SIZE + 15,
                    node["name"],
                    SIZE // 2,
                    SIZE + 30,
                    node.get("line", ""),
                )
                for node in everybody
            ),
        ),
    )


def _curve(start: tuple[float, float], end: tuple[float, float]) -> str:
    x1, x2 = start[0], end[0]  # from middle to middle; the nodes lie above
    bend = (x2 - x1) / 2
    return f"M{x1:.0f} {start[1]:.0f}C{x1 + bend:.0f} {start[1]:.0f} {x2 - bend:.0f} {end[1]:.0f} {x2:.0f} {end[1]:.0f}"
