"""Who gets a seat. The only place where one is given, always under the event's lock.

The rules (docs/concepts.md): order is (time of receipt, number). Whoever has a seat keeps it. Seats go down the line
while the total, the room or the online places, and the quotas allow. Who does not fit is passed over, not lost. When
the quotas are released, left-over seats go down the line once more without them.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from heapq import merge
from itertools import groupby
from typing import Any

from django.db.models import Count, Q
from django.utils.functional import cached_property

from events import emails, journal
from events.models import Event, JournalEntry, Registration, SessionRegistration
from members.models import Organisation

Status, Kind = Registration.Status, JournalEntry.Kind
HELD_WHEN_FULL = timedelta(minutes=60)

Party = list[Registration]  # one person, or a group that comes only together


class Waits(StrEnum):
    """What keeps somebody waiting."""

    SEAT = "seat"
    QUOTA = "quota"
    GROUP = "group"
    CHANNEL = "channel"


def allocate(event: Event, *, now: datetime, arriving: Sequence[Registration] = ()) -> list[Registration]:
    """Gives every free seat to whoever is first in line and owes them the mail. Returns who got one.

    `arriving` join the line in this same transaction, stored before or only afterwards: their receipt says what became
    of them, so they get no line of their own in the journal and no second mail here.
    """
    given: list[Registration] = []
    if _gives_seats_now(event, now):
        seats = Seats(event)
        rounds = [True, False] if event.quota_released(now) else [True]
        for quotas_hold in rounds:
            given += _walk(event, seats, now, arriving, quotas_hold=quotas_hold)
        _put_on_waiting_list(event, arriving)
        if seats.is_full and (given or not arriving):
            _hurry_unconfirmed_guests(event, now, arriving)
    for registration in given:
        if registration not in arriving:
            _announce_seat(event, registration, now)
    if any(registration.pk for registration in given):  # the others are not in line for any session yet
        allocate_sessions(event, now=now)
    return given


def _gives_seats_now(event: Event, now: datetime) -> bool:
    if event.status != Event.Status.ANNOUNCED or event.has_begun(now):
        return False
    return event.allocation == Event.Allocation.INSTANT or (event.deadline is not None and now > event.deadline)


def _walk(
    event: Event, seats: "Seats", now: datetime, arriving: Sequence[Registration], *, quotas_hold: bool
) -> Iterator[Registration]:
    for party in _parties(event, seats, arriving, quotas_hold=quotas_hold):
        if seats.is_full:
            return
        if seats.obstacle(party, quotas_hold=quotas_hold) is None:
            seats.take(party)
            for registration in party:
                _give(event, registration, now)
                yield registration


def _parties(event: Event, seats: "Seats", arriving: Sequence[Registration], *, quotas_hold: bool) -> Iterator[Party]:
    """Who waits, first come first; a group stands together in the order because its numbers follow each other."""
    if seats.is_full:
        return
    come = [registration for registration in arriving if registration.is_waiting]
    line = merge(_stored_line(event, seats, come, quotas_hold=quotas_hold), come, key=_order_key)
    for _key, party in groupby(line, key=lambda r: r.group_id if r.only_together else r.receipt_no):
        members = list(party)
        if not event.needs_approval or all(registration.approved_at for registration in members):
            yield members


def _order_key(registration: Registration) -> tuple[datetime, int]:
    return registration.effective_received_at, registration.receipt_no


def _stored_line(
    event: Event, seats: "Seats", come: Sequence[Registration], *, quotas_hold: bool
) -> Iterable[Registration]:
    """Who waited before. Whoever cannot fit anyway is left out by the query, so that a long queue costs nothing."""
    waiting = Registration.objects.filter(event=event).waiting().in_order()
    waiting = waiting.exclude(pk__in=[registration.pk for registration in come if registration.pk])
    if not waiting.exists():
        return ()
    if event.needs_approval:
        waiting = waiting.filter(Q(approved_at__isnull=False) | Q(only_together=True))
    # A group that comes only together is judged as a whole, never thinned out by the query.
    waiting = waiting.exclude(seats.shut_out(quotas_hold=quotas_hold), only_together=False)
    return waiting.select_related("organisation").iterator(chunk_size=100)


class Seats:
    """The seats of one event as they are at this moment, counted by query, and the arithmetic of giving one."""

    def __init__(self, event: Event) -> None:
        self.event = event
        by = ["channel"] if event.max_per_organisation is None else ["channel", "organisation"]
        self.channels: Counter[str] = Counter()
        self.organisations: Counter[int | None] = Counter()
        for row in self._count(*by):
            self.channels[row["channel"]] += row["n"]
            self.organisations[row.get("organisation")] += row["n"]

    def _count(self, *by: str) -> Any:
        taken = Registration.objects.filter(event=self.event).taken().order_by()
        return taken.values(*by).annotate(n=Count("pk"))

    @cached_property
    def kind_limits(self) -> dict[str, int]:
        return {quota.kind: quota.seats for quota in self.event.kind_quotas.all()}

    @cached_property
    def kinds(self) -> Counter[str | None]:
        """As they were when first asked for, kept up by `take`."""
        by_kind = self._count("organisation__kind") if self.kind_limits else ()
        return Counter({row["organisation__kind"]: row["n"] for row in by_kind})

    @property
    def taken(self) -> int:
        return self.channels.total()

    @property
    def is_full(self) -> bool:
        return self.event.capacity is not None and self.taken >= self.event.capacity

    def obstacle(self, party: Party, *, quotas_hold: bool) -> Waits | None:
        """What keeps this party from a seat now, or None when it fits as a whole."""
        event, together = self.event, len(party) > 1
        if event.capacity is not None and self.taken + len(party) > event.capacity:
            return Waits.GROUP if together and not self.is_full else Waits.SEAT
        for channel, limit in self._channel_limits().items():
            coming = sum(registration.channel == channel for registration in party)
            if coming and limit is not None and self.channels[channel] + coming > limit:
                return Waits.CHANNEL
        if quotas_hold and self._over_quota(party):
            return Waits.QUOTA
        return None

    def _over_quota(self, party: Party) -> bool:
        """A guest without an organisation is a group of one and meets no quota."""
        limit = self.event.max_per_organisation
        organisations = Counter(r.organisation_id for r in party if r.organisation_id)
        if limit is not None and any(self.organisations[key] + n > limit for key, n in organisations.items()):
            return True
        kinds = Counter(r.organisation.kind for r in party if r.organisation)
        return any(
            self.kinds[kind] + n > self.kind_limits[kind] for kind, n in kinds.items() if kind in self.kind_limits
        )

    def _channel_limits(self) -> dict[str, int | None]:
        return {"onsite": self.event.onsite_capacity, "online": self.event.online_capacity}

    def left_for(self, organisation: Organisation, *, quotas_hold: bool) -> int | None:
        """How many more people of it would get a seat at once; None where nothing limits them."""
        limits = []
        if self.event.capacity is not None:
            limits.append(self.event.capacity - self.taken)
        if quotas_hold and self.event.max_per_organisation is not None:
            limits.append(self.event.max_per_organisation - self.organisations[organisation.pk])
        if quotas_hold and organisation.kind in self.kind_limits:
            limits.append(self.kind_limits[organisation.kind] - self.kinds[organisation.kind])
        return max(min(limits), 0) if limits else None

    def take(self, party: Party) -> None:
        for registration in party:
            self.channels[registration.channel] += 1
            self.organisations[registration.organisation_id] += 1
            if registration.organisation and self.kind_limits:
                self.kinds[registration.organisation.kind] += 1

    def shut_out(self, *, quotas_hold: bool) -> Q:
        """Everybody for whom no single seat is left."""
        full = [c for c, limit in self._channel_limits().items() if limit is not None and self.channels[c] >= limit]
        nobody = Q(channel__in=full)
        return nobody | self.quota_used() if quotas_hold else nobody

    def quota_used(self) -> Q:
        limit = self.event.max_per_organisation
        organisations = [key for key, n in self.organisations.items() if key and limit is not None and n >= limit]
        kinds = [kind for kind, seats in self.kind_limits.items() if self.kinds[kind] >= seats]
        return Q(organisation__in=organisations) | Q(organisation__kind__in=kinds)


def _give(event: Event, registration: Registration, now: datetime) -> None:
    """The seat itself. A promotion shortly before the start is an offer; an unconfirmed guest's seat is only held."""
    was = registration.status
    registration.status_at = now
    if was == Status.PENDING_MAIL:
        registration.seat_held = True
    elif was == Status.WAITLISTED and (until := event.offer_until(now)):
        registration.status, registration.offer_until = Status.OFFERED, until
    else:
        registration.status = Status.CONFIRMED
    if registration.pk:
        registration.save(update_fields=["status", "status_at", "seat_held", "offer_until"])


