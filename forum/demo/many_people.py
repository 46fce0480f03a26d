"""Thousands of invented people, and a conference that half of them got into, for measuring; written by COPY.

Every row is the row of somebody whom people's acts wrote, under another name. The conference's journal is a sound
chain, so that the acts can go on with it; a test holds all of it to what they write.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from events import journal
from events.models import Event, JournalEntry, Registration
from events.models.registration import new_secret, normal_name
from events.registration import announce
from forum.demo.copying import Row, copy_into, row_of
from forum.demo.many_practices import invented_places
from forum.models import User
from members.models import Membership

CONFERENCE = "demo-grosskonferenz"
PATTERN = "mitarbeit@musterstadt.example"
BATCH = 5000
Kind, Status = JournalEntry.Kind, Registration.Status


def multiply(number: int) -> None:
    """Adds what is missing to `number` people, each a member of an invented town and registered for the conference."""
    with transaction.atomic():
        there = User.objects.filter(email__startswith="demo-person").count()
        places = invented_places()
        for start in range(there, number, BATCH):
            _people(range(start, min(start + BATCH, number)), [place.pk for place in places])
        _registrations(number)


def _address(number: int) -> str:
    return f"demo-person{number}@erfunden.example"


def _people(numbers: range, places: list[int]) -> None:
    """Accounts whose addresses are confirmed, with the demo's password, and their memberships."""
    user = User.objects.get(email=PATTERN)
    account = row_of("forum_user", "email", user.email)
    confirmed = row_of("account_emailaddress", "user_id", user.pk)
    membership = row_of("members_membership", "user_id", user.pk)
    named = [{"email": _address(n), "first_name": "Demo-Person", "last_name": f"Nr. {n + 1}"} for n in numbers]
    copy_into("forum_user", [{**account, "last_login": None, **each} for each in named])
    keys = dict(User.objects.filter(email__in=[each["email"] for each in named]).values_list("email", "pk"))
    copy_into(
        "account_emailaddress",
        [{**confirmed, "email": address, "user_id": keys[address]} for address in map(_address, numbers)],
    )
    copy_into(
        "members_membership",
        [
            {
                **membership,
                "user_id": keys[_address(n)],
                "organisation_id": places[n % len(places)],
                "is_contact": False,
            }
            for n in numbers
        ],
    )


def _conference(number: int) -> Event:
    event = Event.objects.filter(slug=CONFERENCE).first()
    if event is None:
        day = (timezone.localtime() + timedelta(days=60)).replace(hour=10, minute=0, second=0, microsecond=0)
        event = announce(
            title="Demo-Großkonferenz",
            slug=CONFERENCE,
            kind=Event.Kind.SUMMIT,
            is_invented=True,
            starts_at=day,
            ends_at=day + timedelta(hours=7),
            registration_opens_at=timezone.now() - timedelta(days=30),
            deadline=day - timedelta(days=5),
            capacity=max(1, number // 2),
        )
    return Event.objects.select_for_update(of=("self",), no_key=True).get(pk=event.pk)


def _registrations(number: int) -> None:
    event = _conference(number)
    begin, opened = event.last_receipt_no, event.registration_opens_at or timezone.now()
    people = Membership.objects.filter(user__email__startswith="demo-person").order_by("user_id").select_related("user")
    seat = row_of("events_registration", "id", _pattern(Status.CONFIRMED))
    waiting = row_of("events_registration", "id", _pattern(Status.WAITLISTED))
    seat.pop("id")
    waiting.pop("id")
    rows: list[Row] = []
    lines: list[Row] = []
    for membership in people[begin:number]:
        event.last_receipt_no += 1
        at = opened + timedelta(seconds=event.last_receipt_no)
        has_seat = event.last_receipt_no <= (event.capacity or 0)
        row = Registration(
            event=event,
            receipt_no=event.last_receipt_no,
            name=str(membership.user),
            email=membership.user.email,
            secret=new_secret(),
        )
        own = _line(event, Kind.REGISTER, at, row)
        lines.append(own)
        if has_seat:
            lines.append(_line(event, Kind.CONFIRM, at, row))
        rows.append(
            {
                **(seat if has_seat else waiting),
                "event_id": event.pk,
                "receipt_no": row.receipt_no,
                **dict.fromkeys(("received_at", "effective_received_at", "status_at"), at),
                "name": row.name,
                "name_key": normal_name(row.name),
                "email": row.email,
                "user_id": membership.user_id,
                "organisation_id": membership.organisation_id,
                "secret": row.secret,
                "journal_n": own["n"],
                "receipt_hash": own["hash"],
                "channel": Registration.Channel.ONSITE,
                **dict.fromkeys(("group_id", "submission", "attended_at", "entered_by_id", "offer_until"), None),
            }
        )
    copy_into("events_registration", rows)
    copy_into("events_journalentry", lines)
    event.save(update_fields=["last_receipt_no", "journal_length", "journal_head"])


def _pattern(status: str) -> int:
    """Somebody of the demo who registered as a member and has this state since."""
    rows = Registration.objects.filter(event__is_invented=True, status=status, source=Registration.Source.PORTAL)
    return (
        rows.exclude(organisation=None).exclude(event__slug=CONFERENCE).order_by("pk").values_list("pk", flat=True)[0]
    )


def _line(event: Event, kind: str, at: datetime, registration: Registration) -> Row:
    """What `journal.append` would write, with the event carrying the head."""
    n, subject = event.journal_length + 1, journal.subject_of(registration)
    hash_ = journal.chained(event.journal_head, journal.canonical(event.uid.hex, n, kind, at, subject))
    line = {"event_id": event.pk, "n": n, "kind": kind, "at": at, "subject": subject, "prev_hash": event.journal_head}
    event.journal_length, event.journal_head = n, hash_
    return {**line, "hash": hash_}
