"""Calendar files (RFC 5545, RFC 5546): downloads and feeds publish, mails to registered people request or cancel.

UID never changes; SEQUENCE grows when time, place or status changes; times stand in Europe/Berlin with their VTIMEZONE.
The link to a video conference is in none of them.
"""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.conf import settings
from icalendar import Alarm, vCalAddress, vText

from events.models import Event
from forum import ical
from forum.models import PortalSettings


def published(events: Iterable[Event], *, name: str = "") -> bytes:
    """A file or feed for everybody (METHOD:PUBLISH). Dates that are not fixed yet are left out."""
    calendar = ical.frame("PUBLISH")
    if name:
        calendar.add("name", name)
        calendar.add("x-wr-calname", name)
        calendar.add("refresh-interval", timedelta(hours=6), parameters={"value": "DURATION"})
        calendar.add("x-published-ttl", "PT6H")
    for event in events:
        if event.is_fixed:
            calendar.add_component(ical.entry(facts_of(event)))
    return calendar.to_ical()


def scheduled(facts: dict[str, Any], method: str) -> bytes:
    """The part of a mail to one registered person: METHOD:REQUEST or METHOD:CANCEL, with ORGANIZER and ATTENDEE.

    Only such a part updates the entry in Outlook, Thunderbird and Google instead of adding a second one.
    """
    calendar = ical.frame(method)
    vevent = ical.entry({**facts, "status": "CANCELLED" if method == "CANCEL" else facts["status"]})
    portal = PortalSettings.current()
    organizer = vCalAddress(f"mailto:{portal.sender_email}")
    organizer.params["CN"] = vText(portal.full_name)
    vevent.add("organizer", organizer)
    attendee = vCalAddress(f"mailto:{facts['attendee']}")
    attendee.params["CN"] = vText(facts["attendee_name"])
    attendee.params["ROLE"] = vText("REQ-PARTICIPANT")
    attendee.params["PARTSTAT"] = vText("DECLINED" if method == "CANCEL" else "ACCEPTED")
    attendee.params["RSVP"] = vText("FALSE")
    vevent.add("attendee", attendee)
    if method == "REQUEST":
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", facts["title"])
        alarm.add("trigger", timedelta(hours=-24))
        vevent.add_component(alarm)
    calendar.add_component(vevent)
    return calendar.to_ical()


def facts_of(event: Event) -> dict[str, Any]:
    """What a calendar entry says, as JSON: frozen in a mail's facts, so that a retry sends the same."""
    return {
        "uid": f"{event.uid}@{settings.MAIL_DOMAIN}",
        "sequence": event.sequence,
        "stamp": event.changed_at.isoformat(),
        "title": event.title,
        "starts_at": event.starts_at.isoformat() if event.starts_at else None,
        "ends_at": event.ends_at.isoformat() if event.ends_at else None,
        "all_day": event.precision == Event.Precision.DAY,
        "location": event.where,
        "url": event.url,
        "status": {"cancelled": "CANCELLED", "postponed": "CANCELLED"}.get(event.status, "CONFIRMED"),
    }
