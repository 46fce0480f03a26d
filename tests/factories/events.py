"""Dates and people who want a seat."""

from datetime import UTC, datetime, timedelta
from itertools import count

from django.utils import timezone

from events.models import Event, Registration, Session
from events.registration import Person, announce, register

_numbers = count(1)


def event(**fields) -> Event:
    """An announced date in thirty days with 60 seats, open for registration since yesterday."""
    number = next(_numbers)
    start = timezone.now().replace(minute=0, second=0, microsecond=0) + timedelta(days=30)
    defaults = {
        "title": f"Testtermin {number}",
        "slug": f"testtermin-{number}",
        "kind": Event.Kind.EXCHANGE,
        "starts_at": start,
        "ends_at": start + timedelta(hours=3),
        "registration_opens_at": timezone.now() - timedelta(days=1),
        "deadline": start - timedelta(days=10),
        "capacity": 60,
    }
    return announce(**{**defaults, **fields})


def session(event_: Event, **fields) -> Session:
    number = next(_numbers)
    defaults = {
        "title": f"Workshop {number}",
        "kind": Session.Kind.WORKSHOP,
        "starts_at": event_.starts_at,
        "ends_at": event_.starts_at + timedelta(hours=1),
        "takes_registrations": True,
        "capacity": 10,
    }
    return Session.objects.create(event=event_, **{**defaults, **fields})


def person(name: str = "", **fields) -> Person:
    number = next(_numbers)
    name = name or f"Demo-Person {number}"
    return Person(name=name, email=fields.pop("email", f"person{number}@ort.example"), **fields)


def registered(event_: Event, *, by, on_behalf_of=None, now: datetime | None = None, **fields) -> Registration:
    """One person's registration through the act, as somebody signed in."""
    return register(event_, [person(**fields)], by=by, on_behalf_of=on_behalf_of, now=now)[0]


def at(text: str) -> datetime:
    """„2029-11-12 10:00:00.1“ in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
