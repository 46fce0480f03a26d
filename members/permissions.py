"""Who may do what: named questions, used by views, templates, the editors' room and tests alike."""

from typing import Any

from forum.models import User
from members.models import Membership, Organisation

REVIEWERS, EDITORS, ADMINS = "Prüfung", "Redaktion", "Geschäftsstelle"


def _in_group(user: Any, *names: str) -> bool:
    if not user.is_authenticated or not user.is_active:
        return False
    return user.is_superuser or user.groups.filter(name__in=names).exists()


def is_admin(user: Any) -> bool:
    """Geschäftsstelle: manages members and everything that concerns the forum as a whole."""
    return _in_group(user, ADMINS)


def is_editor(user: Any) -> bool:
    return _in_group(user, EDITORS, ADMINS)


def is_reviewer(user: Any) -> bool:
    return _in_group(user, REVIEWERS, EDITORS, ADMINS)


def organisations_of(user: Any) -> Any:
    """Organisations the person belongs to, as a queryset; empty for visitors."""
    if not user.is_authenticated:
        return Organisation.objects.none()
    return Organisation.objects.filter(
        is_active=True, memberships__user=user, memberships__state=Membership.State.ACTIVE
    ).order_by("name")


def coordinates(user: Any, organisation: Organisation | None = None) -> bool:
    """Coordinator of this organisation, or of any when none is named."""
    if not user.is_authenticated:
        return False
    memberships = Membership.objects.active().filter(user=user, role=Membership.Role.COORDINATOR)  # type: ignore[attr-defined]
    if organisation is not None:
        memberships = memberships.filter(organisation=organisation)
    return memberships.exists()


def belongs_to(user: User, organisation: Organisation) -> bool:
    return Membership.objects.active().filter(user=user, organisation=organisation).exists()  # type: ignore[attr-defined]
