"""The public directory and the profiles in it."""

from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from forum import tables
from forum.member_map import is_on_map
from members import directory, permissions, similarity
from members.models import Membership, Organisation

PLACES = (Organisation.Kind.MUNICIPALITY, Organisation.Kind.DISTRICT)
SOURCE = "© Statistisches Bundesamt (Destatis), Gemeindeverzeichnis, Daten verändert"


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    filters = directory.Filters.of(request.GET)
    found = directory.found(filters)
    as_market = request.GET.get("ansicht") == "boerse"
    if as_market:
        found = found.exclude(offers="", seeks="")
    shown = Paginator(found, directory.PER_PAGE).get_page(request.GET.get("seite"))
    as_map = request.GET.get("ansicht") == "karte"
    districts = directory.districts(filters)
    context: dict[str, Any] = {
        "filters": filters,
        "page": shown,
        "facets": directory.facets(filters),
        "districts": districts,
        "district": next((name for key, name, _n in districts if key == filters.district), ""),
        "as_map": as_map,
        "as_market": as_market,
        "acting": permissions.acting_organisation(request) if as_market else None,
        "maps": _maps(filters) if as_map else None,
        "similarly_written": directory.similarly_written(filters.q) if filters.q and not shown.paginator.count else [],
    }
    return render(request, "members/directory.html", context)


def _maps(filters: directory.Filters) -> dict[str, Any]:
    """What can be drawn: municipalities of North Rhine-Westphalia by their outline, all other places as points."""
    places = directory.found(filters).prefetch_related(None).filter(kind__in=PLACES).exclude(municipality=None)
    columns = {name: F(f"municipality__{name}") for name in ("ags", "latitude", "longitude")}
    drawn: list[dict[str, Any]] = [
        {**row, "url": reverse("members:profile", args=[row["slug"]])}
        for row in places.values("name", "slug", "kind", **columns)
    ]
    outlines, points = [], []
    for each in drawn:
        if each["kind"] == Organisation.Kind.MUNICIPALITY and is_on_map(each["ags"]):
            outlines.append(each)
        elif each["latitude"] and each["longitude"]:
            points.append(each)
    return {"outlines": outlines, "points": points, "n": len(outlines) + len(points)}


@require_safe
def profile(request: HttpRequest, slug: str) -> HttpResponse:
    organisation = get_object_or_404(
        Organisation.objects.listed()
        .select_related("municipality", "parent__municipality", "logo")
        .prefetch_related("fields_of_action", "building_blocks", "companies"),
        slug=slug,
    )
    is_inside = bool(permissions.own_keys(request)) or permissions.is_admin(request.user)
    people = Membership.objects.active().filter(organisation=organisation, is_public=True)
    context = {
        "organisation": organisation,
        "people": people.select_related("user").order_by("-is_contact", "user__last_name", "user__first_name"),
        "is_inside": is_inside,
        "may_ask": permissions.acting_organisation(request) not in (None, organisation),
        "may_manage": permissions.may_manage(request.user, organisation),
        "projects": _model_projects(organisation),
        "similar": similarity.nearest(organisation) if organisation.kind == Organisation.Kind.MUNICIPALITY else [],
    }
    return render(request, "members/profile.html", context)


def _model_projects(organisation: Organisation) -> Any:
    if not organisation.municipality or not organisation.is_place:
        return []
    return organisation.municipality.model_projects.select_related("project__programme").order_by("project__round")


@require_safe
def suggestions(request: HttpRequest) -> HttpResponse:
    """Rows for the search box of the directory while somebody types."""
    q = request.GET.get("q", "").replace("\x00", "").strip()
    found = directory.found(directory.Filters(q=q[:100]))[:8] if len(q) >= 2 else []
    pages = [{"title": each.name, "url": each.get_absolute_url(), "note": each.word} for each in found]
    return render(request, "components/suggest.html", {"pages": pages})


@require_safe
def as_json(request: HttpRequest) -> JsonResponse:
    """The directory as open data, with the same filters as the page."""
    rows = list(directory.rows(directory.Filters.of(request.GET)))
    for row in rows:
        row["profil"] = settings.PORTAL_URL + row["profil"]
    answer = {"quelle": settings.PORTAL_URL, "zahlen": SOURCE, "organisationen": rows}
    return JsonResponse(answer, json_dumps_params={"ensure_ascii": False, "indent": 1})


@require_safe
def as_csv(request: HttpRequest) -> HttpResponse:
    """The same as a table that German office programs open: UTF-8 with mark, semicolons."""
    rows = list(directory.rows(directory.Filters.of(request.GET)))
    for row in rows:
        row["profil"] = settings.PORTAL_URL + row["profil"]
    response = HttpResponse(tables.as_csv(rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="mitglieder.csv"'
    return response
