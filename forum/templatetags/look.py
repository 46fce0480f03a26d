"""Tags of the look: icons, motifs, navigation, form fields, and small drawings whose sizes are numbers.

The portal's content policy allows no style attributes, so whatever has a measured size is drawn as SVG here.
"""

import re
from typing import Any
from urllib.parse import urlencode

from django import template
from django.core.paginator import Page
from django.forms import BoundField, SplitDateTimeWidget
from django.forms.utils import flatatt
from django.http import QueryDict
from django.template import Context
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forum import motifs, navigation
from forum.icons import ICONS, PILLAR_ICONS
from forum.patterns import FAMILIES, patterns

register = template.Library()


# --- Icons and motifs -------------------------------------------------------------------------------------------------


@register.simple_tag
def icon(name: str, small: bool = False) -> SafeString:  # noqa: FBT001, FBT002 - a template flag
    """An icon beside its word. Decorative; a name that does not exist is a mistake and raises KeyError."""
    return mark_safe(  # noqa: S308 - constants only
        f'<svg class="icon{" icon--s" if small else ""}" viewBox="0 0 24 24" aria-hidden="true" focusable="false">{ICONS[name]}</svg>'
    )


@register.simple_tag
def pillar_icon(slug: str) -> SafeString:
    return mark_safe(  # noqa: S308 - constants only
        f'<svg class="pillar-icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">{PILLAR_ICONS[slug]}</svg>'
    )


@register.simple_tag
def motif_patterns() -> SafeString:
    return patterns()


@register.simple_tag
def tile(ags: str | None = None, field: str = "", seed: str = "", theme: str = "") -> SafeString:
    """The picture of a practice or place, 2:1. `field` is the slug of a field of action."""
    return motifs.tile(ags or None, field or "", seed or ags or "", theme or "")


@register.simple_tag
def outline(ags: str | None = None, seed: str = "", letters: str = "") -> SafeString:
    """A small sign: the outline of a place, or for a company (`letters` = its name) a square with two letters."""
    return motifs.letters(letters) if letters else motifs.outline(ags or None, seed or "")


@register.simple_tag
def empty_motif(seed: str = "leer") -> SafeString:
    return motifs.empty_field(seed)


@register.simple_tag
def member_map(members: Any, practice_places: Any = ()) -> SafeString:
    """See `motifs.hero_map`. Slow to draw (50 ms): put {% cache %} around it."""
    return motifs.hero_map(members, practice_places)


@register.filter
def family(field_slug: str) -> str:
    """The colour family of a field of action: daten, mobilitaet, umwelt, menschen or steuerung."""
    return FAMILIES.get(str(field_slug), "steuerung")


# --- Navigation -------------------------------------------------------------------------------------------------------


@register.simple_tag
def nav_url(route: str) -> str:
    """The address of a route, or "" where the room does not exist: links to it are then not shown."""
    return navigation.address(route)


@register.simple_tag(takes_context=True)
def pillars(context: Context) -> list[dict[str, object]]:
    request = context.get("request")
    return navigation.pillars(request.path if request else "/")


@register.inclusion_tag("components/breadcrumb.html")
def crumbs(*pairs: str, here: str = "") -> dict[str, object]:
    """{% crumbs "Gute Praktiken" "/bibliothek/" here=page.title %}: label and address in turns, then the page itself."""
    return {"trail": list(zip(pairs[::2], pairs[1::2], strict=True)), "here": here}


@register.simple_tag
def page_range(page: Page) -> list[int | str]:
    """Page numbers with gaps, e.g. 1 2 … 7 8 9 … 40."""
    return list(page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1))


@register.simple_tag
def query_with(query: QueryDict | None, **changes: Any) -> str:
    """The query string with some values set, or removed where the new value is None; always begins with "?"."""
    pairs = [(key, value) for key, values in (query.lists() if query else []) for value in values if key not in changes]
    pairs += [(key, value) for key, value in changes.items() if value is not None]
    return "?" + urlencode(pairs)


