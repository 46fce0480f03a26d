"""Tags of the look: icons, motifs, navigation, fields, drawings. What they draw lives in `forum`."""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django import template
from django.core.paginator import Page
from django.http import QueryDict
from django.template import Context
from django.utils.safestring import SafeString, mark_safe

from forum import chain, drawings, fields, icons, member_map, motifs, navigation, repeated
from forum.icons import PILLAR_ICONS
from forum.patterns import FAMILIES

register = template.Library()


# --- Icons and motifs -------------------------------------------------------------------------------------------------


register.simple_tag(icons.icon)


@register.simple_tag
def pillar_icon(slug: str) -> SafeString:
    return mark_safe(  # noqa: S308 - constants only
        f'<svg class="pillar-icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">{PILLAR_ICONS[slug]}</svg>'
    )


@register.simple_tag
def tile(ags: str | None = None, field: str = "", seed: str = "", theme: str = "") -> SafeString:
    """The picture of a practice or place, 2:1. `field` is the slug of a field of action."""
    return motifs.tile(ags or None, field or "", seed or ags or "", theme or "")


@register.simple_tag
def tile_of_result(result: Mapping[str, Any]) -> SafeString:
    """As `tile`, from what a hit of the search carries."""
    first: Mapping[str, str] = next(iter(result.get("fields") or ()), {})
    return tile(result.get("ags"), first.get("slug", ""), result.get("seed", ""), result.get("theme", ""))


@register.simple_tag
def outline(ags: str | None = None, seed: str = "", letters: str = "") -> SafeString:
    """A small sign: the outline of a place, or for a company (`letters` = its name) a square with two letters."""
    return motifs.letters(letters) if letters else motifs.outline(ags or None, seed or "")


@register.simple_tag
def empty_motif(seed: str = "leer") -> SafeString:
    return motifs.empty_field(seed)


@register.simple_tag
def germany_map(members: list[dict[str, Any]]) -> SafeString:
    """See `forum.member_map.draw_germany`: put {% cache %} around it."""
    return member_map.draw_germany(members)


@register.simple_tag(name="member_map")
def map_of_members(members: Any, practice_places: Any = (), label: str = "") -> SafeString:
    """See `forum.member_map`. Slow to draw (50 ms): put {% cache %} around it."""
    return member_map.draw(members, practice_places, label)


register.simple_tag(chain.draw, name="chain")


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


@register.simple_tag(takes_context=True)
def current_entry(context: Context) -> str:
    """Address of the entry of the main menu that the page belongs to, or ""."""
    request = context.get("request")
    return navigation.current(request.path if request else "/")


@register.inclusion_tag("components/breadcrumb.html")
def crumbs(*pairs: str, here: str = "") -> dict[str, object]:
    """{% crumbs "Gute Praktiken" "/bibliothek/" here=page.title %}: label and address in turns, then this page."""
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


# --- Form fields and drawings -----------------------------------------------------------------------------------------

for tag in (
    fields.widget,
    fields.choices,
    drawings.bar,
    drawings.squares,
    drawings.seats_left,
    drawings.fit_cells,
    drawings.larger,
    drawings.ring,
    repeated.field_name,
    repeated.field_names,
    repeated.tag,
    repeated.tag_list,
    repeated.facet_options,
    repeated.counted_options,
):
    register.simple_tag(tag)
for read in (fields.field_kind, fields.counter, fields.described_by, fields.error_target):
    register.filter(read.__name__, read)
