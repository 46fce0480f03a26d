"""Calendar files in mails, downloads and feeds, against golden files and three independent parsers.

`GOLDEN=write python -m pytest tests/events/test_ics.py` writes the golden files anew; look at the difference.
"""

import os
import warnings
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

import icalendar
import pytest

from events import calendar
from events.models import Event, Registration, Venue
from events.registration import cancel, change, reject, substitute, take_back
from forum import outbox
from forum.models import OutgoingMail
from tests.factories import events as make
from tests.factories import ground, members

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # what these two import is theirs
    import ics
    import vobject

pytestmark = pytest.mark.django_db

GOLDEN = Path(__file__).parent / "golden"
BERLIN = ZoneInfo("Europe/Berlin")
T0 = datetime(2029, 11, 12, 9, 0, tzinfo=BERLIN)
UID = UUID("11111111-2222-4333-8444-555555555555")


@pytest.fixture
def event():
    """Always the same date in the same house, so that the file is the same to the byte."""
    venue = Venue.objects.create(name="Rathaus Musterstadt", street="Markt 1", postcode="00000", city="Musterstadt")
    made = make.event(
        title="Regionalkonferenz: Daten, Räume; Ideen",
        slug="golden",
        venue=venue,
        room_note="Großer Saal",
        starts_at=datetime(2029, 12, 5, 10, tzinfo=BERLIN),
        ends_at=datetime(2029, 12, 5, 13, tzinfo=BERLIN),
        registration_opens_at=datetime(2029, 11, 1, tzinfo=BERLIN),
        deadline=datetime(2029, 11, 23, 23, 59, 59, tzinfo=BERLIN),
        changed_at=datetime(2029, 11, 1, tzinfo=BERLIN),
    )
    Event.objects.filter(pk=made.pk).update(uid=UID)
    return Event.objects.get(pk=made.pk)


@pytest.fixture
def row(event):
    return make.registered(event, by=ground.user(), name="Jörg Demo-Müller", email="joerg@ort.example", now=T0)


def last_mail(name: str):
    return outbox.compose(OutgoingMail.objects.filter(name=f"events/{MAILS.get(name, name)}").latest("pk")).message()


def calendar_part(message) -> str:
    [part] = [part for part in message.walk() if part.get_content_type() == "text/calendar"]
    return part.get_payload(decode=True).decode()


def same_as_golden(name: str, content: str) -> bool:
    file = GOLDEN / f"{name}.ics"
    if os.environ.get("GOLDEN") == "write":
        file.write_bytes(content.encode())
    return file.read_bytes().decode() == content


def later(row, **changes):
    change(row.event, now=T0 + timedelta(days=1), **changes)


def somebody_moves_up(row):
    Event.objects.filter(pk=row.event_id).update(capacity=1)
    waits = {"name": "Demo-Zweite", "email": "zweite@ort.example"}
    make.registered(row.event, by=ground.user(), now=T0 + timedelta(minutes=1), **waits)
    cancel(row, now=T0 + timedelta(hours=1))


ACTS = {
    "seat_confirmed": lambda row: None,
    "promoted": somebody_moves_up,
    "rejected": lambda row: reject(row, by=ground.user(), reason="Kreis geschlossen", now=T0 + timedelta(hours=1)),
    "event_moved": lambda row: later(
        row, venue=Venue.objects.create(name="Kreishaus Rurtal", city="Rurtal"), room_note="Raum 2"
    ),
    "event_changed": lambda row: later(
        row, starts_at=row.event.starts_at + timedelta(hours=1), ends_at=row.event.ends_at + timedelta(hours=1)
    ),
    "event_cancelled": lambda row: later(row, status=Event.Status.CANCELLED, note="Sturmwarnung"),
    "event_postponed": lambda row: later(row, status=Event.Status.POSTPONED),
    "cancelled": lambda row: cancel(row, now=T0 + timedelta(hours=1)),
    "restored": lambda row: (
        cancel(row, now=T0 + timedelta(hours=1)),
        take_back(row, now=T0 + timedelta(hours=1, minutes=5)),
    ),
    "substituted_out": lambda row: substitute(
        row, name="Demo-Vertretung", email="vertretung@ort.example", now=T0 + timedelta(hours=1)
    ),
    "substituted_in": lambda row: substitute(
        row, name="Demo-Vertretung", email="vertretung@ort.example", now=T0 + timedelta(hours=1)
    ),
}
MAILS = {"event_moved": "event_changed"}  # where the mail is not called like the change
EXPECTED = {  # METHOD, SEQUENCE, STATUS, who is invited
    "seat_confirmed": ("REQUEST", 0, "CONFIRMED", "joerg@ort.example"),
    "promoted": ("REQUEST", 0, "CONFIRMED", "zweite@ort.example"),
    "rejected": ("CANCEL", 0, "CANCELLED", "joerg@ort.example"),
    "event_moved": ("REQUEST", 1, "CONFIRMED", "joerg@ort.example"),
    "event_changed": ("REQUEST", 1, "CONFIRMED", "joerg@ort.example"),
    "event_cancelled": ("CANCEL", 1, "CANCELLED", "joerg@ort.example"),
    "event_postponed": ("CANCEL", 1, "CANCELLED", "joerg@ort.example"),
    "cancelled": ("CANCEL", 0, "CANCELLED", "joerg@ort.example"),
    "restored": ("REQUEST", 0, "CONFIRMED", "joerg@ort.example"),
    "substituted_out": ("CANCEL", 0, "CANCELLED", "joerg@ort.example"),
    "substituted_in": ("REQUEST", 0, "CONFIRMED", "vertretung@ort.example"),
}


