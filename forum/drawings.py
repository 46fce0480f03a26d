"""Small drawings whose sizes are numbers: bars, seats, cells of the fit, rings.

The content policy allows no style attributes, so whatever is measured is SVG. All are hidden from assistive technology;
the words beside them say the same.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

HIDDEN = mark_safe('aria-hidden="true" focusable="false"')


def bar(value: float, total: float, css: str = "bar") -> SafeString:
    """A bar filled to value/total. Hidden from assistive technology: the words stand beside it."""
    share = min(max(value / total, 0), 1) * 100 if total else 0
    return format_html(
        '<svg class="{}" {}><rect class="bar__fill" width="{}%" height="100%"/></svg>',
        css,
        HIDDEN,
        f"{share:.1f}".removesuffix(".0"),
    )


def larger(one: float, other: float) -> float:
    return max(one, other)


def seats_left(taken: int, capacity: int) -> str:
    """„noch 3 Plätze frei“ for bars, lists and forms; whoever begins a sentence with it puts it through capfirst."""
    left = capacity - taken
    if left <= 0:
        return _("ausgebucht")
    return ngettext("noch %(n)d Platz frei", "noch %(n)d Plätze frei", left) % {"n": left}


def squares(capacity: int, taken: int, own: int = 0, waiting: int = 0) -> SafeString:
    """One square per seat, twenty a row: taken, then own (counted within taken), free; below them who waits."""
    kinds = ["taken"] * max(taken - own, 0) + ["own"] * own + ["free"] * max(capacity - taken, 0) + ["waits"] * waiting
    rows = -(-len(kinds) // 20)
    drawn = format_html_join(
        "",
        '<rect class="seat seat--{}" x="{}" y="{}" width="11" height="11" rx="2"/>',
        ((kind, place % 20 * 15 + 1, place // 20 * 15 + 1) for place, kind in enumerate(kinds)),
    )
    return format_html(
        '<svg class="seat-grid__squares" viewBox="0 0 {} {}" width="{}" {}>{}</svg>',
        min(len(kinds), 20) * 15 - 2,
        rows * 15 - 2,
        min(len(kinds), 20) * 15 - 2,
        HIDDEN,
        drawn,
    )


def fit_cells(cells: Iterable[Mapping[str, Any]], large: bool = False) -> SafeString:
    """Cells of the fit: width is the weight, height of the filling the points; `points` None means no data.

    `cells`: mappings with `weight` and `points`. Weights need not add up to 100.
    """
    cells = list(cells)
    total, height, gap = sum(cell["weight"] for cell in cells) or 1, (96 if large else 22), 2
    room, x, drawn = 336 - gap * (len(cells) - 1), 0.0, []
    for cell in cells:
        width = room * cell["weight"] / total
        if cell["points"] is None:
            drawn.append(
                format_html(
                    '<rect class="fit__none" fill="url(#schraffur)" x="{}" y="0" width="{}" height="{}"/>',
                    f"{x:.1f}",
                    f"{width:.1f}",
                    height,
                )
            )
        else:
            filled = height * min(max(cell["points"] / cell["weight"], 0), 1) if cell["weight"] else 0
            drawn.append(
                format_html(
                    '<rect class="fit__track" x="{0}" y="0" width="{1}" height="{2}"/>'
                    '<rect class="fit__fill" x="{0}" y="{3}" width="{1}" height="{4}"/>',
                    f"{x:.1f}",
                    f"{width:.1f}",
                    height,
                    f"{height - filled:.1f}",
                    f"{filled:.1f}",
                )
            )
        x += width + gap
    return format_html(
        '<svg class="fit__cells" viewBox="0 0 336 {}" preserveAspectRatio="none" {}>{}</svg>',
        height,
        HIDDEN,
        mark_safe("".join(drawn)),  # noqa: S308 - joined from format_html
    )


def ring(percent: int, error: bool = False) -> SafeString:
    """A small ring filled to `percent`, red where something is wrong."""
    around = 2 * 3.1416 * 8
    return format_html(
        '<svg class="ring{}" viewBox="0 0 24 24" {}><circle class="ring__track" cx="12" cy="12" r="8"/>'
        '<circle class="ring__fill" cx="12" cy="12" r="8" stroke-dasharray="{} 60" transform="rotate(-90 12 12)"/>'
        "</svg>",
        " ring--error" if error else "",
        HIDDEN,
        f"{around * min(max(percent, 0), 100) / 100:.1f}",
    )
