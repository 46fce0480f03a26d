"""What must hold between two looks at the registrations of one event, written down independently of the code that gives
seats. `broken` names every promise that a step did not keep."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from events.models import Event, Registration

WAITS = ("received", "waitlisted")


class Row(NamedTuple):
    pk: int
    order: tuple[datetime, int]
    status: str
    held: bool
    channel: str
    organisation: int | None
    party: str | None  # of a group that comes only together
    email: str = ""

    @property
    def sits(self) -> bool:
        return self.status in ("confirmed", "offered") or (self.status == "pending_mail" and self.held)

    @property
    def stands(self) -> bool:
        return self.status in WAITS or (self.status == "pending_mail" and not self.held)


@dataclass(frozen=True)
class Limits:
    total: int | None
    onsite: int | None
    online: int | None
    quota: int | None  # None also once it is released

    @classmethod
    def of(cls, event: Event, now: datetime) -> "Limits":
        quota = None if event.quota_released(now) else event.max_per_organisation
        return cls(event.capacity, event.onsite_capacity, event.online_capacity, quota)


Rows = dict[int, Row]


def rows(event: Event) -> Rows:
    found = {}
    for r in Registration.objects.filter(event=event):
        party = str(r.group_id) if r.only_together else None
        order = (r.effective_received_at, r.receipt_no)
        found[r.pk] = Row(r.pk, order, r.status, r.seat_held, r.channel, r.organisation_id, party, r.email)
    return found


def has_room(taken: Iterable[Row], limits: Limits, more: Iterable[Row] = ()) -> bool:
    """Whether `more` can sit down beside `taken`; the quota counts only for organisations that send somebody."""
    taken, more = list(taken), list(more)
    everybody = taken + more
    for limit, pool in (
        (limits.total, everybody),
        (limits.onsite, [row for row in everybody if row.channel == "onsite"]),
        (limits.online, [row for row in everybody if row.channel == "online"]),
    ):
        if limit is not None and len(pool) > limit:
            return False
    sizes = Counter(row.organisation for row in everybody)
    senders = {row.organisation for row in more} - {None}
    return limits.quota is None or all(sizes[organisation] <= limits.quota for organisation in senders)


def parties(waiting: Iterable[Row]) -> list[list[Row]]:
    together: dict[Any, list[Row]] = {}
    for row in sorted(waiting, key=lambda row: row.order):
        together.setdefault(row.party or row.pk, []).append(row)
    return list(together.values())


def broken(before: Rows, after: Rows, limits: Limits, *, by_hand: Iterable[int] = ()) -> list[str]:
    """`by_hand` are people whom an organiser promoted for a written reason: for them no order and no quota is kept."""
    found = []
    sitting = [row for row in after.values() if row.sits]
    for name, limit, pool in (
        ("seats", limits.total, sitting),
        ("seats in the room", limits.onsite, [row for row in sitting if row.channel == "onsite"]),
        ("seats online", limits.online, [row for row in sitting if row.channel == "online"]),
    ):
        if limit is not None and len(pool) > limit:
            found.append(f"{len(pool)} of {limit} {name}")
    found += [f"{pk} lost a seat to the waiting list" for pk, row in before.items() if row.sits and after[pk].stands]
    winners = [row for row in sitting if not (row.pk in before and before[row.pk].sits) and row.pk not in by_hand]
    found += _over_quota(winners, sitting, limits)
    found += _inversions(winners, before, after, limits)
    found += _torn_parties(winners, after)
    return found


def _over_quota(winners: list[Row], sitting: list[Row], limits: Limits) -> list[str]:
    sizes = Counter(row.organisation for row in sitting if row.organisation)
    return [
        f"{sizes[row.organisation]} of quota {limits.quota}"
        for row in winners
        if limits.quota is not None and row.organisation and sizes[row.organisation] > limits.quota
    ]


def _inversions(winners: list[Row], before: Rows, after: Rows, limits: Limits) -> list[str]:
    """A ahead of B by order key, both waiting for the same pool, A would have fitted, and B got the seat."""
    found = []
    for b in winners:
        others = [row for row in after.values() if row.sits and row.pk != b.pk]
        for a in after.values():
            waited = a.pk in before and before[a.pk].stands and a.stands
            same_pool = waited and a.party is None and a.channel == b.channel
            if same_pool and a.order < b.order and has_room(others, limits, [a]):
                found.append(f"{b.pk} got the seat of {a.pk}")
    return found


def _torn_parties(winners: list[Row], after: Rows) -> list[str]:
    left_behind = {row.party for row in after.values() if row.party and row.stands}
    return [f"{row.pk} of a group got a seat alone" for row in winners if row.party in left_behind]


def idle_seats(after: Rows, limits: Limits) -> list[str]:
    """Nobody waits who could sit: what was free has been given."""
    sitting = [row for row in after.values() if row.sits]
    waiting = [row for row in after.values() if row.stands]
    return [
        f"{[row.pk for row in party]} waits beside a free seat"
        for party in parties(waiting)
        if has_room(sitting, limits, party)
    ]