@pytest.mark.parametrize("name", ACTS)
def test_each_kind_of_change_reaches_the_entry_in_peoples_calendars(row, name, settings):
    ACTS[name](row)
    content = calendar_part(last_mail(name))

    [vevent] = icalendar.Calendar.from_ical(content).walk("VEVENT")
    method, sequence, status, attendee = EXPECTED[name]
    assert icalendar.Calendar.from_ical(content)["method"] == method
    assert vevent["uid"] == f"{UID}@{settings.MAIL_DOMAIN}"
    assert (vevent["sequence"], vevent["status"]) == (sequence, status)
    assert vevent["attendee"] == f"mailto:{attendee}"
    assert vevent["organizer"].startswith("mailto:")
    assert same_as_golden(name, content)


@pytest.mark.parametrize("name", ["cancelled", "restored", "substituted_out"])
def test_with_equal_sequence_the_later_mail_has_the_later_stamp(row, name):
    """RFC 5546 2.1.5: otherwise Outlook keeps what it has."""
    invited = icalendar.Calendar.from_ical(calendar_part(last_mail("seat_confirmed"))).walk("VEVENT")[0]
    ACTS[name](row)
    told = icalendar.Calendar.from_ical(calendar_part(last_mail(name))).walk("VEVENT")[0]

    assert told["dtstamp"].dt > invited["dtstamp"].dt


@pytest.mark.parametrize("name", ACTS)
def test_the_place_in_the_mail_is_where_programs_look(row, name):
    """Outlook and Google take the last alternative; programs that show only attachments find a file."""
    ACTS[name](row)
    message = last_mail(name)
    method = EXPECTED[name][0]

    assert message.get_content_type() == "multipart/mixed"
    alternatives, file = message.get_payload()
    assert [part.get_content_type() for part in alternatives.get_payload()] == [
        "text/plain",
        "text/html",
        "text/calendar",
    ]
    invitation = alternatives.get_payload()[2]
    assert (invitation.get_param("method"), invitation.get_content_charset()) == (method, "utf-8")
    assert (file.get_content_type(), file.get_filename()) == ("application/ics", "termin.ics")
    assert file.get_payload(decode=True) == invitation.get_payload(decode=True)


def test_lines_are_folded_and_end_as_the_standard_says(row):
    content = calendar_part(last_mail("seat_confirmed")).encode()

    lines = content.split(b"\r\n")
    assert lines.pop() == b""
    assert all(len(line) <= 75 and b"\n" not in line for line in lines)


# --- three parsers ----------------------------------------------------------------------------------------------------

# UTC around both changes of the clock: the last Sundays of March and October.
TIMES = {
    "winter": (datetime(2029, 12, 5, 10, tzinfo=BERLIN), datetime(2029, 12, 5, 9, tzinfo=UTC)),
    "summer": (datetime(2029, 7, 5, 10, tzinfo=BERLIN), datetime(2029, 7, 5, 8, tzinfo=UTC)),
    "saturday before spring": (datetime(2029, 3, 24, 10, tzinfo=BERLIN), datetime(2029, 3, 24, 9, tzinfo=UTC)),
    "spring sunday": (datetime(2029, 3, 25, 10, tzinfo=BERLIN), datetime(2029, 3, 25, 8, tzinfo=UTC)),
    "saturday before autumn": (datetime(2029, 10, 27, 10, tzinfo=BERLIN), datetime(2029, 10, 27, 8, tzinfo=UTC)),
    "autumn sunday": (datetime(2029, 10, 28, 10, tzinfo=BERLIN), datetime(2029, 10, 28, 9, tzinfo=UTC)),
}


