"""The date for machines that know schema.org. Only what the page shows; no persons, no link to a conference."""

import json
from typing import Any

from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from events.models import Event, EventPage, Venue

STATUS = {Event.Status.CANCELLED: "EventCancelled", Event.Status.POSTPONED: "EventPostponed"}
MODE = {
    "onsite": "OfflineEventAttendanceMode",
    "online": "OnlineEventAttendanceMode",
    "hybrid": "MixedEventAttendanceMode",
}
SCHEMA = "https://schema.org/"


def linked_data(event: Event, page: EventPage) -> SafeString | str:
    """As a script element of data; nothing while the day does not stand."""
    if not event.is_fixed or event.starts_at is None or event.ends_at is None:
        return ""
    told: dict[str, Any] = {
        "@context": SCHEMA.rstrip("/"),
        "@type": "Event",
        "name": event.title,
        "description": page.lead,
        "startDate": timezone.localtime(event.starts_at).isoformat(),
        "endDate": timezone.localtime(event.ends_at).isoformat(),
        "eventStatus": SCHEMA + STATUS.get(Event.Status(event.status), "EventScheduled"),
        "eventAttendanceMode": SCHEMA + MODE[event.format],
        "url": event.url,
        "location": _location(event),
        "organizer": [{"@type": "Organization", "name": str(organiser)} for organiser in event.organisers.all()],
    }
    if event.capacity is not None:
        told["maximumAttendeeCapacity"] = event.capacity
    text = json.dumps(told, ensure_ascii=False).replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308 - escaped above


def _location(event: Event) -> dict[str, Any] | list[dict[str, Any]]:
    places = [_place(venue) for venue in event.venues]
    if not places:
        return {"@type": "VirtualLocation", "url": event.url}
    return places if len(places) > 1 else places[0]


def _place(venue: Venue) -> dict[str, Any]:
    address = {
        "@type": "PostalAddress",
        "streetAddress": venue.street,
        "postalCode": venue.postcode,
        "addressLocality": venue.city,
        "addressCountry": "DE",
    }
    return {"@type": "Place", "name": venue.name, "address": {k: v for k, v in address.items() if v}}
