"""What the forum promises: announce a date, and change it. A page never does this."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.models import Page

from events import emails, journal
from events.allocation import Seats, allocate
from events.models import (
    CalendarPage,
    Event,
    EventPage,
    JournalEntry,
    KindQuota,
    Organiser,
    Registration,
    SessionRegistration,
)
from events.refusals import BelowConfirmed, DeadlineBeforeReceipts
from events.registration.due import REMIND_BEFORE
from events.registration.lock import clock, locked
from events.seen import show
from forum.models import User
from members.models import Organisation

# What a calendar shows: a change of these reaches everybody's calendar by SEQUENCE + 1 (RFC 5545 3.8.7.4).
IN_CALENDARS = ("title", "starts_at", "ends_at", "precision", "venue", "further_venue", "room_note", "format", "status")
MAY_GIVE_SEATS = (
    "capacity",
    "onsite_capacity",
    "online_capacity",
    "max_per_organisation",
    "quota_release_at",
    "deadline",
)


def announce(
    *,
    title: str,
    kind: str,
    lead: str = "",
    slug: str = "",
    body: Any = None,
    report: str = "",
    hosts: Sequence[tuple[str, Organisation | str]] = (),
    live: bool = True,
    **promise: Any,
) -> Event:
    """Creates page and promise together, under the lock of the calendar page. `hosts`: role and organisation or name.

    A date-only deadline is the caller's business: `forms` and `seen.end_of_day` make it 23:59:59 Europe/Berlin.
    """
    with transaction.atomic():
        calendar = CalendarPage.objects.select_for_update(of=("self",)).get()
        slug = slug or _free_slug(slugify(title)[:100] or kind)
        page = EventPage(title=title, slug=slug, lead=lead, body=body or [], report=report, live=live)
        calendar.add_child(instance=page)
        event = Event.objects.create(page=page, title=title, slug=slug, kind=kind, **promise)
        for order, (role, who) in enumerate(hosts):
            named = {"organisation": who} if isinstance(who, Organisation) else {"name": who}
            Organiser.objects.create(event=event, role=role, sort_order=order, **named)
        show(event)
        return event


def make_public(event: Event, *, by: User, now: datetime | None = None) -> Event:
    """Ends the draft: the page goes public with its latest text, and the window opens when it says so. Safe to repeat.

    Before that nothing was promised, so there is nothing to tell and no line in the journal. Raises Busy.
    """
    with locked(event) as event:
        at = clock(now)
        if event.status != Event.Status.DRAFT:
            return event
        event.status, event.changed_at = Event.Status.ANNOUNCED, at
        event.save()
        page = event.page
        text = page.get_latest_revision() or page.save_revision(user=by)
        text.publish(user=by, skip_permission_checks=True)  # who may announce is the caller's question
        event.page.refresh_from_db()
        show(event)
        return event


def _free_slug(wanted: str) -> str:
    taken = set(Page.objects.filter(slug__startswith=wanted).values_list("slug", flat=True))
    slug, number = wanted, 2
    while slug in taken:
        slug, number = f"{wanted}-{number}", number + 1
    return slug


def change(event: Event, *, now: datetime | None = None, note: str = "", **changes: Any) -> Event:
    """Changes the promise: time, place, seats, deadline, status … and tells everybody whom it concerns.

    More seats are given at once. Raises BelowConfirmed, DeadlineBeforeReceipts, Busy.
    """
    with locked(event) as event:
        at = clock(now)
        old = {name: getattr(event, name) for name in changes}
        changed = [name for name, value in changes.items() if old[name] != value]
        if not changed:
            return event
        for name in changed:
            setattr(event, name, changes[name])
        _check(event, changed, at)
        _due_again(event, changed, at)
        is_promised = event.status != Event.Status.DRAFT
        in_calendars = is_promised and any(name in IN_CALENDARS for name in changed)
        if in_calendars:
            event.sequence += 1
        event.changed_at = at
        event.save()
        if "title" in changed:
            Page.objects.filter(pk=event.page_id).update(title=event.title, draft_title=event.title)
        if is_promised:
            seats = any(name in MAY_GIVE_SEATS for name in changed)
            journal.append(event, JournalEntry.Kind.CAPACITY if seats else JournalEntry.Kind.CHANGE, at=at)
        if in_calendars:
            _tell(event, old, changed, note)
        if event.status == Event.Status.CANCELLED:
            places = SessionRegistration.objects.filter(session__event=event)
            places.live().update(status=SessionRegistration.Status.CANCELLED, cancelled_at=at)
        allocate(event, now=at)
        show(event)
        return event


def set_kind_quotas(event: Event, seats: Mapping[str, int], *, now: datetime | None = None) -> None:
    """Replaces the quotas of the kinds of organisation; what they no longer hold back is given at once. Raises Busy."""
    with locked(event) as event:
        at = clock(now)
        if seats == dict(event.kind_quotas.values_list("kind", "seats")):
            return
        event.kind_quotas.all().delete()
        KindQuota.objects.bulk_create(KindQuota(event=event, kind=kind, seats=n) for kind, n in seats.items())
        if event.status != Event.Status.DRAFT:
            journal.append(event, JournalEntry.Kind.CAPACITY, at=at)
        allocate(event, now=at)


def _check(event: Event, changed: list[str], at: datetime) -> None:
    seats = Seats(event)
    limits = {
        "capacity": seats.taken,
        "onsite_capacity": seats.channels["onsite"],
        "online_capacity": seats.channels["online"],
    }
    for name, taken in limits.items():
        limit = getattr(event, name)
        if name in changed and limit is not None and limit < taken:
            raise BelowConfirmed(taken=taken)
    if "deadline" in changed and event.deadline is not None and event.deadline < at:
        later = Registration.objects.filter(event=event, received_at__gt=event.deadline)
        if later.exists():
            raise DeadlineBeforeReceipts(deadline=event.deadline)


def _due_again(event: Event, changed: list[str], at: datetime) -> None:
    """A time moved on: what comes due with it will come due once more."""
    if "starts_at" in changed and event.starts_at is not None and event.starts_at > at + REMIND_BEFORE:
        event.reminded_at = None
    if "registration_opens_at" in changed and event.registration_opens_at and event.registration_opens_at > at:
        event.opening_announced_at = None
    if not event.quota_released(at):
        event.quota_released_at = None
    if event.deadline is not None and at <= event.deadline:
        event.allocated_at = None


def _tell(event: Event, old: dict[str, Any], changed: list[str], note: str) -> None:
    """Everybody whose calendar may hold the date, and everybody who waits for a seat: of a cancellation also guests who
    would else confirm their address in vain. What changes about a date that was called off before concerns nobody."""
    called_off = event.status == Event.Status.CANCELLED
    if called_off and "status" not in changed:
        return
    people = Registration.objects.filter(event=event).live()
    if not called_off:
        people = people.exclude(status=Registration.Status.PENDING_MAIL)
    for registration in people.iterator():
        if called_off:
            emails.event_cancelled(event, registration, note)
        elif event.status == Event.Status.POSTPONED and "status" in changed:
            emails.event_postponed(event, registration, note)
        else:
            emails.event_changed(event, registration, _differences(event, old, changed), note)


def _differences(event: Event, old: dict[str, Any], changed: list[str]) -> list[str]:
    """What is new, one German line each."""
    lines = []
    if {"starts_at", "ends_at", "precision"} & set(changed):
        lines.append(_("Neuer Termin: %(when)s") % {"when": event.when})
    if {"venue", "further_venue", "room_note", "format"} & set(changed):
        lines.append(_("Neuer Ort: %(where)s") % {"where": event.where})
    if "title" in changed:
        lines.append(_("Neuer Titel: %(new)s (bisher: %(old)s)") % {"new": event.title, "old": old["title"]})
    if "status" in changed:
        lines.append(_("Die Veranstaltung findet statt."))
    return lines
