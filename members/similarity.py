"""„Ähnliche Kommunen“: who has the same size and shape, and why, in words (docs/concepts.md).

Four features decide, each scaled to 0 … 1: population and density on a logarithmic scale (a town of 20,000 differs
from one of 40,000 as much as 40,000 from 80,000), degree of urbanisation, kreisfrei or not.
"""

import heapq
import math
from dataclasses import dataclass

from django.db.models.functions import Coalesce
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from members.models import Organisation
from members.models.register import INDEPENDENT

HOW_MANY = 10
REASONS = 2
CLOSE = 0.2
# Natural logarithms: a factor of ten in population, of twenty in density, counts as wholly different.
WHOLE = {"population": math.log(10), "density": math.log(20)}


@dataclass(frozen=True)
class Figures:
    """What is compared of one municipality."""

    population: int
    density: float
    degurba: int | None
    is_independent: bool


@dataclass(frozen=True)
class Neighbour:
    """`distance` 0 is the same in every feature, 1 different in every feature; `reasons` are whole phrases."""

    organisation: Organisation
    distance: float
    reasons: list[str]


def nearest(organisation: Organisation, limit: int = HOW_MANY) -> list[Neighbour]:
    """The members most like this municipality, nearest first; empty when its own figures are not known.

    All are compared by their bare figures; only those found are loaded.
    """
    if not organisation.population or not organisation.density:
        return []
    here = Figures(
        organisation.population, organisation.density, organisation.degurba, bool(organisation.is_independent)
    )
    figures = _figures_of_others(organisation)
    ranked = ((_distance(_parts(here, there)), name, pk) for (pk, name), there in figures.items())
    closest = heapq.nsmallest(limit, ranked)
    found = Organisation.objects.select_related("municipality").in_bulk([pk for _far, _name, pk in closest])
    return [Neighbour(found[pk], far, _reasons(here, figures[pk, name])) for far, name, pk in closest]


def _figures_of_others(organisation: Organisation) -> dict[tuple[int, str], Figures]:
    """Of each other member municipality with known figures, by key and name; stated ones where there is no row."""
    rows = (
        Organisation.objects.members()
        .filter(kind=Organisation.Kind.MUNICIPALITY)
        .exclude(pk=organisation.pk)
        .values_list(
            "pk",
            "name",
            Coalesce("municipality__population", "stated_population"),
            Coalesce("municipality__area_km2", "stated_area_km2"),
            Coalesce("municipality__degurba", "stated_degurba"),
            "municipality__kind",
        )
    )
    return {
        (pk, name): Figures(population, population / float(area), degurba, kind in INDEPENDENT)
        for pk, name, population, area, degurba, kind in rows
        if population and area
    }


def _parts(one: Figures, other: Figures) -> dict[str, float]:
    return {
        "population": _log_distance(one.population, other.population, "population"),
        "density": _log_distance(one.density, other.density, "density"),
        "degurba": abs((one.degurba or 2) - (other.degurba or 2)) / 2,
        "independent": float(one.is_independent != other.is_independent),
    }


def _distance(parts: dict[str, float]) -> float:
    return sum(parts.values()) / len(parts)


def _reasons(one: Figures, other: Figures) -> list[str]:
    parts = _parts(one, other)
    closest = sorted(parts, key=lambda name: parts[name])[:REASONS]
    return [_words(name, one, other, is_close=parts[name] <= CLOSE) for name in closest]


def _log_distance(one: float, other: float, name: str) -> float:
    return min(abs(math.log(max(one, 1)) - math.log(max(other, 1))) / WHOLE[name], 1)


def _words(name: str, one: Figures, other: Figures, *, is_close: bool) -> str:
    if name == "population":
        how = _("ähnlich groß") if is_close else _("größer") if other.population > one.population else _("kleiner")
        return _("%(how)s: %(n)s Menschen") % {"how": how, "n": _grouped(other.population)}
    if name == "density":
        how = _("ähnlich dicht") if is_close else _("dichter") if other.density > one.density else _("weniger dicht")
        return _("%(how)s: %(n)s Menschen je km²") % {"how": how, "n": _grouped(round(other.density))}
    if name == "degurba":
        word = str(Organisation.Degurba(other.degurba or Organisation.Degurba.MEDIUM).label)
        return _("ebenfalls %(word)s") % {"word": word} if is_close else word
    return _("ebenfalls kreisfrei") if other.is_independent else _("ebenfalls kreisangehörig")


def _grouped(number: int) -> str:
    return number_format(number, force_grouping=True)
