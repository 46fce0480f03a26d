"""„Ähnliche Kommunen“: who has the same size and shape, and why, in words (docs/concepts.md).

Four features decide, each scaled to 0 … 1: population and density on a logarithmic scale (a town of 20,000 differs
from one of 40,000 as much as 40,000 from 80,000), degree of urbanisation, kreisfrei or not.
"""

import math
from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from members.models import Organisation

HOW_MANY = 10
REASONS = 2
# Natural logarithms: a factor of ten in population, of twenty in density, counts as wholly different.
WHOLE = {"population": math.log(10), "density": math.log(20)}


@dataclass(frozen=True)
class Neighbour:
    """`distance` 0 is the same in every feature, 1 different in every feature; `reasons` are whole phrases."""

    organisation: Organisation
    distance: float
    reasons: list[str]


def nearest(organisation: Organisation, limit: int = HOW_MANY) -> list[Neighbour]:
    """The members most like this municipality, nearest first; empty when its own figures are not known."""
    if not organisation.population or not organisation.density:
        return []
    others = (
        Organisation.objects.members()  # type: ignore[attr-defined]
        .filter(kind=Organisation.Kind.MUNICIPALITY)
        .exclude(pk=organisation.pk)
        .select_related("municipality")
    )
    neighbours = [_compare(organisation, other) for other in others if other.population and other.density]
    return sorted(neighbours, key=lambda each: (each.distance, each.organisation.name))[:limit]


def _compare(one: Organisation, other: Organisation) -> Neighbour:
    parts = {
        "population": _log_distance(one.population, other.population, "population"),
        "density": _log_distance(one.density, other.density, "density"),
        "degurba": abs((one.degurba or 2) - (other.degurba or 2)) / 2,
        "independent": float(one.is_independent != other.is_independent),
    }
    closest = sorted(parts, key=lambda name: parts[name])[:REASONS]
    return Neighbour(other, sum(parts.values()) / len(parts), [_words(name, other) for name in closest])


def _log_distance(one: float | None, other: float | None, name: str) -> float:
    return min(abs(math.log(max(one or 1, 1)) - math.log(max(other or 1, 1))) / WHOLE[name], 1)


def _words(name: str, other: Organisation) -> str:
    if name == "population":
        return _("%(n)s Menschen") % {"n": number_format(other.population or 0, force_grouping=True)}
    if name == "density":
        return _("%(n)s Menschen je km²") % {"n": number_format(round(other.density or 0), force_grouping=True)}
    if name == "degurba":
        return str(Organisation.Degurba(other.degurba).label) if other.degurba else _("Besiedlung ähnlich")
    return _("ebenfalls kreisfrei") if other.is_independent else _("ebenfalls kreisangehörig")
