"""What every calendar file of the portal has in common (RFC 5545): the frame with its time zone, and one entry.

UID never changes; SEQUENCE grows when time, place or status changes; times stand in Europe/Berlin with their VTIMEZONE.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils import timezone
from icalendar import Calendar, Timezone
from icalendar import Event as VEvent

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


def frame(method: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", PRODID)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    calendar.add_component(_ZONE)
    return calendar


def entry(facts: dict[str, Any]) -> VEvent:
    """One date from its facts, as JSON holds them in a mail: uid, sequence, stamp, title, starts_at, ends_at, all_day,
    location, url, status."""
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
