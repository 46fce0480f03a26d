"""What other rooms' pages show of the members."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django import template
from django.template import Context

from members import permissions
from members.models import Membership, Organisation

register = template.Library()


@register.inclusion_tag("members/_map.html")
def member_map(practice_places: Iterable[str] = ()) -> dict[str, Any]:
    """North Rhine-Westphalia with the members; `practice_places` are keys of places with a practice, shown as such."""
    members = Organisation.objects.members().filter(kind__in=["kommune", "kreis"]).exclude(municipality=None)
    places = [
        {"ags": each.ags, "name": each.name, "url": each.get_absolute_url()}
        for each in members.select_related("municipality").order_by("name")
    ]
    return {"places": places, "practice_places": sorted(set(practice_places))}


@register.inclusion_tag("members/_list.html")
def member_list(n: int = 7) -> dict[str, Any]:
    """The first `n` members, real ones before invented ones, municipalities before companies."""
    members = Organisation.objects.members().select_related("municipality")
    order = [kind.value for kind in Organisation.Kind]
    shown = sorted(members, key=lambda each: (each.is_invented, order.index(each.kind), each.name))
    return {"members": shown[:n], "total": len(shown)}


@register.inclusion_tag("members/_sign.html")
def sign(organisation: Organisation, here: bool = False) -> dict[str, Any]:
    """The small sign of an organisation: logo, outline of its place, or two letters. Decorative."""
    return {"organisation": organisation, "here": here}


@register.simple_tag(takes_context=True)
def acting_organisation(context: Context) -> Organisation | None:
    request = context.get("request")
    return permissions.acting_organisation(request) if request else None


@register.simple_tag(takes_context=True)
def people_count(context: Context, organisation: Organisation) -> dict[str, Any]:
    """How many people belong to it and wait; and whether the reader may manage them."""
    request = context["request"]
    states = Counter(organisation.memberships.values_list("state", flat=True))
    return {
        "active": states[Membership.State.ACTIVE],
        "waiting": states[Membership.State.REQUESTED],
        "may_manage": permissions.may_manage_here(request, organisation),
    }


@register.simple_tag(takes_context=True)
def forum_role(context: Context) -> str:
    """Name of the highest forum-wide role of the reader, or ""."""
    user = context["request"].user
    roles = (
        (permissions.is_admin, permissions.ADMINS),
        (permissions.is_editor, permissions.EDITORS),
        (permissions.is_reviewer, permissions.REVIEWERS),
    )
    return next((name for holds, name in roles if holds(user)), "")
