"""Dates that take place together: which may be ticked in one form, and what became of each.

Every event keeps its own lock, order and receipt number; one that refuses takes nothing from the others.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, Q

from events.models import Event, Registration, Session
from events.permissions import is_open_to
from events.refusals import Refusal
from events.registration import Person, confirm_mail, register
from forum.models import User
from members.models import Organisation


def open_beside(
    event: Event, *, user: User | None, organisations: Iterable[Organisation], now: datetime
) -> list[Event]:
    """What accompanies this event, or what it accompanies, open for registration now and to people of these
    organisations, and without a registration of this person. No query where there can be none; otherwise one, and three
    more for what they all ask and how full room and screen are."""
    if not (event.accompanies_id or event.is_accompanied):
        return []
    near = Q(accompanies=event)
    if event.accompanies_id:
        near |= Q(pk=event.accompanies_id) | Q(accompanies=event.accompanies_id)
    found = Event.objects.public().filter(
        near,
        status=Event.Status.ANNOUNCED,
        takes_registrations=True,
        registration_opens_at__lte=now,
        deadline__gte=now,
    )
    if user:
        found = found.exclude(pk__in=Registration.objects.filter(user=user).live().values("event"))
    sessions = Prefetch("sessions", queryset=Session.objects.to_choose(now), to_attr="sessions_to_choose")
    found = (
        found.exclude(pk=event.pk)
        .select_related("venue", "further_venue")
        .prefetch_related("questions", sessions)
        .with_seats()
    )
    beside = [each for each in found.order_by("starts_at", "pk") if is_open_to(each, organisations)]
    _count_channels([each for each in beside if each.channel_limits])
    return beside


def _count_channels(events: list[Event]) -> None:
    counted = Registration.objects.filter(event__in=events).taken_by_channel() if events else {}
    for event in events:
        event.taken_by_channel = counted.get(event.pk, {})


@dataclass
class Outcome:
    """Rows in the order of the form, and what was refused."""

    rows: list[Registration] = field(default_factory=list)
    refused: list[tuple[Event, Refusal]] = field(default_factory=list)


def register_for_all(
    wanted: Sequence[tuple[Event, Sequence[Person]]],
    *,
    by: User | None,
    on_behalf_of: Organisation | None,
    submission: UUID | None,
    only_together: bool = False,
    now: datetime | None = None,
) -> Outcome:
    """One person, or a coordinator's colleagues, for several events: one act after another."""
    outcome = Outcome()
    for event, people in wanted:
        others = [each for each, _people in wanted if each != event]
        try:
            outcome.rows += register(
                event,
                people,
                by=by,
                on_behalf_of=on_behalf_of,
                submission=submission,
                only_together=only_together,
                together_with=others,
                now=now,
            )
        except Refusal as refusal:
            outcome.refused.append((event, refusal))
    return outcome


def same_form(rows: Sequence[Registration]) -> list[Registration]:
    """Living registrations of these people for the other events of their form, event by event; asks only where there
    are some."""
    others = {event for row in rows for event in row.together_with}
    if not others:
        return []
    people = {(row.email, row.name_key) for row in rows}
    there: Any = Registration.objects.filter(event__in=others, email__in=[row.email for row in rows]).live()
    there = there.select_related("event__venue", "organisation").order_by("event__starts_at", "event", "receipt_no")
    return [row for row in there if (row.email, row.name_key) in people]


def confirm_all(row: Registration) -> list[tuple[Event, Refusal]]:
    """A guest's address is proved once for all events of the form. Raises what `confirm_mail` raises for `row`."""
    confirm_mail(row)
    refused = []
    for other in same_form([row]):
        if other.status == Registration.Status.PENDING_MAIL:
            try:
                confirm_mail(other)
            except Refusal as refusal:
                refused.append((other.event, refusal))
    return refused
