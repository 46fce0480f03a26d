"""What one organisation has in the events room: the seats of its people, and the dates it hosts."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from events.lists import public_events, rows
from events.models import Event, Organiser, Registration
from events.models.registration import TAKEN, WAITING
from forum.drawings import seats_left
from members.models import Organisation

# Of a wide row, what the table tells and reckons with.
SHOWN = [
    *("title", "slug", "status", "starts_at", "ends_at", "precision", "date_words"),
    *("takes_registrations", "registration_opens_at", "deadline"),
    *("capacity", "max_per_organisation", "quota_release_at"),
]


@dataclass(frozen=True)
class Seats:
    """One date in the table of the dashboard. `quota` and `left` concern the organisation, None without a limit."""

    event: Event
    confirmed: int
    waiting: int
    quota: int | None
    left: int | None
    is_open: bool

    @property
    def deadline(self) -> str:
        if not (self.is_open and self.event.deadline):
            return ""
        return date_format(timezone.localtime(self.event.deadline), "j. F")

    @property
    def url(self) -> str:
        return reverse("events:register", args=[self.event.slug])

    @property
    def is_full_for_us(self) -> bool:
        capacity = self.event.capacity
        return self.left == 0 or (capacity is not None and self.event.taken >= capacity)

    @property
    def free_words(self) -> str:
        if self.event.capacity is None or not self.is_open:
            return ""
        return seats_left(self.event.taken, self.event.capacity)

    @property
    def draws_squares(self) -> bool:
        return self.quota is not None and self.quota <= 10


def seats_of(organisation: Organisation, limit: int = 5) -> list[Seats]:
    """The next dates at which its people have a place in the order, and those open for registration."""
    now = timezone.now()
    ours = _ours(organisation, now)
    events = (
        Event.objects.public()
        .upcoming(now)
        .filter(status=Event.Status.ANNOUNCED, takes_registrations=True)
        .filter(Q(registration_opens_at__lte=now, deadline__gte=now) | Q(pk__in=ours))
        .with_taken()
        .only(*SHOWN)[:limit]
    )
    return [_seats(event, *ours.get(event.pk, (0, 0)), now) for event in events]


def _ours(organisation: Organisation, now: datetime) -> dict[int, tuple[int, int]]:
    """Of each date to come at which its people have a place in the order: how many have a seat, how many wait."""
    ahead = Q(event__ends_at__gte=now) | Q(event__ends_at=None)
    own = Registration.objects.filter(ahead, organisation=organisation).live().order_by()
    counted = own.values_list("event").annotate(taken=Count("pk", filter=TAKEN), waiting=Count("pk", filter=WAITING))
    return {event: (taken, waiting) for event, taken, waiting in counted}


def _seats(event: Event, confirmed: int, waiting: int, now: datetime) -> Seats:
    limit = None if event.quota_released(now) else event.max_per_organisation
    return Seats(
        event=event,
        confirmed=confirmed,
        waiting=waiting,
        quota=limit,
        left=None if limit is None else max(limit - confirmed, 0),
        is_open=event.is_open(now),
    )


def hosted_by(organisation: Organisation, limit: int = 4) -> dict[str, Any]:
    """For the profile: dates it stands behind, the coming ones first, then the last ones."""
    behind = Organiser.objects.filter(organisation=organisation).values("event")
    events = public_events().filter(pk__in=behind)
    coming = list(events.upcoming()[:limit])
    return {"rows": rows([*coming, *events.past()[: limit - len(coming)]])}
