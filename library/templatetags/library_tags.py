"""What other rooms show of the Library."""

from typing import Any

from django import template
from django.template import Context
from django.utils.translation import gettext as _
from wagtail.models import Page

from library import of_organisation
from library.models import PracticePage
from members.models import Organisation
from members.permissions import own_keys

register = template.Library()


@register.inclusion_tag("library/parts/newest_practices.html")
def newest_practices(number: int = 3) -> dict[str, Any]:
    """The newest practices as cards, from different places where there is a choice."""
    newest = list(PracticePage.objects.shown().for_lists().order_by("-first_published_at", "-pk")[: number * 6])
    places: set[int | None] = set()
    first = [p for p in newest if p.origin_id not in places and not places.add(p.origin_id)]  # type: ignore[func-returns-value]
    return {"practices": (first + [p for p in newest if p not in first])[:number]}


@register.simple_tag
def practice_count() -> int:
    return PracticePage.objects.shown().count()


@register.inclusion_tag("library/parts/practice_teaser.html")
def practice_teaser(page: Page | None) -> dict[str, Any]:
    """One practice as a card; nothing when it is not (or no longer) public."""
    if page is None:
        return {"practice": None}
    return {"practice": PracticePage.objects.shown().for_lists().filter(pk=page.pk).first()}


@register.simple_tag
def practice_places() -> list[str]:
    """Keys (AGS) of the places that shown practices come from, for the map."""
    places = PracticePage.objects.shown().exclude(origin__municipality=None)
    return sorted(set(places.values_list("origin__municipality__ags", flat=True)))


@register.inclusion_tag("library/parts/of_organisation.html", takes_context=True)
def practices_of(context: Context, organisation: Organisation) -> dict[str, Any]:
    """For the profile: what the organisation shares and what it re-uses, as far as this reader may see it."""
    return of_organisation.shown_in_profile(organisation, own_keys(context["request"]))


@register.simple_tag
def library_figures(organisation: Organisation) -> dict[str, int]:
    """For the dashboard: practices, unconfirmed, adoptions, to_confirm."""
    return of_organisation.figures(organisation)


@register.inclusion_tag("library/parts/best_fitting.html")
def best_fitting(organisation: Organisation, number: int = 3) -> dict[str, Any]:
    """For the dashboard: what fits this organisation best, as cards with the fit among their tags."""
    rows = of_organisation.best_fitting(organisation, number)
    for row in rows:
        fit = {"text": _("Passung %(n)d") % {"n": row["fit"]["number"]}, "kind": ""}
        row["tags"] = [*row["hit"].row.get("tags", [])[:1], fit]
    return {"organisation": organisation, "rows": rows}


@register.inclusion_tag("library/parts/kept_box.html", takes_context=True)
def kept_box(context: Context, number: int = 3) -> dict[str, Any]:
    """For the dashboard: the last few practices the reader keeps, ready to be compared."""
    request = context["request"]
    practices = of_organisation.kept(request.user, own_keys(request), number)
    return {"practices": practices, "compare": "?" + "&".join(f"praxis={practice.pk}" for practice in practices)}