def by_icalendar(content: str):
    [vevent] = icalendar.Calendar.from_ical(content).walk("VEVENT")
    return vevent["summary"], vevent["dtstart"].dt.astimezone(UTC), vevent["dtend"].dt.astimezone(UTC), vevent["uid"]


def by_vobject(content: str):
    vevent = vobject.readOne(content).vevent
    start, end = vevent.dtstart.value, vevent.dtend.value
    return vevent.summary.value, start.astimezone(UTC), end.astimezone(UTC), vevent.uid.value


def by_ics(content: str):
    [found] = ics.Calendar(content).events
    return found.name, found.begin.to("utc").datetime, found.end.to("utc").datetime, found.uid


PARSERS = [by_icalendar, by_vobject, by_ics]


@pytest.mark.parametrize("parse", PARSERS)
@pytest.mark.parametrize("when", TIMES)
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_three_parsers_read_the_same_instant(event, row, when, parse, settings):
    start, in_utc = TIMES[when]
    event.starts_at, event.ends_at = start, start + timedelta(hours=3)
    facts = {**calendar.facts_of(event), "attendee": "joerg@ort.example", "attendee_name": "Jörg"}

    for content in (calendar.scheduled(facts, "REQUEST"), calendar.published([event], name="Reihe")):
        assert parse(content.decode()) == (
            event.title,
            in_utc,
            in_utc + timedelta(hours=3),
            f"{UID}@{settings.MAIL_DOMAIN}",
        )


@pytest.mark.parametrize("parse", PARSERS)
@pytest.mark.parametrize("name", ACTS)
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_three_parsers_accept_every_golden_file(name, parse, settings):
    content = (GOLDEN / f"{name}.ics").read_bytes().decode()

    assert parse(content)[3] == f"{UID}@{settings.MAIL_DOMAIN}"


def test_an_event_over_the_change_of_the_clock_ends_at_its_wall_time(event):
    """From Saturday 22:00 to Sunday 06:00 in the night when an hour is left out or comes twice."""
    for night, hours in ((24, 7), (27, 9)):
        month = 3 if night == 24 else 10
        event.starts_at = datetime(2029, month, night, 22, tzinfo=BERLIN)
        event.ends_at = datetime(2029, month, night + 1, 6, tzinfo=BERLIN)
        _name, start, end, _uid = by_vobject(calendar.published([event]).decode())
        assert end - start == timedelta(hours=hours)


# --- feeds ------------------------------------------------------------------------------------------------------------


def test_a_feed_shows_the_new_time_and_keeps_the_cancelled_date(event, client):
    changed = change(event, starts_at=event.starts_at + timedelta(hours=1), now=T0)
    [vevent] = icalendar.Calendar.from_ical(client.get("/veranstaltungen/kalender.ics").content).walk("VEVENT")
    assert (vevent["dtstart"].dt, vevent["sequence"]) == (event.starts_at + timedelta(hours=1), 1)

    change(changed, status=Event.Status.CANCELLED, now=T0 + timedelta(hours=1))
    feed = icalendar.Calendar.from_ical(client.get("/veranstaltungen/kalender.ics").content)

    [vevent] = feed.walk("VEVENT")
    assert feed["method"] == "PUBLISH"
    assert (vevent["status"], vevent["sequence"]) == ("CANCELLED", 2)
    assert "attendee" not in vevent
    assert "organizer" not in vevent


def test_a_day_without_a_time_is_a_whole_day(event):
    event.precision = Event.Precision.DAY

    content = calendar.published([event]).decode()

    assert "DTSTART;VALUE=DATE:20291205\r\nDTEND;VALUE=DATE:20291206\r\n" in content


def test_the_link_to_the_conference_is_in_no_calendar(event):
    event.join_url, event.format = "https://konferenz.example/geheim", Event.Format.ONLINE
    event.save()
    make.registered(event, by=members.member(), now=T0)

    assert "geheim" not in calendar.published([event]).decode()
    assert "geheim" not in calendar_part(last_mail("seat_confirmed"))
    assert Registration.objects.filter(event=event).exists()
