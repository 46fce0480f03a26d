"""Calendar files (RFC 5545, RFC 5546): downloads and feeds publish, mails to registered people request or cancel.

UID never changes; SEQUENCE grows when time, place or status changes; times stand in Europe/Berlin with their VTIMEZONE.
The link to a video conference is in none of them.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone
from icalendar import Alarm, Calendar, Timezone, vCalAddress, vText
from icalendar import Event as VEvent

from events.models import Event
from forum.models import PortalSettings

BERLIN = "Europe/Berlin"
PRODID = "-//Forum//Veranstaltungen//DE"
# The rule of the European Union since 1996 (Directive 2000/84/EC), as a yearly rule with the onset in the local time
# before it (RFC 5545 3.6.5): from a mere list of dates some programs read summer dates an hour off.
_ZONE = Timezone.from_ical(
    f"""BEGIN:VTIMEZONE
TZID:{BERLIN}
BEGIN:DAYLIGHT
DTSTART:19960331T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZNAME:CEST
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZNAME:CET
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
END:VTIMEZONE
""".replace("\n", "\r\n")
)


def published(events: Iterable[Event], *, name: str = "") -> bytes:
    """A file or feed for everybody (METHOD:PUBLISH). Dates that are not fixed yet are left out."""
    calendar = _calendar("PUBLISH")
    if name:
        calendar.add("name", name)
        calendar.add("x-wr-calname", name)
        calendar.add("refresh-interval", timedelta(hours=6), parameters={"value": "DURATION"})
        calendar.add("x-published-ttl", "PT6H")
    for event in events:
        if event.is_fixed:
            calendar.add_component(_vevent(facts_of(event)))
    return calendar.to_ical()


def scheduled(facts: dict[str, Any], method: str) -> bytes:
    """The part of a mail to one registered person: METHOD:REQUEST or METHOD:CANCEL, with ORGANIZER and ATTENDEE.

    Only such a part updates the entry in Outlook, Thunderbird and Google instead of adding a second one.
    """
    calendar = _calendar(method)
    vevent = _vevent({**facts, "status": "CANCELLED" if method == "CANCEL" else facts["status"]})
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


def _calendar(method: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", PRODID)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    calendar.add_component(_ZONE)
    return calendar


def _vevent(facts: dict[str, Any]) -> VEvent:
    vevent = VEvent()
    vevent.add("uid", facts["uid"])
    vevent.add("sequence", facts["sequence"])
    stamp = datetime.fromisoformat(facts["stamp"]).astimezone(UTC).replace(microsecond=0)
    vevent.add("dtstamp", stamp)
    vevent.add("last-modified", stamp)
    vevent.add("summary", facts["title"])
    first, last = _berlin(facts["starts_at"]), _berlin(facts["ends_at"])
    if facts["all_day"]:
        vevent.add("dtstart", first.date())
        vevent.add("dtend", (last - timedelta(microseconds=1)).date() + timedelta(days=1))
    else:
        vevent.add("dtstart", first)
        vevent.add("dtend", last)
    if facts["location"]:
        vevent.add("location", facts["location"])
    vevent.add("description", facts["url"])
    vevent.add("url", facts["url"])
    vevent.add("status", facts["status"])
    vevent.add("transp", "TRANSPARENT" if facts["status"] == "CANCELLED" else "OPAQUE")
    return vevent


def _berlin(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(timezone.get_default_timezone())