def _announce_seat(event: Event, registration: Registration, now: datetime) -> None:
    """A line in the journal and a mail, for whoever was waiting until now."""
    if registration.status == Status.OFFERED:
        entry = journal.append(event, Kind.OFFER, at=now, registration=registration)
        emails.offer(event, registration, entry)
    elif registration.status == Status.PENDING_MAIL:
        registration.confirm_by = min(registration.confirm_by or now, now) + HELD_WHEN_FULL
        registration.save(update_fields=["confirm_by"])
        entry = journal.append(event, Kind.PROMOTE, at=now, registration=registration)
        emails.please_confirm(event, registration, entry)
    elif event.allocation == Event.Allocation.AT_DEADLINE or event.needs_approval:
        entry = journal.append(event, Kind.CONFIRM, at=now, registration=registration)
        emails.seat_confirmed(event, registration, entry)
    else:
        entry = journal.append(event, Kind.PROMOTE, at=now, registration=registration)
        emails.promoted(event, registration, entry)


def _put_on_waiting_list(event: Event, arriving: Sequence[Registration]) -> None:
    """Whoever arrived and got no seat waits now; guests still have to confirm their address first."""
    for registration in arriving:
        to_approve = event.needs_approval and registration.approved_at is None
        if registration.status == Status.RECEIVED and not to_approve:
            registration.status = Status.WAITLISTED
            if registration.pk:
                registration.save(update_fields=["status"])


