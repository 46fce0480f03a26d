"""Places in sessions: chosen with the registration, changed until the session begins."""

from collections.abc import Iterable
from datetime import datetime
from itertools import combinations
from typing import Any

from events.allocation import allocate_sessions
from events.models import Event, Registration, Session, SessionRegistration
from events.refusals import SessionBegan, SessionsOverlap
from events.registration.lock import check_takes_place, clock, living, locked


def check_choice(event: Event, wanted: dict[Any, Iterable[int]], *, now: datetime) -> dict[Any, list[Session]]:
    """The sessions behind the chosen ids, per person. Raises SessionsOverlap; ids of other events are ignored."""
    ids = {pk for chosen in wanted.values() for pk in chosen}
    if not ids:
        return {}
    known = Session.objects.filter(event=event, takes_registrations=True, starts_at__gt=now).in_bulk(ids)
    choices = {key: [known[pk] for pk in chosen if pk in known] for key, chosen in wanted.items()}
    for sessions in choices.values():
        check_overlap(sessions)
    return choices


def check_overlap(sessions: Iterable[Session]) -> None:
    for first, second in combinations(sessions, 2):
        if first.overlaps(second):
            raise SessionsOverlap(first=first.title, second=second.title)


def take_places(event: Event, registration: Registration, sessions: Iterable[Session], *, now: datetime) -> None:
    """Puts the person in line for these sessions and gives what is free. The caller holds the lock."""
    places = [SessionRegistration(session=session, registration=registration, received_at=now) for session in sessions]
    if places:
        SessionRegistration.objects.bulk_create(places)
        allocate_sessions(event, now=now)


def free_places(event: Event, registration: Registration, *, now: datetime) -> None:
    """Leaves all sessions, and lets others move up. The caller holds the lock."""
    living = SessionRegistration.objects.filter(registration=registration).live()
    if living.update(status=SessionRegistration.Status.CANCELLED, cancelled_at=now):
        allocate_sessions(event, now=now)


def restore_places(event: Event, registration: Registration, cancelled_at: datetime, *, now: datetime) -> None:
    """Puts the person back into the lines left at `cancelled_at`, at the old places. The caller holds the lock."""
    left = SessionRegistration.objects.filter(registration=registration, cancelled_at=cancelled_at)
    if left.update(status=SessionRegistration.Status.WAITLISTED, cancelled_at=None):
        allocate_sessions(event, now=now)


def choose_sessions(
    registration: Registration, chosen: Iterable[int], *, now: datetime | None = None
) -> list[SessionRegistration]:
    """Makes these the person's sessions: leaves the others, joins the new ones at the end of their lines.

    Sessions that have begun stay as they are. Raises SessionsOverlap, SessionBegan, NotLive, CalledOff, Busy.
    """
    with locked(registration.event) as event:
        at = clock(now)
        check_takes_place(event)
        registration = living(registration)
        wanted = Session.objects.filter(event=event, takes_registrations=True).in_bulk(list(chosen))
        present = {
            place.session_id: place
            for place in SessionRegistration.objects.filter(registration=registration).live().select_related("session")
        }
        joined = [session for pk, session in wanted.items() if pk not in present]
        left = [place for pk, place in present.items() if pk not in wanted]
        for session in [*joined, *(place.session for place in left)]:
            if session.starts_at <= at:
                raise SessionBegan(session=session.title)
        check_overlap(wanted.values())
        SessionRegistration.objects.filter(pk__in=[place.pk for place in left]).update(
            status=SessionRegistration.Status.CANCELLED, cancelled_at=at
        )
        take_places(event, registration, joined, now=at)
        if left:
            allocate_sessions(event, now=at)
        return list(SessionRegistration.objects.filter(registration=registration).live().select_related("session"))
