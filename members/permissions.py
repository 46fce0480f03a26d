"""Who may do what: named questions, used by views, templates, the editors' room and tests alike."""

from typing import Any, cast

from django.http import HttpRequest

from forum.models import User
from members.models import Membership, Organisation

REVIEWERS, EDITORS, ADMINS = "Prüfung", "Redaktion", "Geschäftsstelle"


def signed_in(request: HttpRequest) -> User:
    """The person behind a request that `login_required` let through."""
    return cast("User", request.user)


def _in_group(user: Any, *names: str) -> bool:
    if not user.is_authenticated or not user.is_active:
        return False
    return user.is_superuser or not user.group_names.isdisjoint(names)


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


def coordinated_by(user: Any) -> Any:
    """Organisations the person speaks for, as a queryset."""
    mine = Membership.objects.active().filter(user=user, role=Membership.Role.COORDINATOR)
    return Organisation.objects.filter(pk__in=mine.values("organisation")).order_by("name")


def memberships_and_requests(request: HttpRequest) -> list[Membership]:
    """Where the reader belongs or asked to belong, organisations with their municipalities; asked for once in a
    request. The town a company belongs to is asked for when it is needed."""
    if not request.user.is_authenticated:
        return []
    if not hasattr(request, "memberships_and_requests"):
        there = Membership.objects.filter(user=request.user.pk).exclude(state=Membership.State.ENDED)
        places = there.select_related("organisation__municipality")
        request.memberships_and_requests = list(places.order_by("role", "created_at"))  # type: ignore[attr-defined]
    return request.memberships_and_requests  # type: ignore[attr-defined]


def own_memberships(request: HttpRequest) -> list[Membership]:
    """What the reader may speak for; as `active`, for the page being made."""
    active = Membership.State.ACTIVE
    return [each for each in memberships_and_requests(request) if each.state == active and each.organisation.is_active]


def own_organisations(request: HttpRequest) -> list[Organisation]:
    """As `organisations_of`, for the page being made."""
    own = {each.organisation_id: each.organisation for each in own_memberships(request)}
    return sorted(own.values(), key=lambda organisation: organisation.name)


def own_keys(request: HttpRequest) -> set[int]:
    """The organisations the reader belongs to, for the page being made."""
    return {each.organisation_id for each in own_memberships(request)}


def coordinates_here(request: HttpRequest, organisation: Organisation) -> bool:
    """As `coordinates`, for the page being made."""
    return organisation.pk in coordinated_here(request)


def coordinated_here(request: HttpRequest) -> set[int]:
    """The organisations the reader speaks for, for the page being made."""
    coordinator = Membership.Role.COORDINATOR
    return {each.organisation_id for each in own_memberships(request) if each.role == coordinator}


def coordinates(user: Any, organisation: Organisation | None = None) -> bool:
    """Coordinator of this organisation, or of any when none is named."""
    if not user.is_authenticated:
        return False
    memberships = Membership.objects.active().filter(user=user, role=Membership.Role.COORDINATOR)
    if organisation is not None:
        memberships = memberships.filter(organisation=organisation)
    return memberships.exists()


def belongs_to(user: User, organisation: Organisation) -> bool:
    return Membership.objects.active().filter(user=user, organisation=organisation).exists()


def may_manage(user: Any, organisation: Organisation) -> bool:
    """Edit the profile, invite, approve, change roles: its coordinators and the Geschäftsstelle."""
    return coordinates(user, organisation) or is_admin(user)


def may_manage_here(request: HttpRequest, organisation: Organisation) -> bool:
    """As `may_manage`, for the page being made."""
    return coordinates_here(request, organisation) or is_admin(request.user)


ACTING = "acting_organisation"


def acting_organisation(request: HttpRequest) -> Organisation | None:
    """For whom the person acts in this session: chosen among the own memberships, at first one they coordinate."""
    organisations = [each.organisation for each in own_memberships(request)]  # "coordinator" comes before "staff"
    chosen = request.session.get(ACTING) if organisations else None
    return next((each for each in organisations if each.pk == chosen), organisations[0] if organisations else None)


def act_for(request: HttpRequest, organisation: Organisation) -> None:
    """Remembers the choice; it is checked against the memberships each time it is used."""
    request.session[ACTING] = organisation.pk
