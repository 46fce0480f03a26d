"""What other pages show of the events: the next dates, how many there are, one date as a teaser."""

from typing import Any

from django import template
from django.template import Context
from django.urls import reverse
from django.utils.translation import gettext as _

from events import of_organisation
from events.lists import Row, public_events, row, rows
from events.models import Event, Session
from events.models.journal import spaced
from forum import tokens
from members.models import Organisation
from members.permissions import coordinates_here, is_editor

register = template.Library()
register.filter(spaced)


@register.filter
def place_at(session: Session, event: Event) -> str:
    """Where a session takes place, as much as its event leaves open."""
    return session.place_at(event)


@register.simple_tag(takes_context=True)
def my_calendar(context: Context) -> str:
    """Where the calendar program finds the dates the reader has a seat at. Whoever knows the address sees them."""
    return reverse("events:feed_mine", args=[tokens.sign("events.feed", context["request"].user.pk)])


@register.simple_tag(takes_context=True)
def desk_tabs(context: Context, event: Event) -> list[tuple[str, str, bool]]:
    """The pages of one event's desk, for components/tabs.html."""
    request = context["request"]
    editor = is_editor(request.user)
    pages = [
        (_("Teilnehmende"), reverse("events:desk", args=[event.slug])),
        (_("Angaben"), reverse("events:desk_edit", args=[event.slug])),
        (_("Programm"), reverse("events:desk_programme", args=[event.slug])),
        (_("Stände"), reverse("events:desk_rows", args=[event.slug, "staende"])),
        (_("Fragen"), reverse("events:desk_rows", args=[event.slug, "fragen"])),
    ]
    if editor:
        pages.append((_("Beteiligte"), reverse("events:desk_rows", args=[event.slug, "beteiligte"])))
        pages.append((_("Text und Bilder"), reverse("wagtailadmin_pages:edit", args=[event.page_id])))
    return [(name, url, request.path == url) for name, url in pages]


@register.inclusion_tag("events/upcoming.html")
def upcoming_events(n: int = 4, level: int = 3) -> dict[str, Any]:
    """The next `n` dates as rows."""
    return {"rows": rows(public_events().upcoming()[:n]), "level": level}


@register.simple_tag
def next_event() -> Row | None:
    """The next date for the first screen of the front page: one with seats to take where there is one."""
    found = rows(public_events().upcoming()[:8])
    return next((each for each in found if each.capacity), found[0] if found else None)


@register.simple_tag
def event_count() -> int:
    """How many dates are to come."""
    return Event.objects.public().upcoming().count()


@register.inclusion_tag("events/teaser.html")
def event_teaser(page: Any, level: int = 3) -> dict[str, Any]:
    """One date as a row, given its page; nothing while the date is not announced."""
    event = public_events().filter(page_id=page.pk).first() if page else None
    return {"row": row(event) if event else None, "level": level}


@register.inclusion_tag("events/of_organisation.html")
def events_of(organisation: Organisation) -> dict[str, Any]:
    """For the profile: dates the organisation stands behind; nothing where there are none."""
    return of_organisation.hosted_by(organisation)


@register.inclusion_tag("events/seats_of_organisation.html", takes_context=True)
def seats_of(context: Context, organisation: Organisation) -> dict[str, Any]:
    """For the dashboard: at which dates the organisation has seats, and where it can still get some."""
    return {
        "organisation": organisation,
        "dates": of_organisation.seats_of(organisation),
        "coordinates": coordinates_here(context["request"], organisation),
    }
