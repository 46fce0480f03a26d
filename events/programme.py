"""Acts on the agenda: put a session into it, take one out, under the event's lock because places depend on it."""

from datetime import datetime

from events.allocation import allocate_sessions
from events.models import Event, Session, SessionRegistration
from events.refusals import SessionHasPeople
from events.registration.lock import clock, locked
from events.seen import show
from events.speaking import drop_slides


def put_session(event: Event, session: Session, *, now: datetime | None = None) -> Session:
    """Stores a new or changed session; more places are given at once. The same one twice is one. Raises Busy."""
    with locked(event) as event:
        session.event = event
        if session.pk is None and (there := _same(session)):
            return there
        session.save()
        allocate_sessions(event, now=clock(now))
        show(event)
        return session


def _same(session: Session) -> Session | None:
    """What an impatient second press on the button has already stored."""
    told = {name: getattr(session, name) for name in ("event", "kind", "title", "starts_at", "ends_at", "room")}
    return Session.objects.filter(**told).first()


def remove_session(session: Session) -> None:
    """Only while nobody has a place or waits: people would wonder where theirs went. Raises SessionHasPeople, Busy."""
    with locked(session.event) as event:
        people = SessionRegistration.objects.filter(session=session).live().count()
        if people:
            raise SessionHasPeople(people=people)
        drop_slides(session.speakers.all())
        session.delete()
        show(event)
