"""The one lock. Every act on an event holds its row; whoever waits too long is asked to try again."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from django.db import OperationalError, transaction
from django.utils import timezone
from psycopg.errors import LockNotAvailable

from events.models import Event, Registration
from events.refusals import Busy, CalledOff, NotLive


@contextmanager
def locked(event: Event) -> Iterator[Event]:
    """A transaction that holds the event's row, and stores what the acts count on it at the end.

    The yielded row is fresh: what `event` said before the lock may be old. `no_key` lets others insert rows that point
    at the event meanwhile. Raises Busy when the database lost its patience (`lock_timeout` in the settings).
    """
    with transaction.atomic():
        try:
            fresh = _take(event.pk)
        except OperationalError as error:
            if isinstance(error.__cause__, LockNotAvailable):
                raise Busy from error
            raise
        if fresh.venue_id == event.venue_id and Event.venue.is_cached(event):
            fresh.venue = event.venue  # a place hardly changes: no join for everybody who waits for the lock
        before = _counters(fresh)
        yield fresh
        if _counters(fresh) != before:
            fresh.save(update_fields=COUNTERS)


def _take(pk: int) -> Event:
    return Event.objects.select_for_update(no_key=True).get(pk=pk)


COUNTERS = [
    "last_receipt_no",
    "last_received_at",
    "journal_head",
    "journal_length",
    "allocated_at",
    "quota_released_at",
]


def _counters(event: Event) -> list[object]:
    return [getattr(event, name) for name in COUNTERS]


def next_receipt(event: Event, now: datetime) -> tuple[int, datetime]:
    """The next gapless number with its time. Times never run backwards, whatever the clocks of two servers say."""
    at = now
    if event.last_received_at is not None and at <= event.last_received_at:
        at = event.last_received_at + timedelta(microseconds=1)
    event.last_receipt_no, event.last_received_at = event.last_receipt_no + 1, at
    return event.last_receipt_no, at


def check_takes_place(event: Event) -> None:
    """Once an event is called off nobody gets a seat by any way. Raises CalledOff."""
    if event.status == Event.Status.CANCELLED:
        raise CalledOff


def fresh(registration: Registration) -> Registration:
    """The row as it is now. The caller holds the event's lock."""
    return Registration.objects.select_related("organisation").get(pk=registration.pk)


def living(registration: Registration) -> Registration:
    """The same, as long as it has not ended. Raises NotLive."""
    registration = fresh(registration)
    if not registration.is_live:
        raise NotLive(status=registration.get_status_display())
    return registration


def clock(now: datetime | None) -> datetime:
    """In UTC: two times of the same zone compare by what the wall clock shows, which is wrong when it goes back."""
    return (now or timezone.now()).astimezone(UTC)