@register.simple_tag
def query_without(query: QueryDict | None, name: str, value: str) -> str:
    """The query string without one value of one filter, and back on the first page."""
    pairs = [
        (key, each)
        for key, values in (query.lists() if query else [])
        for each in values
        if key != "seite" and (key, each) != (name, str(value))
    ]
    return "?" + urlencode(pairs)


@register.simple_tag
def initials(user: Any) -> str:
    """Two letters for the round badge: of first and last name, else of the mail address."""
    name = getattr(user, "get_full_name", lambda: "")() or str(getattr(user, "email", "")).split("@")[0]
    words = [word for word in re.split(r"[\s.\-_]+", name) if word]
    return "".join(word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words[:1])).upper()


# --- Form fields ------------------------------------------------------------------------------------------------------

KINDS = {"select": "select", "checkbox": "checkbox", "radio": "choices", "file": "file", "hidden": "hidden"}


@register.filter
def field_kind(field: BoundField) -> str:
    """How a field is drawn: input, textarea, select, checkbox, choices (group), parts (several inputs), file, hidden."""
    widget = field.field.widget
    if field.is_hidden:
        return "hidden"
    if hasattr(widget, "widgets"):
        return "parts"
    kind = getattr(widget, "input_type", None)
    if kind == "checkbox" and hasattr(widget, "choices"):
        return "choices"
    if kind is None:
        return "textarea" if hasattr(widget, "attrs") and "rows" in widget.attrs else "input"
    return KINDS.get(kind, "input")


def _described_by(field: BoundField, extra: str = "") -> str:
    """Ids of hint, error and counter, in the order in which they should be read."""
    ids = [f"{field.auto_id}_hint"] if field.help_text else []
    ids += [f"{field.auto_id}_error"] if field.errors else []
    return " ".join([*ids, *([extra] if extra else [])])


@register.simple_tag
def widget(field: BoundField) -> SafeString:
    """The control itself with KERN's classes and its relations to hint and error. Groups come from `choices`."""
    kind = field_kind(field)
    css = {
        "select": "kern-form-input__select",
        "checkbox": "kern-form-check__checkbox",
    }.get(kind, "kern-form-input__input")
    given = field.field.widget.attrs.get("class", "")
    attrs: dict[str, Any] = {"class": " ".join(filter(None, [css, f"{css}--error" if field.errors else "", given]))}
    counter = f"{field.auto_id}_count" if _counts(field) else ""
    if described := _described_by(field, counter):
        attrs["aria-describedby"] = described
    if field.errors:
        attrs["aria-invalid"] = "true"
    if kind == "textarea" and field.field.widget.attrs.get("rows") in (None, "10"):
        attrs["rows"] = 4  # Django's ten lines look like a demand
    if kind == "parts":
        _name_parts(field)
    return field.as_widget(attrs=attrs)


def _name_parts(field: BoundField) -> None:
    """Each input of a field of several needs a name of its own; date and time get their kind, too."""
    parts = field.field.widget.widgets
    names = [_("Datum"), _("Uhrzeit")] if isinstance(field.field.widget, SplitDateTimeWidget) else range(1, len(parts) + 1)
    for part, name in zip(parts, names, strict=False):
        part.attrs.setdefault("aria-label", f"{field.label}: {name}")
    if isinstance(field.field.widget, SplitDateTimeWidget):
        parts[0].input_type, parts[1].input_type = "date", "time"
        parts[0].format, parts[1].format = "%Y-%m-%d", "%H:%M"  # what the browser's own pickers read and write


def _counts(field: BoundField) -> bool:
    return field_kind(field) == "textarea" and bool(getattr(field.field, "max_length", None))


@register.filter
def counter(field: BoundField) -> dict[str, int] | None:
    """Characters used and allowed, for long texts with a limit."""
    if not _counts(field):
        return None
    return {"used": len(str(field.value() or "")), "limit": field.field.max_length}


@register.filter
def error_target(field: BoundField) -> str:
    """The id a line of the error summary leads to: the control, or the first of a group."""
    if field_kind(field) in ("choices", "parts") and field.subwidgets:
        return field.subwidgets[0].id_for_label or field.auto_id
    return field.id_for_label or field.auto_id


