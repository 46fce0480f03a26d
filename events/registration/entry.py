"""Coming in: by the form, by mail or phone, or „Ich nehme nicht teil“. Nothing else creates a Registration."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db.models import Q
from wagtail.log_actions import log

from events import emails, journal
from events.allocation import allocate
from events.models import Event, JournalEntry, Registration, Session
from events.models.registration import LIVE, normal_email, normal_name
from events.permissions import is_open_to
from events.refusals import (
    AlreadyRegistered,
    EventIsOver,
    MembersOnly,
    NoRegistration,
    NotOpenYet,
    NotYours,
    ReasonMissing,
    ReceiptTimeImpossible,
    RegisteredElsewhere,
    SamePersonTwice,
    TooManyUnconfirmed,
    WindowClosed,
)
from events.registration.lock import clock, locked, next_receipt
from events.registration.sessions import check_choice, take_places
from forum.models import User
from members.models import Organisation
from members.permissions import belongs_to, organisations_of

Status, Kind = Registration.Status, JournalEntry.Kind
TIME_TO_CONFIRM = timedelta(hours=24)
UNCONFIRMED_PER_DOMAIN = 25


@dataclass(frozen=True)
class Person:
    """One row of the form."""

    name: str
    email: str
    user: User | None = None
    organisation_name: str = ""
    channel: str = Registration.Channel.ONSITE
    answers: dict[str, Any] = field(default_factory=dict)
    needs: str = ""
    sessions: tuple[int, ...] = ()

    @property
    def key(self) -> tuple[str, str]:
        return normal_email(self.email), normal_name(self.name)


def register(
    event: Event,
    people: Sequence[Person],
    *,
    by: User | None = None,
    on_behalf_of: Organisation | None = None,
    submission: UUID | None = None,
    only_together: bool = False,
    together_with: Sequence[Event] = (),
    now: datetime | None = None,
) -> list[Registration]:
    """Registers one or several people in the typed order; returns their rows, seat or no seat.

    `by` is who pressed the button: without it the people are guests and confirm their mail address first.
    `submission` is the form's own number: the same form sent twice is one registration. Somebody who is registered
    already keeps number and place, only answers change. A full event is no refusal: one waits.
    `together_with` are the other events ticked in the form: each is registered for by a call of its own
    (events/together.py).

    Raises NotOpenYet, WindowClosed, NoRegistration, MembersOnly, NotYours, SamePersonTwice, TooManyUnconfirmed,
    SessionsOverlap, RegisteredElsewhere, Busy.
    """
    arrived = clock(now)
    _check_window(event, arrived)
    _check_people(event, people, by=by, on_behalf_of=on_behalf_of)
    choices = check_choice(event, {person.key: person.sessions for person in people}, now=arrived)
    with locked(event) as event:
        there = _there(event, people, submission)
        if submission and (done := [row for row in there if row.submission == submission]):
            return done
        _check_window(event, arrived)  # the deadline may have been moved while we waited for the lock
        known = _already_there(there, people)
        if by is not None:
            _check_theirs(known, people, by=by, on_behalf_of=on_behalf_of)
        rows = _rows(
            event,
            [person for person in people if person.key not in known],
            now=clock(now),
            by=by,
            on_behalf_of=on_behalf_of,
            submission=submission,
            only_together=only_together,
            is_group=len(people) > 1,
            together_with=[each.pk for each in together_with],
        )
        for person in people:
            if person.key in known:
                _answer_again(event, known[person.key], person, by=by, now=arrived)
        _store(event, rows, choices)
        return [known.get(person.key) or rows[person.key] for person in people]


def _check_window(event: Event, now: datetime) -> None:
    if not event.takes_registrations or event.registration_opens_at is None or event.deadline is None:
        raise NoRegistration
    if event.status != Event.Status.ANNOUNCED:
        raise NoRegistration
    if now < event.registration_opens_at:
        raise NotOpenYet(opens_at=event.registration_opens_at)
    if now > event.deadline:
        raise WindowClosed(deadline=event.deadline, now=now)


def _check_people(
    event: Event, people: Sequence[Person], *, by: User | None, on_behalf_of: Organisation | None
) -> None:
    """Cheap refusals before the lock, so that they never queue."""
    seen: set[tuple[str, str]] = set()
    for person in people:
        if person.key in seen:
            raise SamePersonTwice(name=person.name)
        seen.add(person.key)
    if on_behalf_of and (by is None or not belongs_to(by, on_behalf_of)):
        raise NotYours
    if not is_open_to(event, [on_behalf_of] if on_behalf_of else organisations_of(by) if by else []):
        raise MembersOnly
    if by is None:
        for domain in {key[0].rpartition("@")[2] for key in seen}:
            unconfirmed = Registration.objects.filter(
                event=event, status=Status.PENDING_MAIL, email__endswith=f"@{domain}"
            )
            if unconfirmed.count() >= UNCONFIRMED_PER_DOMAIN:
                raise TooManyUnconfirmed


def _there(event: Event, people: Sequence[Person], submission: UUID | None = None) -> list[Registration]:
    """What came by the same form, and living registrations under the same addresses; both by one query."""
    same = Q(email__in={person.key[0] for person in people}, status__in=LIVE)
    if submission:
        same |= Q(submission=submission)
    return list(Registration.objects.filter(same, event=event).order_by("submission_row"))


def _already_there(there: Iterable[Registration], people: Sequence[Person]) -> dict[tuple[str, str], Registration]:
    """Living registrations of these people. A single person is known by the address alone; in a group several
    names may share one contact mail."""
    found: dict[tuple[str, str], Registration] = {}
    for person in people:
        for registration in there:
            alone = len(people) == 1 and registration.group_id is None
            if registration.email == person.key[0] and (alone or registration.name_key == person.key[1]):
                found[person.key] = registration
    return found


def _known(event: Event, person: Person) -> Registration | None:
    return _already_there(_there(event, [person]), [person]).get(person.key)


def _check_theirs(
    known: dict[tuple[str, str], Registration],
    people: Sequence[Person],
    *,
    by: User,
    on_behalf_of: Organisation | None,
) -> None:
    """Typing somebody's address gives no hold on that person's registration: it has to be one's own, or one of the
    same organisation."""
    own = on_behalf_of.pk if on_behalf_of else None
    for person in people:
        row = known.get(person.key)
        if row is not None and row.organisation_id != own and row.email != by.email:
            raise RegisteredElsewhere(name=person.name)


def _answer_again(event: Event, registration: Registration, person: Person, *, by: User | None, now: datetime) -> None:
    """A second submission changes answers, never the order. A guest proves nothing by typing an address: then only
    that address is told, and the page looks the same."""
    if by is None:
        emails.already_registered(event, registration, now)
        return
    # What was left empty says nothing: whoever presses the one button again, or names a colleague, wipes out no answer.
    registration.answers = person.answers or registration.answers
    registration.needs = person.needs or registration.needs
    registration.save(update_fields=["answers", "needs"])


Rows = dict[tuple[str, str], Registration]


def _rows(
    event: Event,
    people: Iterable[Person],
    *,
    now: datetime,
    by: User | None,
    on_behalf_of: Organisation | None,
    submission: UUID | None,
    only_together: bool,
    is_group: bool,
    together_with: list[int],
) -> Rows:
    group_id = uuid4() if is_group else None
    rows: Rows = {}
    for place, person in enumerate(people):
        registration = _next_in_line(
            event,
            person,
            now=now,
            status=Status.PENDING_MAIL if by is None else Status.RECEIVED,
            organisation=on_behalf_of,
            entered_by=by if by and by != person.user else None,
            group_id=group_id,
            only_together=only_together and is_group,
            submission=submission,
            submission_row=place,
            together_with=together_with,
        )
        registration.confirm_by = registration.received_at + TIME_TO_CONFIRM if by is None else None
        _write_line(event, registration, Kind.REGISTER)
        rows[person.key] = registration
    return rows


def _next_in_line(event: Event, person: Person, *, now: datetime, **fields: Any) -> Registration:
    """The next number, with the time at which it was drawn; not stored yet."""
    number, at = next_receipt(event, now)
    drawn = {
        "effective_received_at": at,
        "name": person.name.strip(),
        "name_key": person.key[1],
        "email": person.key[0],
        "user": person.user,
        "organisation_name": person.organisation_name,
        "channel": person.channel,
        "answers": person.answers,
        "needs": person.needs,
    }
    return Registration(event=event, receipt_no=number, received_at=at, status_at=at, **(drawn | fields))


def _write_line(event: Event, registration: Registration, kind: str) -> None:
    entry = journal.append(event, kind, at=registration.received_at, registration=registration)
    registration.journal_n, registration.receipt_hash = entry.n, entry.hash


def _store(event: Event, rows: Rows, choices: dict[tuple[str, str], list[Session]]) -> None:
    if not rows:
        return
    arriving = list(rows.values())
    now = arriving[-1].received_at
    allocate(event, now=now, arriving=arriving)
    Registration.objects.bulk_create(arriving)
    for key, registration in rows.items():
        take_places(event, registration, choices.get(key, []), now=now)
    for registration in arriving:
        emails.receipt(event, registration)


def enter_received(
    event: Event,
    person: Person,
    *,
    by: User,
    source: str,
    received_at: datetime,
    reason: str,
    on_behalf_of: Organisation | None = None,
    now: datetime | None = None,
) -> Registration:
    """Types in a registration that came by mail or phone, at the time it came (docs/concepts.md).

    It stands in the order where it belongs, but never takes a seat from somebody who has one. After the deadline only
    staff may still enter what had come in time. Raises ReceiptTimeImpossible, ReasonMissing, AlreadyRegistered,
    EventIsOver, NoRegistration, Busy.
    """
    arrived, received_at = clock(now), clock(received_at)
    if not reason.strip():
        raise ReasonMissing
    if event.registration_opens_at is None or event.deadline is None:
        raise NoRegistration
    if not event.registration_opens_at <= received_at <= min(arrived, event.deadline):
        raise ReceiptTimeImpossible(opens_at=event.registration_opens_at, deadline=event.deadline)
    choices = check_choice(event, {person.key: person.sessions}, now=arrived)
    with locked(event) as event:
        if event.status != Event.Status.ANNOUNCED:
            raise NoRegistration
        if event.has_begun(arrived):
            raise EventIsOver
        if known := _known(event, person):
            raise AlreadyRegistered(receipt_no=known.receipt_no)
        registration = _next_in_line(
            event,
            person,
            now=clock(now),
            effective_received_at=received_at,
            status=Status.RECEIVED,
            organisation=on_behalf_of,
            source=source,
            entered_by=by,
            entry_reason=reason.strip(),
        )
        _write_line(event, registration, Kind.MANUAL)
        _store(event, {person.key: registration}, choices)
        log(event.page, "events.enter", user=by, data={"receipt_no": registration.receipt_no, "source": source})
        return registration


def decline(
    event: Event,
    person: Person,
    *,
    by: User | None = None,
    on_behalf_of: Organisation | None = None,
    now: datetime | None = None,
) -> Registration:
    """„Ich nehme nicht teil“ without a registration, so that the host can plan. Safe to repeat.

    Raises AlreadyRegistered, EventIsOver, Busy.
    """
    arrived = clock(now)
    if event.has_begun(arrived):
        raise EventIsOver
    with locked(event) as event:
        if known := _known(event, person):
            raise AlreadyRegistered(receipt_no=known.receipt_no)
        said = Registration.objects.filter(event=event, email=person.key[0], name_key=person.key[1])
        if before := said.filter(status=Status.DECLINED).first():
            return before
        registration = _next_in_line(event, person, now=arrived, status=Status.DECLINED, organisation=on_behalf_of)
        _write_line(event, registration, Kind.DECLINE)
        registration.save(force_insert=True)
        return registration