def _hurry_unconfirmed_guests(event: Event, now: datetime, arriving: Sequence[Registration]) -> None:
    """Once every seat is taken, a seat held for an unconfirmed address is held for an hour at most: also the last one,
    whose row may not be stored yet."""
    until = now + HELD_WHEN_FULL
    for registration in arriving:
        if registration.seat_held and registration.confirm_by:
            registration.confirm_by = min(registration.confirm_by, until)
    pending = Registration.objects.filter(event=event, status=Status.PENDING_MAIL, seat_held=True)
    pending.filter(confirm_by__gt=until).update(confirm_by=until)


def allocate_sessions(event: Event, *, now: datetime) -> list[SessionRegistration]:
    """The same rule for places in sessions: first come, first served, among those who have a seat at the event."""
    given: list[SessionRegistration] = []
    line = (
        SessionRegistration.objects.filter(session__event=event, session__starts_at__gt=now)
        .waiting()
        .filter(registration__in=Registration.objects.filter(event=event).taken())
        .select_related("session", "registration")
        .order_by("session", "received_at", "pk")
    )
    for _session_id, queue in groupby(line, key=lambda place: place.session_id):
        places = list(queue)
        session = places[0].session
        taken = SessionRegistration.objects.filter(session=session).taken().count()
        free = len(places) if session.capacity is None else max(session.capacity - taken, 0)
        given += places[:free]
    SessionRegistration.objects.filter(pk__in=[place.pk for place in given]).update(
        status=SessionRegistration.Status.CONFIRMED
    )
    return given
