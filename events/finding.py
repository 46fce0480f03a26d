"""The filters of the calendar: kind, field of action, and for whom a date is open. They live in the query string."""

from dataclasses import dataclass, fields
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.models import Event
from forum.models import FieldOfAction

Audience = Event.Audience
# Who somebody is, and the dates they may come to. Companies and science are never members (docs/concepts.md §3).
OPEN_TO: dict[str, tuple[Any, tuple[Audience, ...]]] = {
    "mitglieder": (gettext_lazy("Mitglieder"), (Audience.PUBLIC, Audience.MUNICIPAL, Audience.MEMBERS)),
    "kommunen": (gettext_lazy("Kommunen"), (Audience.PUBLIC, Audience.MUNICIPAL)),
    "unternehmen": (gettext_lazy("Unternehmen und alle anderen"), (Audience.PUBLIC,)),
}


@dataclass(frozen=True)
class Wanted:
    """What is chosen, by the names of the query string; nonsense is no choice."""

    art: str = ""
    handlungsfeld: str = ""
    fuer: str = ""

    @classmethod
    def of(cls, query: Any) -> "Wanted":
        kind, audience = query.get("art", ""), query.get("fuer", "")
        return cls(
            art=kind if kind in Event.Kind.values else "",
            handlungsfeld=query.get("handlungsfeld", "").replace("\x00", ""),
            fuer=audience if audience in OPEN_TO else "",
        )

    def narrow(self, events: Any, *, but: str = "") -> Any:
        """The events chosen; `but` leaves one filter out, to count its options."""
        if self.art and but != "art":
            events = events.filter(kind=self.art)
        if self.handlungsfeld and but != "handlungsfeld":
            events = events.filter(fields_of_action__slug=self.handlungsfeld)
        if self.fuer and but != "fuer":
            events = events.filter(audience__in=OPEN_TO[self.fuer][1])
        return events


@dataclass(frozen=True)
class Facet:
    name: str
    title: str
    chosen: str
    options: list[tuple[str, str, int]]  # value, label, count

    @property
    def chosen_label(self) -> str:
        return next((label for value, label, _count in self.options if value == self.chosen), self.chosen)


def facets(events: Any, wanted: Wanted) -> list[Facet]:
    """Each filter with its options and how many dates stand behind them, the other filters kept: three queries."""
    found: dict[str, list[tuple[str, str, int]]] = {}
    kinds = _counted(wanted.narrow(events, but="art"), "kind")
    found["art"] = [(value, str(label), kinds.get(value, 0)) for value, label in Event.Kind.choices]
    by_field = _counted(wanted.narrow(events, but="handlungsfeld"), "fields_of_action__slug")
    names = FieldOfAction.objects.values_list("slug", "name")
    found["handlungsfeld"] = [(slug, name, by_field.get(slug, 0)) for slug, name in names]
    by_audience = _counted(wanted.narrow(events, but="fuer"), "audience")
    found["fuer"] = [
        (value, str(label), sum(by_audience.get(each, 0) for each in kept)) for value, (label, kept) in OPEN_TO.items()
    ]
    titles = {"art": _("Art"), "handlungsfeld": _("Handlungsfeld"), "fuer": _("Offen für")}
    chosen = {each.name: getattr(wanted, each.name) for each in fields(wanted)}
    return [
        Facet(name, titles[name], chosen[name], [each for each in options if each[2] or each[0] == chosen[name]])
        for name, options in found.items()
    ]


def _counted(events: Any, name: str) -> dict[str, int]:
    return dict(events.order_by().values(name).annotate(n=Count("pk", distinct=True)).values_list(name, "n"))
