"""What one organisation has in the events room: the seats of its people, and the dates it hosts."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from events.lists import public_events, rows
from events.models import Event, Organiser, Registration
from forum.drawings import seats_left
from members.models import Organisation


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
    own = Registration.objects.filter(organisation=organisation, event=OuterRef("pk"))
    events = (
        Event.objects.public()
        .upcoming(now)
        .filter(status=Event.Status.ANNOUNCED, takes_registrations=True)
        .with_seats()
        .annotate(ours=_count(own.taken()), our_waiting=_count(own.waiting()))
        # A look per event: joining all its registrations would cost a large event dearly.
        .filter(Q(registration_opens_at__lte=now, deadline__gte=now) | Exists(own.live()))[:limit]
    )
    return [_seats(event, now) for event in events]


def _count(registrations: Any) -> Coalesce:
    counted = registrations.order_by().values("event").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0)


def _seats(event: Any, now: Any) -> Seats:
    limit = None if event.quota_released(now) else event.max_per_organisation
    return Seats(
        event=event,
        confirmed=event.ours,
        waiting=event.our_waiting,
        quota=limit,
        left=None if limit is None else max(limit - event.ours, 0),
        is_open=event.is_open(now),
    )


def hosted_by(organisation: Organisation, limit: int = 4) -> dict[str, Any]:
    """For the profile: dates it stands behind, the coming ones first, then the last ones."""
    behind = Organiser.objects.filter(organisation=organisation).values("event")
    events = public_events().filter(pk__in=behind)
    coming = list(events.upcoming()[:limit])
    return {"rows": rows([*coming, *events.past()[: limit - len(coming)]])}
