"""What time itself brings. Each function looks for due rows, locks one event after another, and is safe to repeat."""

from datetime import datetime, timedelta

from django.db.models import Q
from django.db.models.functions import Coalesce

from events import emails, journal
from events.allocation import allocate
from events.models import Event, Interest, JournalEntry, Registration
from events.registration.lock import clock, locked
from events.registration.sessions import free_places

Status, Kind = Registration.Status, JournalEntry.Kind
REMIND_BEFORE = timedelta(days=2)


def expire_due(now: datetime | None = None) -> int:
    """Ends unconfirmed registrations and unanswered offers whose time is over; their seats go to the next ones."""
    at = clock(now)
    late = Q(status=Status.PENDING_MAIL, confirm_by__lt=at) | Q(status=Status.OFFERED, offer_until__lt=at)
    late &= ~Q(event__status=Event.Status.CANCELLED)  # there everybody has been told already
    expired = 0
    for event in Event.objects.filter(pk__in=Registration.objects.filter(late).values("event")):
        with locked(event) as event:
            for registration in Registration.objects.filter(late, event=event).in_order():
                _expire(event, registration, at)
                expired += 1
            allocate(event, now=at)
    return expired


def _expire(event: Event, registration: Registration, at: datetime) -> None:
    was_offer = registration.status == Status.OFFERED
    registration.status, registration.status_at, registration.seat_held = Status.EXPIRED, at, False
    registration.save(update_fields=["status", "status_at", "seat_held"])
    entry = journal.append(event, Kind.EXPIRE, at=at, registration=registration)
    free_places(event, registration, now=at)
    if was_offer:
        emails.offer_expired(event, registration, entry)


def release_due(now: datetime | None = None) -> int:
    """At the release of the quotas, and after the deadline of events that give their seats then."""
    at = clock(now)
    due = Event.objects.filter(status=Event.Status.ANNOUNCED, starts_at__gt=at).annotate(
        release=Coalesce("quota_release_at", "deadline")
    )
    quotas = Q(quota_released_at__isnull=True, release__lt=at) & (
        Q(max_per_organisation__isnull=False) | Q(kind_quotas__isnull=False)
    )
    seats = Q(allocation=Event.Allocation.AT_DEADLINE, allocated_at__isnull=True, deadline__lt=at)
    done = 0
    for waiting in due.filter(quotas | seats).distinct():
        with locked(waiting) as event:
            if event.quota_released(at):
                event.quota_released_at = event.quota_released_at or at
            allocate(event, now=at)
            if event.allocation == Event.Allocation.AT_DEADLINE and event.allocated_at is None:
                event.allocated_at = at
                _tell_who_waits(event, at)
            done += 1
    return done


def _tell_who_waits(event: Event, at: datetime) -> None:
    received = Registration.objects.filter(event=event, status=Status.RECEIVED)
    if event.needs_approval:
        received = received.filter(approved_at__isnull=False)
    for registration in received.in_order():
        registration.status, registration.status_at = Status.WAITLISTED, at
        registration.save(update_fields=["status", "status_at"])
        emails.waiting(event, registration, registration.receipt_hash)


def open_due(now: datetime | None = None) -> int:
    """Tells everybody who asked to be told that the registration has opened."""
    at = clock(now)
    due = Event.objects.filter(
        opening_announced_at__isnull=True, registration_opens_at__lte=at, status=Event.Status.ANNOUNCED, deadline__gt=at
    )
    told = 0
    for event in due.filter(interests__confirmed_at__isnull=False).distinct():
        with locked(event) as event:
            if event.opening_announced_at is not None:
                continue
            for interest in Interest.objects.filter(event=event, confirmed_at__isnull=False).iterator():
                emails.registration_open(event, interest)
                told += 1
            event.opening_announced_at = at
            event.save(update_fields=["opening_announced_at"])
    return told


def remind_due(now: datetime | None = None) -> int:
    """Two days before: a reminder to everybody with a seat, once."""
    at = clock(now)
    due = Event.objects.filter(
        reminded_at__isnull=True,
        status=Event.Status.ANNOUNCED,
        precision=Event.Precision.EXACT,
        starts_at__gt=at,
        starts_at__lte=at + REMIND_BEFORE,
    )
    told = 0
    for event in due:
        with locked(event) as event:
            if event.reminded_at is not None:
                continue
            for registration in Registration.objects.filter(event=event).confirmed().iterator():
                emails.reminder(event, registration)
                told += 1
            event.reminded_at = at
            event.save(update_fields=["reminded_at"])
    return told