@register.filter
def described_by(field: BoundField) -> str:
    return _described_by(field)


@register.simple_tag
def choices(field: BoundField) -> SafeString:
    """Radio buttons or checkboxes of a group, each with its label."""

    def lines() -> Any:
        for option in field.subwidgets:
            data = option.data
            kind = "radio" if data["type"] == "radio" else "checkbox"
            css = f"kern-form-check__{kind}" + (f" kern-form-check__{kind}--error" if field.errors else "")
            attrs = {**data["attrs"], "class": css, "type": data["type"], "name": data["name"], "value": str(data["value"])}
            attrs.pop("aria-describedby", None)  # the group carries it
            attrs["checked"] = bool(data["selected"])
            if kind == "checkbox":
                attrs.pop("required", None)  # one of several boxes: required would mean each of them
            yield flatatt(attrs), option.id_for_label, data["label"]

    return format_html_join(
        "\n",
        '<div class="kern-form-check"><input{}><label class="kern-label" for="{}">{}</label></div>',
        lines(),
    )


# --- Small drawings with measured sizes -------------------------------------------------------------------------------


@register.simple_tag
def bar(value: float, total: float, css: str = "bar") -> SafeString:
    """A bar filled to value/total. Hidden from assistive technology: the words stand beside it."""
    share = min(max(value / total, 0), 1) * 100 if total else 0
    return format_html(
        '<svg class="{}" aria-hidden="true" focusable="false"><rect class="bar__fill" width="{}%" height="100%"/></svg>',
        css,
        f"{share:.1f}".removesuffix(".0"),
    )


@register.simple_tag
def larger(one: float, other: float) -> float:
    return max(one, other)


@register.simple_tag
def seats_left(taken: int, capacity: int) -> str:
    """Words beside a bar of seats."""
    left = capacity - taken
    if left <= 0:
        return _("Ausgebucht")
    return ngettext("Noch %(n)d Platz frei", "Noch %(n)d Plätze frei", left) % {"n": left}


@register.simple_tag
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
        '<svg class="seat-grid__squares" viewBox="0 0 {} {}" width="{}" aria-hidden="true" focusable="false">{}</svg>',
        min(len(kinds), 20) * 15 - 2,
        rows * 15 - 2,
        min(len(kinds), 20) * 15 - 2,
        drawn,
    )


@register.simple_tag
def fit_cells(cells: Any, large: bool = False) -> SafeString:  # noqa: FBT001, FBT002 - a template flag
    """Cells of the fit: width is the weight, height of the filling the points; `points` None means no data.

    `cells`: mappings with `weight` and `points`. Weights need not add up to 100.
    """
    cells = list(cells)
    total, height, gap = sum(cell["weight"] for cell in cells) or 1, (96 if large else 22), 2
    room, x, drawn = 336 - gap * (len(cells) - 1), 0.0, []
    for cell in cells:
        width = room * cell["weight"] / total
        if cell["points"] is None:
            drawn.append(format_html('<rect class="fit__none" fill="url(#schraffur)" x="{}" y="0" width="{}" height="{}"/>', f"{x:.1f}", f"{width:.1f}", height))
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
        '<svg class="fit__cells" viewBox="0 0 336 {}" preserveAspectRatio="none" aria-hidden="true" focusable="false">{}</svg>',
        height,
        mark_safe("".join(drawn)),  # noqa: S308 - joined from format_html
    )


@register.simple_tag
def ring(percent: int, error: bool = False) -> SafeString:  # noqa: FBT001, FBT002 - a template flag
    """A small ring filled to `percent`, red where something is wrong."""
    around = 2 * 3.1416 * 8
    return format_html(
        '<svg class="ring{}" viewBox="0 0 24 24" aria-hidden="true" focusable="false"><circle class="ring__track" cx="12" cy="12" '
        'r="8"/><circle class="ring__fill" cx="12" cy="12" r="8" stroke-dasharray="{} 60" transform="rotate(-90 12 12)"/></svg>',
        " ring--error" if error else "",
        f"{around * min(max(percent, 0), 100) / 100:.1f}",
    )
