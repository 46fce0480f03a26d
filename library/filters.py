"""The filters of the list: German names in the address, words for people, counts from the search.

A chosen filter is `?reifegrad=pilot&reifegrad=regelbetrieb`; its key in the search is `reifegrad:pilot`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from django.core.cache import cache
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from forum.models import FieldOfAction
from library.laender import LAENDER
from library.models.vocabulary import (
    CooperationForm,
    CostClass,
    Effort,
    EntryKind,
    Maturity,
    Outcome,
    Participation,
    SolutionType,
    SpatialScope,
)
from members.models import BuildingBlock, SizeClass

Labels = Mapping[str, Any]


PROOFS = {
    "gemessen": _("Ergebnisse gemessen"),
    "erprobt-1": _("von einer weiteren Kommune erprobt"),
    "erprobt-3": _("von drei oder mehr weiteren erprobt"),
}


@dataclass(frozen=True)
class Filter:
    """One group of choices. `labels` is asked once a page; the first four groups stand open (`is_open`)."""

    name: str
    title: str | Promise
    labels: Callable[[], Labels]
    is_open: bool = False


FILTERS = (
    Filter(
        "handlungsfeld",
        _("Handlungsfeld"),
        lambda: dict(FieldOfAction.objects.values_list("slug", "name")),
        is_open=True,
    ),
    Filter("reifegrad", _("Reifegrad"), lambda: dict(Maturity.choices), is_open=True),
    Filter("groesse", _("Größe der Kommune"), lambda: {size.value: size.word for size in SizeClass}, is_open=True),
    Filter("nachweis", _("Nachweis"), lambda: PROOFS, is_open=True),
    Filter("land", _("Land"), lambda: LAENDER),
    Filter("aufwand", _("Aufwand"), lambda: {effort.value: effort.word for effort in Effort}),
    Filter("kosten", _("Kosten einmalig"), lambda: dict(CostClass.choices)),
    Filter("baustein", _("Bausteine"), lambda: dict(BuildingBlock.objects.values_list("slug", "name"))),
    Filter("loesung", _("Art der Lösung"), lambda: dict(SolutionType.choices)),
    Filter("beteiligung", _("Bürgerbeteiligung"), lambda: dict(Participation.choices)),
    Filter("kooperation", _("Kooperationsform"), lambda: dict(CooperationForm.choices)),
    Filter("raum", _("Räumlicher Bezug"), lambda: dict(SpatialScope.choices)),
    Filter("ausgang", _("Ausgang"), lambda: dict(Outcome.choices)),
    Filter("quelloffen", _("Lizenz und Quellcode"), lambda: {"ja": _("Quellcode offen")}),
    Filter("eintrag", _("Art des Eintrags"), lambda: dict(EntryKind.choices)),
)


def chosen(query: QueryDict, labels: Mapping[str, Labels]) -> list[tuple[str, str]]:
    """The filters in the address that exist, as (name, value). Unknown ones are ignored, not an error."""
    return [
        (group.name, value)
        for group in FILTERS
        for value in dict.fromkeys(query.getlist(group.name))
        if value in labels[group.name]
    ]


LABELS = "library-labels"  # forgotten when somebody edits a field of action or a building block (library.publishing)


def all_labels() -> dict[str, Labels]:
    return cast("dict[str, Labels]", cache.get_or_set(LABELS, _all_labels, 300))


def _all_labels() -> dict[str, Labels]:
    return {group.name: {value: str(label) for value, label in group.labels().items()} for group in FILTERS}


def facets(
    counts: Mapping[str, Mapping[str, int]], active: list[tuple[str, str]], labels: Mapping[str, Labels]
) -> list[dict[str, Any]]:
    """Groups for components/facet.html. A value without hits stays, muted; a group in which nothing is stated goes."""
    groups = []
    for group in FILTERS:
        found = counts.get(group.name, {})
        options = [
            {
                "value": value,
                "label": label,
                "count": found.get(value, 0),
                "selected": (group.name, value) in active,
            }
            for value, label in labels[group.name].items()
        ]
        is_used = any(option["selected"] for option in options)
        if not found and not is_used:
            continue
        if len(options) > 8:  # of a long list only what leads somewhere
            options = [option for option in options if option["count"] or option["selected"]]
        groups.append(
            {"title": group.title, "name": group.name, "options": options, "is_open": group.is_open or is_used}
        )
    return groups
