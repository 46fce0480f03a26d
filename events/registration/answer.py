"""What a registered person can still say: the address is mine, I take the offer, I cannot come, somebody else comes."""

from datetime import datetime
from typing import Any

from django.db.models import Q

from events import emails, journal
from events.allocation import allocate
from events.guests import holder_of
from events.models import Event, JournalEntry, Registration
from events.models.registration import new_secret, normal_email, normal_name
from events.refusals import CannotStandIn, EventIsOver, LinkTooLate, NotLive, OtherOrganisation
from events.registration.lock import check_takes_place, clock, fresh, living, locked
from events.registration.sessions import free_places
from forum.models import User
from members.models import Organisation

Status, Kind = Registration.Status, JournalEntry.Kind


def confirm_mail(registration: Registration, *, now: datetime | None = None) -> Registration:
    """The guest's address is right: the held seat is theirs, or the place in line counts. Safe to repeat.

    Raises LinkTooLate after the time to confirm, NotLive when it was cancelled meanwhile, CalledOff, Busy.
    """
    with locked(registration.event) as event:
        at = clock(now)
        check_takes_place(event)
        registration = fresh(registration)
        if registration.status == Status.EXPIRED or _is_late(registration, at):
            raise LinkTooLate(until=registration.confirm_by or at)
        if registration.status != Status.PENDING_MAIL:
            return living(registration)
        held = registration.seat_held
        waits = Status.RECEIVED if _seats_come_later(event, registration, at) else Status.WAITLISTED
        registration.status, registration.status_at = (Status.CONFIRMED if held else waits), at
        registration.seat_held, registration.confirm_by = False, None
        registration.user = holder_of(registration.email)
        registration.save(update_fields=["status", "status_at", "seat_held", "confirm_by", "user"])
        journal.append(event, Kind.CONFIRM_MAIL, at=at, registration=registration)
        if not held:
            allocate(event, now=at, arriving=[registration])
        emails.receipt(event, registration)
        return registration


def _is_late(registration: Registration, at: datetime) -> bool:
    """Expired by the clock, even when the worker has not come round yet."""
    return (
        registration.status == Status.PENDING_MAIL
        and registration.confirm_by is not None
        and registration.confirm_by < at
    )


def _seats_come_later(event: Event, registration: Registration, at: datetime) -> bool:
    if event.needs_approval and registration.approved_at is None:
        return True
    return event.allocation == Event.Allocation.AT_DEADLINE and event.allocated_at is None


def accept_offer(registration: Registration, *, now: datetime | None = None) -> Registration:
    """Takes the offered seat. Safe to repeat. Raises LinkTooLate, NotLive, CalledOff, Busy."""
    with locked(registration.event) as event:
        at = clock(now)
        check_takes_place(event)
        registration = fresh(registration)
        if registration.status == Status.CONFIRMED:
            return registration
        if registration.status != Status.OFFERED or registration.offer_until is None:
            if registration.offer_until is not None and registration.status == Status.EXPIRED:
                raise LinkTooLate(until=registration.offer_until)
            raise NotLive(status=registration.get_status_display())
        if registration.offer_until < at:
            raise LinkTooLate(until=registration.offer_until)
        registration.status, registration.status_at, registration.offer_until = Status.CONFIRMED, at, None
        registration.save(update_fields=["status", "status_at", "offer_until"])
        entry = journal.append(event, Kind.ACCEPT, at=at, registration=registration)
        emails.seat_confirmed(event, registration, entry)
        return registration


def say_again(
    registration: Registration, *, answers: dict[str, Any], needs: str, now: datetime | None = None
) -> Registration:
    """Other answers to the host's questions; number, place and seat stay. Raises NotLive, EventIsOver, Busy."""
    with locked(registration.event) as event:
        registration = living(registration)
        if event.is_over(clock(now)):
            raise EventIsOver
        registration.answers, registration.needs = answers, needs
        registration.save(update_fields=["answers", "needs"])
        return registration


def cancel(registration: Registration, *, by: User | None = None, now: datetime | None = None) -> Registration:
    """Gives the seat or the place in line back; the next one is told in the same transaction.

    Always possible until the event begins, also after the deadline. Safe to repeat. Raises EventIsOver, Busy.
    """
    with locked(registration.event) as event:
        at = clock(now)
        registration = fresh(registration)
        if not registration.is_live:
            return registration
        if event.is_over(at):
            raise EventIsOver
        waited = Status.RECEIVED if registration.status == Status.RECEIVED else Status.WAITLISTED
        registration.status_before = Status.CONFIRMED if registration.has_seat else waited
        registration.status, registration.status_at = Status.CANCELLED, at
        registration.seat_held, registration.confirm_by, registration.offer_until = False, None, None
        registration.save()
        entry = journal.append(event, Kind.CANCEL, at=at, registration=registration)
        free_places(event, registration, now=at)
        emails.cancelled(event, registration, entry)
        allocate(event, now=at)
        return registration


def substitute(
    registration: Registration,
    *,
    name: str,
    email: str,
    user: User | None = None,
    organisation: Organisation | None = None,
    now: datetime | None = None,
) -> Registration:
    """Somebody else of the same organisation comes: number, seat and sessions stay, the person changes. What the one
    has answered is not for the other to read.

    The old links stop working (the secret is new), and the first person's form sent again no longer leads here; both
    people get mail. `organisation` is the newcomer's.
    Raises OtherOrganisation, CannotStandIn, NotLive, CalledOff, EventIsOver, Busy.
    """
    with locked(registration.event) as event:
        at = clock(now)
        check_takes_place(event)
        registration = living(registration)
        if event.is_over(at):
            raise EventIsOver
        if organisation != registration.organisation:
            raise OtherOrganisation(organisation=registration.organisation_label or registration.name)
        if same_person(registration, name, email):
            raise CannotStandIn
        emails.substituted_out(event, registration, at)
        registration.name, registration.email, registration.user = name.strip(), email, user
        registration.answers, registration.needs = {}, ""
        registration.substitutes, registration.secret, registration.submission = True, new_secret(), None
        registration.save()
        entry = journal.append(event, Kind.SUBSTITUTE, at=at, registration=registration)
        emails.substituted_in(event, registration, entry)
        return registration


def same_person(registration: Registration, name: str, email: str) -> Registration | None:
    """Whoever is registered already under this address: alone by the address, in a group by the name as well."""
    same = Q(name_key=normal_name(name))
    if registration.group_id is None:
        same |= Q(group_id__isnull=True)
    others = Registration.objects.filter(same, event=registration.event_id, email=normal_email(email))
    return others.live().exclude(pk=registration.pk).first()
