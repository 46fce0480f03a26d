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
CLOSE = 0.2
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
        Organisation.objects.members()
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
    reasons = [_words(name, one, other, is_close=parts[name] <= CLOSE) for name in closest]
    return Neighbour(other, sum(parts.values()) / len(parts), reasons)


def _log_distance(one: float | None, other: float | None, name: str) -> float:
    return min(abs(math.log(max(one or 1, 1)) - math.log(max(other or 1, 1))) / WHOLE[name], 1)


def _words(name: str, one: Organisation, other: Organisation, *, is_close: bool) -> str:
    if name == "population":
        more = (other.population or 0) > (one.population or 0)
        how = _("ähnlich groß") if is_close else _("größer") if more else _("kleiner")
        return _("%(how)s: %(n)s Menschen") % {"how": how, "n": _grouped(other.population or 0)}
    if name == "density":
        more = (other.density or 0) > (one.density or 0)
        how = _("ähnlich dicht") if is_close else _("dichter") if more else _("weniger dicht")
        return _("%(how)s: %(n)s Menschen je km²") % {"how": how, "n": _grouped(round(other.density or 0))}
    if name == "degurba":
        return _("ebenfalls %(word)s") % {"word": other.degurba_word} if is_close else other.degurba_word
    return _("ebenfalls kreisfrei") if other.is_independent else _("ebenfalls kreisangehörig")


def _grouped(number: int) -> str:
    return number_format(number, force_grouping=True)
