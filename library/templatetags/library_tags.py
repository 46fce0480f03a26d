"""What other rooms show of the Library."""

from typing import Any

from django import template
from django.template import Context
from wagtail.models import Page

from library import waiting
from library.models import PracticePage

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


@register.inclusion_tag("library/parts/waiting.html", takes_context=True)
def library_waiting(context: Context) -> dict[str, Any]:
    """What waits for this person in the Library, as rows of the dashboard's list."""
    return {"todos": waiting.for_person(context["request"].user)}
