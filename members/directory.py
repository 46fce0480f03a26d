"""The public directory of members and partners: filters with counts, open data, and their entries in the search."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import Count, Q, QuerySet
from django.http import QueryDict
from django.utils.text import slugify
from django.utils.translation import gettext as _

from forum import search
from forum.models import FieldOfAction
from members.models import Municipality, Organisation, SizeClass

PER_PAGE = 30


@dataclass(frozen=True)
class Filters:
    """What the reader asked for. Unknown values simply find nothing; nothing here can fail."""

    q: str = ""
    kinds: tuple[str, ...] = ()
    sizes: tuple[str, ...] = ()
    lands: tuple[str, ...] = ()
    district: str = ""
    fields: tuple[str, ...] = ()

    @classmethod
    def of(cls, query: QueryDict) -> "Filters":
        clean = {name: [value.replace("\x00", "").strip()[:100] for value in values] for name, values in query.lists()}
        return cls(
            q=" ".join(clean.get("q", [""])[-1].split()),
            kinds=tuple(filter(None, clean.get("art", []))),
            sizes=tuple(filter(None, clean.get("groesse", []))),
            lands=tuple(filter(None, clean.get("land", []))),
            district=clean.get("kreis", [""])[-1],
            fields=tuple(filter(None, clean.get("handlungsfeld", []))),
        )


@dataclass(frozen=True)
class Facet:
    title: str
    name: str
    options: list[dict[str, Any]] = field(default_factory=list)

    @property
    def selected(self) -> list[dict[str, Any]]:
        return [option for option in self.options if option["selected"]]


def found(filters: Filters) -> QuerySet[Organisation]:
    """Members and partners that match, by folded name, with what a list of them shows."""
    return (
        _narrowed(filters)
        .select_related("municipality", "parent__municipality")
        .prefetch_related("fields_of_action")
        .order_by("slug")
    )


def similarly_written(q: str) -> list[Organisation]:
    """Up to five names close to what was typed, for when nothing was found."""
    return list(
        Organisation.objects.listed()
        .annotate(closeness=TrigramSimilarity("name", q))
        .filter(closeness__gt=0.25)
        .order_by("-closeness")[:5]
    )


def facets(filters: Filters) -> list[Facet]:
    """Each filter with the number of hits every value would give beside the other filters."""
    return [
        _kinds(filters),
        _sizes(filters),
        _lands(filters),
        _fields(filters),
    ]


def districts(filters: Filters) -> list[tuple[str, str, int]]:
    """Key, name and number of hits of each district that has members; for a choice of one."""
    rows = (
        _narrowed(replace(filters, district=""))
        .exclude(municipality=None)
        .values_list("municipality__district_ags", "municipality__district")
        .annotate(n=Count("pk"))
        .order_by("municipality__district")
    )
    return [(key, name, n) for key, name, n in rows]


def rows(filters: Filters) -> Iterator[dict[str, Any]]:
    """The directory as open data: one flat mapping per organisation, German keys, no people."""
    for organisation in found(filters).iterator(chunk_size=500):
        municipality = organisation.municipality
        yield {
            "name": organisation.name,
            "art": organisation.get_kind_display(),
            "stellung": organisation.get_standing_display(),
            "ags": organisation.ags,
            "ars": municipality.ars if municipality and organisation.is_place else "",
            "land": organisation.land,
            "kreis": organisation.district,
            "einwohner": organisation.population if organisation.is_place else None,
            "groessenklasse": organisation.size_class.word if organisation.size_class else "",
            "verstaedterungsgrad": organisation.degurba if organisation.is_place else None,
            "gehoert_zu": organisation.parent.name if organisation.parent else "",
            "handlungsfelder": [str(each) for each in organisation.fields_of_action.all()],
            "website": organisation.website,
            "mitglied_seit": organisation.joined_on.isoformat() if organisation.joined_on else "",
            "erfunden": organisation.is_invented,
            "profil": organisation.get_absolute_url(),
        }


# --- Narrowing --------------------------------------------------------------------------------------------------------


def _narrowed(filters: Filters) -> Any:
    organisations: Any = Organisation.objects.listed().with_figures()
    for word in filters.q.split()[:6]:
        organisations = organisations.filter(
            Q(name__icontains=word)
            | Q(slug__icontains=slugify(word) or word)
            | Q(municipality__name__icontains=word)
            | Q(municipality__district__icontains=word)
            | Q(municipality__ags__startswith=word)
            | Q(parent__name__icontains=word)
            | Q(summary__icontains=word)
            | Q(offers__icontains=word)
            | Q(seeks__icontains=word)
        )
    if filters.kinds:
        organisations = organisations.filter(kind__in=filters.kinds)
    if filters.sizes:
        organisations = organisations.filter(_of_sizes(filters.sizes))
    if filters.lands:
        organisations = organisations.filter(in_land__in=filters.lands)
    if filters.district:
        organisations = organisations.filter(municipality__district_ags=filters.district)
    if filters.fields:
        with_field = Organisation.fields_of_action.through.objects.filter(fieldofaction__slug__in=filters.fields)
        organisations = organisations.filter(pk__in=with_field.values("organisation_id"))
    return organisations


def _of_sizes(sizes: tuple[str, ...]) -> Q:
    either = Q(pk=None)
    for size in sizes:
        if size in SizeClass.values:
            low, high = SizeClass(size).bounds
            either |= Q(inhabitants__gte=low, inhabitants__lt=high)
    return either & Q(kind=Organisation.Kind.MUNICIPALITY)


# --- Counting ---------------------------------------------------------------------------------------------------------


def _option(value: str, label: Any, count: int, chosen: tuple[str, ...]) -> dict[str, Any]:
    return {"value": value, "label": str(label), "count": count, "selected": value in chosen}


def _kinds(filters: Filters) -> Facet:
    counts = dict(_narrowed(replace(filters, kinds=())).values_list("kind").annotate(n=Count("pk")).order_by("kind"))
    return Facet(
        _("Art"),
        "art",
        [_option(value, label, counts.get(value, 0), filters.kinds) for value, label in Organisation.Kind.choices],
    )


def _sizes(filters: Filters) -> Facet:
    counts = _narrowed(replace(filters, sizes=())).aggregate(
        **{size.value: Count("pk", filter=_of_sizes((size.value,))) for size in SizeClass}
    )
    return Facet(
        _("Größe"),
        "groesse",
        [_option(size.value, size.label, counts[size.value], filters.sizes) for size in SizeClass],
    )


def _lands(filters: Filters) -> Facet:
    counts = (
        _narrowed(replace(filters, lands=()))
        .exclude(in_land="")
        .exclude(in_land=None)
        .values_list("in_land")
        .annotate(n=Count("pk"))
        .order_by("in_land")
    )
    return Facet(_("Land"), "land", [_option(land, land, n, filters.lands) for land, n in counts])


def _fields(filters: Filters) -> Facet:
    hits = _narrowed(replace(filters, fields=())).values("pk")
    fields = FieldOfAction.objects.annotate(n=Count("organisations", filter=Q(organisations__in=hits), distinct=True))
    return Facet(
        _("Handlungsfeld"),
        "handlungsfeld",
        [_option(each.slug, each.name, each.n, filters.fields) for each in fields],
    )


def places(q: str, limit: int = 8) -> QuerySet[Municipality]:
    """Rows of the register whose name begins with or contains `q`, or whose AGS begins with it; largest first.

    Kreisfreie Städte stand in the register as municipality and as district; only the municipality is offered.
    """
    current = Municipality.objects.filter(gone_on=None).exclude(
        level=Municipality.Level.DISTRICT, kind__in=["Kreisfreie Stadt", "Stadtkreis"]
    )
    q = " ".join(q.replace("\x00", "").split())[:80]
    if q.isdigit():
        return current.filter(ags__startswith=q).order_by("ags")[:limit]
    begins = current.filter(name__istartswith=q).order_by("-population")[:limit]
    return begins if len(begins) else current.filter(name__icontains=q).order_by("-population")[:limit]


def enter_into_search(organisation: Organisation) -> None:
    """Members and partners stand in the portal's search as kind `organisation`; who left is taken out."""
    if not organisation.is_listed:
        leave_search(organisation)
        return
    fields = list(organisation.fields_of_action.all())
    search.put(
        "organisation",
        organisation.pk,
        url=organisation.get_absolute_url(),
        title=organisation.name,
        intro=organisation.summary,
        body="\n".join(
            filter(None, [organisation.offers, organisation.seeks, ", ".join(str(each) for each in fields)])
        ),
        place=", ".join(filter(None, [organisation.word, organisation.district, organisation.land])),
        facets=[f"handlungsfeld:{each.slug}" for each in fields],
        changed_at=organisation.changed_at,
    )


def leave_search(organisation: Organisation) -> None:
    search.drop("organisation", organisation.pk)
