"""Who may do what with a date."""

from collections.abc import Iterable
from typing import Any

from events.models import Event, Organiser, Registration
from members.models import Membership, Organisation
from members.permissions import coordinates, is_editor

HOSTS = (Organiser.Role.HOST, Organiser.Role.CO_HOST)


def may_organise(user: Any, event: Event) -> bool:
    """The editors, and the coordinators of the organisations that host this event."""
    if not user.is_authenticated:
        return False
    if is_editor(user):
        return True
    hosts = Organiser.objects.filter(event=event, role__in=HOSTS, organisation__isnull=False)
    return (
        Membership.objects.active()
        .filter(user=user, role=Membership.Role.COORDINATOR, organisation__in=hosts.values("organisation"))
        .exists()
    )


def is_open_to(event: Event, organisations: Iterable[Organisation]) -> bool:
    """Whether people of these organisations may come. Partners have no members' rights (docs/concepts.md §2); the
    Geschäftsstelle is among its members whatever its own standing."""
    if event.audience != Event.Audience.MEMBERS:
        return True
    return any(each.standing == Organisation.Standing.MEMBER or each.is_convener for each in organisations)


def may_manage(user: Any, registration: Registration) -> bool:
    """The person, and whoever coordinates the organisation the registration belongs to."""
    if not user.is_authenticated:
        return False
    if registration.user_id == user.pk:
        return True
    return registration.organisation is not None and coordinates(user, registration.organisation)


def organised_by(user: Any) -> Any:
    """The events somebody may organise, as a queryset: all for editors, the hosted ones for coordinators."""
    if is_editor(user):
        return Event.objects.all()
    mine = Membership.objects.active().filter(user=user, role=Membership.Role.COORDINATOR)
    hosted = Organiser.objects.filter(role__in=HOSTS, organisation__in=mine.values("organisation"))
    return Event.objects.filter(pk__in=hosted.values("event"))
