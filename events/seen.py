"""Keeps what others show of an event in step with its row: the portal's search, and the end of a day."""

from datetime import date, datetime, time
from typing import Any

from django.utils import timezone
from django.utils.html import strip_tags
from wagtail.models import PageViewRestriction

from events.models import Event, EventPage
from forum import search


def end_of_day(day: date) -> datetime:
    """A deadline given as a date lasts until that day is over in Berlin, also on the days the clocks change."""
    return datetime.combine(day, time.max, tzinfo=timezone.get_default_timezone())


def show(event: Event) -> None:
    """Puts the event into the search, or takes it out when the public may not see it."""
    page = event.page
    if event.status == Event.Status.DRAFT or not page.live or page.get_view_restrictions().exists():
        search.drop("termin", str(event.pk))
        return
    fields = list(event.fields_of_action.all())
    search.put(
        "termin",
        str(event.pk),
        url=event.get_absolute_url(),
        title=event.title,
        intro=" ".join(filter(None, [event.get_kind_display(), event.motto, page.lead])),
        body=strip_tags(
            " ".join([str(page.body), page.report, *(f"{s.title} {s.hosts}" for s in event.sessions.all())])
        ),
        place=event.where,
        facets=(f"art:{event.kind}", *(f"handlungsfeld:{field.slug}" for field in fields)),
        changed_at=event.changed_at,
    )


def follow_page(sender: type, instance: EventPage, **_signal: Any) -> None:
    """What an editor published or withdrew shows in the search at once."""
    event = Event.objects.filter(page_id=instance.pk).first()
    if event is not None:
        event.page = instance
        show(event)


def follow_restriction(sender: type, instance: PageViewRestriction, **_signal: Any) -> None:
    """So does what an editor closed, or opened again: one page, or the whole calendar."""
    for event in Event.objects.below(instance.page).select_related("page"):
        show(event)
