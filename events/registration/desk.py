"""What organisers decide: approve, reject, promote with a reason, take back a mistake, check in, write to a group."""

from datetime import datetime, timedelta
from hashlib import sha256

from django.utils import timezone
from wagtail.log_actions import log

from events import emails, journal
from events.allocation import Seats, allocate, allocate_sessions
from events.models import Event, JournalEntry, Registration
from events.refusals import NoFreeSeat, NotLive, ReasonMissing, TooLateToTakeBack
from events.registration.answer import same_person
from events.registration.lock import check_takes_place, clock, fresh, living, locked
from events.registration.sessions import free_places, restore_places
from forum.models import User

Status, Kind = Registration.Status, JournalEntry.Kind
TEN_MINUTES = timedelta(minutes=10)


def approve(registration: Registration, *, by: User, now: datetime | None = None) -> Registration:
    """Lets the person into the line (closed circles only). Safe to repeat. Raises NotLive, CalledOff, Busy."""
    with locked(registration.event) as event:
        at = clock(now)
        check_takes_place(event)
        registration = living(registration)
        if registration.approved_at is None:
            registration.approved_at = at
            registration.save(update_fields=["approved_at"])
            entry = journal.append(event, Kind.APPROVE, at=at, registration=registration)
            _log(event, registration, "events.approve", by)
            if registration.status != Status.PENDING_MAIL:
                allocate(event, now=at)
                registration.refresh_from_db()
                if registration.status == Status.RECEIVED and event.allocation == Event.Allocation.INSTANT:
                    registration.status = Status.WAITLISTED
                    registration.save(update_fields=["status"])
                    emails.waiting(event, registration, entry.hash)
        return registration


def reject(registration: Registration, *, by: User, reason: str, now: datetime | None = None) -> Registration:
    """Says no to one person, with a reason that goes into the mail. Raises ReasonMissing, NotLive, Busy."""
    if not reason.strip():
        raise ReasonMissing
    with locked(registration.event) as event:
        at = clock(now)
        registration = living(registration)
        registration.status, registration.status_at = Status.REJECTED, at
        registration.seat_held, registration.confirm_by, registration.offer_until = False, None, None
        registration.save()
        entry = journal.append(event, Kind.REJECT, at=at, registration=registration)
        _log(event, registration, "events.reject", by)
        free_places(event, registration, now=at)
        emails.rejected(event, registration, entry, reason.strip())
        allocate(event, now=at)
        return registration


def promote(registration: Registration, *, by: User, reason: str = "", now: datetime | None = None) -> Registration:
    """Gives a free seat to this waiting person. From the top of the list it needs no reason; to skip others does.

    Raises NoFreeSeat, ReasonMissing, NotLive, CalledOff, Busy.
    """
    with locked(registration.event) as event:
        at = clock(now)
        check_takes_place(event)
        registration = living(registration)
        if registration.has_seat:
            return registration
        ahead = Registration.objects.filter(event=event).waiting().ahead_of(registration).exists()
        seats = Seats(event)
        if seats.obstacle([registration], quotas_hold=False) is not None:
            raise NoFreeSeat
        first = not ahead and seats.obstacle([registration], quotas_hold=not event.quota_released(at)) is None
        if not first and not reason.strip():
            raise ReasonMissing
        registration.status, registration.status_at = Status.CONFIRMED, at
        registration.seat_held, registration.confirm_by, registration.approved_at = False, None, at
        registration.save()
        entry = journal.append(event, Kind.PROMOTE if first else Kind.SKIP, at=at, registration=registration)
        _log(event, registration, "events.promote", by, reason.strip())
        emails.promoted(event, registration, entry)
        allocate(event, now=at)  # it may have been the last seat
        allocate_sessions(event, now=at)
        return registration


def take_back(registration: Registration, *, by: User | None = None, now: datetime | None = None) -> Registration:
    """Undoes a cancellation within ten minutes, as long as nobody has moved up.

    Raises TooLateToTakeBack, CalledOff, Busy.
    """
    with locked(registration.event) as event:
        at = clock(now)
        check_takes_place(event)
        registration = fresh(registration)
        if registration.is_live:
            return registration
        if not may_take_back(event, registration, at):
            raise TooLateToTakeBack
        cancelled_at, had_seat = registration.status_at, registration.status_before == Status.CONFIRMED
        registration.status, registration.status_at = Status(registration.status_before), at
        registration.status_before = ""
        registration.save()
        entry = journal.append(event, Kind.RESTORE, at=at, registration=registration)
        restore_places(event, registration, cancelled_at, now=at)
        if not had_seat:  # meanwhile one may have become free, and nobody was waiting for it
            allocate(event, now=at, arriving=[registration])
        if registration.status == Status.OFFERED:
            emails.offer(event, registration, entry)
        else:
            emails.restored(event, registration, entry)
        return registration


def may_take_back(event: Event, registration: Registration, at: datetime) -> bool:
    """Within ten minutes, while the seat is there, nobody has moved up and the person has not registered anew."""
    if event.status == Event.Status.CANCELLED:
        return False
    cancelled_at = registration.status_at
    if registration.status != Status.CANCELLED or at > cancelled_at + TEN_MINUTES or not registration.status_before:
        return False
    if registration.status_before == Status.CONFIRMED:
        moved_up = JournalEntry.objects.filter(
            event=event, at__gte=cancelled_at, kind__in=[Kind.PROMOTE, Kind.OFFER, Kind.SKIP, Kind.CONFIRM]
        )
        if moved_up.exists() or Seats(event).obstacle([registration], quotas_hold=False):
            return False
    return same_person(registration, registration.name, registration.email) is None


def check_in(registration: Registration, *, here: bool = True, now: datetime | None = None) -> Registration:
    """Notes that the person is there, or takes a check-off made by mistake back (ten minutes). Raises NotLive."""
    with locked(registration.event):
        at = clock(now)
        registration = fresh(registration)
        if not registration.has_seat:
            raise NotLive(status=registration.get_status_display())
        if not here and registration.attended_at and at > registration.attended_at + TEN_MINUTES:
            raise TooLateToTakeBack
        registration.attended_at = (registration.attended_at or at) if here else None
        registration.save(update_fields=["attended_at"])
        return registration


def message(event: Event, recipients: list[Registration], *, subject: str, text: str, by: User) -> int:
    """Owes the same words to everybody of a group, one mail each, and returns how many. The same words twice on one
    day are one mail: somebody pressed the button again. Raises Busy."""
    with locked(event) as event:
        token = sha256(f"{timezone.localdate()}\0{subject}\0{text}".encode()).hexdigest()[:32]
        for registration in recipients:
            emails.message(event, registration, subject=subject, text=text, token=token)
        log(event.page, "events.message", user=by, data={"recipients": len(recipients)})
        return len(recipients)


def _log(event: Event, registration: Registration, action: str, by: User, reason: str = "") -> None:
    """The audit trail names the number, never the person."""
    log(event.page, action, user=by, data={"receipt_no": registration.receipt_no, "reason": reason})
