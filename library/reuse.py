"""What a reader sees of the re-use of one practice: the chain, the table beside it, the reasons against."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from library.adoption import reasons_in_sum
from library.models import Adoption, PracticePage
from members.models import Organisation
from members.permissions import coordinated_here, organisations_of, own_keys

Stage = Adoption.Stage
# Of three wide tables, what a line and a node of the chain show.
LINE = [
    *("practice", "stage", "since", "scope", "adaptation", "saved_hours", "saved_euros", "lesson"),
    *("confirmed_at", "declined_at", "adopter__name", "adopter__slug", "adopter__kind", "adopter__municipality__ags"),
    *("successor_of__confirmed_at", "successor_of__declined_at", "successor_of__stage"),
    *("successor_of__name_is_released", "successor_of__adopter__name"),
]


def told(practice: PracticePage, request: HttpRequest) -> dict[str, Any]:
    """All that templates/library/parts/reuse.html needs, in a constant number of queries."""
    user = request.user
    own = own_keys(request)
    adoptions = list(
        Adoption.objects.filter(practice=practice, declined_at=None)
        .visible_to(own)
        .select_related("adopter__municipality", "successor_of__adopter")
        .only(*LINE)
    )
    for each in adoptions:
        each.practice = practice  # known here: not asked for once per line
    coordinated = coordinated_here(request)
    living = {each.adopter_id for each in adoptions if each.stage not in Adoption.CLOSED}
    return {
        "practice": practice,
        "rows": [row(each, own) for each in adoptions],
        "nodes": chain(practice, adoptions, own),
        "reasons": reasons(practice),
        "may_declare": practice.origin_id in coordinated or bool(coordinated - living),
        "is_member": bool(own),
        "user": user,
    }


def row(adoption: Adoption, own: Iterable[int] = ()) -> dict[str, Any]:
    """One line of the table, in words."""
    before = adoption.successor_of
    return {
        "adoption": adoption,
        "name": adoption.adopter.name,
        "via": before.adopter.name if before and before.is_open_to_everybody else "",
        "stage": stage_words(adoption),
        "is_unconfirmed": not adoption.is_confirmed,
        "is_inside": is_inside(adoption),
        "is_here": adoption.adopter_id in own,
        "is_own": not {adoption.adopter_id, adoption.practice.origin_id}.isdisjoint(own),
        "adapted": adoption.adaptation or ("" if adoption.scope == Adoption.Scope.WHOLE else scope_words(adoption)),
        "saved": saved_words(adoption),
        "lesson": adoption.lesson,
    }


def is_inside(adoption: Adoption) -> bool:
    """Not public yet: only the two sides, or members too when the adopter shares it early, see this line."""
    return not adoption.is_confirmed or adoption.stage in Adoption.EARLY


def stage_words(adoption: Adoption) -> str:
    """„im Betrieb seit 2027“, „geplant“, „unbestätigt: im Betrieb seit 2027“."""
    words = str(Stage(adoption.stage).label)
    if adoption.stage in (Stage.OPERATION, Stage.ENDED):
        words = _("%(stage)s seit %(year)s") % {"stage": words, "year": adoption.since.year}
    return words if adoption.is_confirmed else _("unbestätigt: %s") % words


def scope_words(adoption: Adoption) -> str:
    return str(Adoption.Scope(adoption.scope).label)


def saved_words(adoption: Adoption) -> str:
    """„40 Stunden, 2.000 €“: estimates of the adopter."""
    parts = []
    if adoption.saved_hours:
        parts.append(ngettext("%s Stunde", "%s Stunden", adoption.saved_hours) % number_format(adoption.saved_hours, 0))
    if adoption.saved_euros:
        parts.append(f"{number_format(adoption.saved_euros, 0)} €")
    return ", ".join(parts)


def chain(practice: PracticePage, adoptions: list[Adoption], own: Iterable[int] = ()) -> list[dict[str, Any]]:
    """Nodes for {% chain %}: the origin, then every generation. Without a shown forerunner it hangs there."""
    shown = {each.pk: each for each in adoptions if each.stage != Stage.DROPPED}
    if not shown or practice.origin is None:
        return []
    origin = practice.origin
    nodes = [_node(origin, own, key="origin", parent=None, line=practice.maturity_word, state="operation")]
    waiting = list(shown.values())
    placed: set[int | None] = {None}
    while waiting:
        ready = [each for each in waiting if _parent(each, shown) in placed] or waiting[:1]
        for each in ready:
            parent = _parent(each, shown)
            state = "inside" if is_inside(each) else "progress"
            state = "operation" if state == "progress" and each.stage == Stage.OPERATION else state
            hangs_on = parent if parent in placed and parent is not None else "origin"
            nodes.append(_node(each.adopter, own, key=each.pk, parent=hangs_on, line=stage_words(each), state=state))
            placed.add(each.pk)
        waiting = [each for each in waiting if each.pk not in placed]
    return nodes


def _parent(adoption: Adoption, shown: dict[int, Adoption]) -> int | None:
    return adoption.successor_of_id if adoption.successor_of_id in shown else None


def _node(who: Organisation, own: Iterable[int], **drawn: Any) -> dict[str, Any]:
    return {**drawn, "name": who.name, "here": who.pk in own, "ags": who.ags, "seed": who.slug}


def reasons(practice: PracticePage) -> str:
    """„Dagegen entschieden: 2 × Kosten, 1 × Personal.“, or ""."""
    summed = reasons_in_sum(practice)
    if not summed:
        return ""
    return _("Dagegen entschieden haben sich andere wegen: %s.") % ", ".join(f"{word} ({n} ×)" for word, n in summed)


def of_either_side(user: Any) -> Any:
    """The re-uses whose page this person may open: their organisation is adopter or origin. What was declined, of the
    origin only who declared it."""
    own = organisations_of(user).order_by()
    return Adoption.objects.filter(
        Q(adopter__in=own) | Q(practice__origin__in=own) & (Q(declined_at=None) | Q(declared_by=user))
    ).select_related("practice__origin", "adopter__municipality", "adopter__parent", "successor_of__adopter", "contact")
