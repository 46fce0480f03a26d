"""The Protokoll: who changed roles, decided, took data out, invited, ended. Names are looked up, never stored.

Wagtail's log keeps numbers only (docs/concepts.md §7): whoever was erased appears here as a number, too.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import registry
from wagtail.models import ModelLogEntry

from forum.models import User
from members.models import Application, DataRequest, Membership

GROUPS = {
    "rollen": (gettext_lazy("Rollen"), ["members.role", "members.handed_over"]),
    "entscheidungen": (
        gettext_lazy("Entscheidungen"),
        ["members.decided", "members.approved", "members.declined", "members.answered", "forum.report_decided"],
    ),
    "dateien": (
        gettext_lazy("Ein- und Ausfuhren"),
        ["members.exported", "members.imported", "events.export", "newsletter.proof_exported"],
    ),
    "konten": (gettext_lazy("Konten"), ["forum.deactivated", "forum.reactivated", "forum.erased", "members.left"]),
}
PEOPLE = ("user", "from", "to")


@dataclass(frozen=True)
class Line:
    at: datetime
    who: str
    what: str
    about: str
    detail: str


def entries(*, group: str = "", q: str = "") -> QuerySet[ModelLogEntry]:
    """What people did by acts, newest first; edits of words and pages are in Wagtail's own history."""
    found = ModelLogEntry.objects.exclude(action__startswith="wagtail.").select_related("user", "content_type")
    if group in GROUPS:
        found = found.filter(action__in=GROUPS[group][1])
    for word in q.replace("\x00", "").split()[:5]:
        person = Q(user__first_name__icontains=word) | Q(user__last_name__icontains=word) | Q(user__email=word)
        found = found.filter(person | Q(label__icontains=word))
    return found.order_by("-timestamp", "-pk")


def lines(shown: Iterable[ModelLogEntry]) -> Iterator[Line]:
    """The entries as people read them, in a constant number of queries."""
    shown = list(shown)
    data = [each.data or {} for each in shown]
    memberships = Membership.objects.select_related("user").in_bulk(_numbers(data, "membership"))
    people = User.objects.in_bulk({pk for name in PEOPLE for pk in _numbers(data, name)})
    for each, facts in zip(shown, data, strict=True):
        yield Line(
            at=each.timestamp,
            who=str(each.user) if each.user else _("Person Nr. %(n)s") % {"n": each.user_id} if each.user_id else "–",
            what=str(registry.get_action_label(each.action)),
            about=each.label,
            detail=_detail(facts, memberships, people),
        )


def _numbers(data: list[dict[str, Any]], name: str) -> set[int]:
    return {facts[name] for facts in data if isinstance(facts.get(name), int)}


def _detail(facts: dict[str, Any], memberships: dict[int, Membership], people: dict[int, User]) -> str:
    """„Demo-Kollege: Koordination“, or how many rows of what went out."""
    parts = []
    if (number := facts.get("membership")) is not None:
        membership = memberships.get(number)
        parts.append(str(membership.user) if membership else _("Zugehörigkeit Nr. %(n)s") % {"n": number})
    named = [_person(facts[name], people) for name in PEOPLE if name in facts]
    parts.append(" → ".join(named))
    if role := facts.get("role"):
        parts.append(str(dict(Membership.Role.choices).get(role, role)))
    if given := facts.get("given"):
        parts.append(_("gegeben: %(names)s") % {"names": ", ".join(given)})
    if taken := facts.get("taken"):
        parts.append(_("genommen: %(names)s") % {"names": ", ".join(taken)})
    if state := facts.get("state"):
        words = {**dict(Application.State.choices), **dict(DataRequest.State.choices)}
        parts.append(str(words.get(state, state)))
    if "rows" in facts:
        parts.append(_("%(n)s Zeilen") % {"n": facts["rows"]})
    parts.append(str(facts.get("format", "")).upper())
    return ", ".join(filter(None, parts))


def _person(number: Any, people: dict[int, User]) -> str:
    return str(people[number]) if number in people else _("Person Nr. %(n)s") % {"n": number}
