"""The list of practices: search box, filters, hits."""

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from forum import search
from forum.templatetags.look import query_without
from library import filters, reading
from library.fits import Fits, different
from library.models import LibraryPage
from library.stages import own_stages
from members.models import Organisation

PER_PAGE = 12
SORTS = {"relevanz": "relevanz", "neu": "neu", "titel": "titel", "passung": "relevanz"}


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """`/bibliothek/?q=…&handlungsfeld=…&sortierung=…&seite=…`; wrong values are ignored."""
    q = request.GET.get("q", "").strip()[:200]
    labels = filters.all_labels()
    active = filters.chosen(request.GET, labels)
    sort = request.GET.get("sortierung", "")
    home = reading.home_of(request)
    if sort not in SORTS or (sort == "passung" and home is None):
        sort = "passung" if home else "relevanz" if q else "neu"
    fits = Fits(home)
    exact = request.GET.get("genau") == "1"
    results = search.find(
        q,
        kinds=["praxis"],
        facets=[f"{name}:{value}" for name, value in active],
        page=_page_number(request),
        per_page=PER_PAGE,
        sort=SORTS[sort],
        exact=exact,
        rerank=fits.best_first if sort == "passung" else None,
    )
    rows = _rows(results, fits, own_stages(request, results.ids))
    context = {
        "page": None if q else LibraryPage.objects.live().only("title", "lead", "search_description").first(),
        "q": q,
        "results": results,
        "rows": rows,
        "home": home,
        "different": different(rows, fits) if sort == "passung" else None,
        "facets": filters.facets(results.facets, active, labels),
        "chips": [
            {"label": labels[name][value], "url": query_without(request.GET, name, value)} for name, value in active
        ],
        "sort": sort,
        "sorts": _sorts(q, home),
        "page_obj": _page_obj(results),
        "without_filters": f"{reverse('library:index')}?{urlencode({'q': q})}" if q else reverse("library:index"),
        "nearest": [] if results.hits or active else _nearest(q),
    }
    return render(request, "library/index.html", context)


def _page_number(request: HttpRequest) -> int:
    try:
        return max(1, min(int(request.GET.get("seite", 1)), 5000))
    except ValueError:
        return 1


def _sorts(q: str, home: Organisation | None) -> list[tuple[str, str]]:
    by_fit = [("passung", _("Passung für %s") % home.name)] if home else []
    relevance = [("relevanz", _("Relevanz"))] if q else []
    return [*by_fit, *relevance, ("neu", _("Aktualität")), ("titel", _("Titel A–Z"))]


def _nearest(q: str) -> list[dict[str, object]]:
    """Words to try instead of one without hits, each with its number of hits."""
    return [
        {"label": term.text, "url": "?" + urlencode({"q": term.text}), "count": term.note}
        for term in search.nearest(q, kinds=["praxis"])
    ]


def _rows(results: search.Results, fits: Fits, stages: dict[int, str]) -> list[dict[str, Any]]:
    """Hits in the order of the search, with what concerns this reader; all else the search brought along."""
    keys = [int(hit.object_id) for hit in results.hits]
    fits.draw(keys)
    return [
        {
            **hit.row,
            "hit": hit,
            "key": key,
            "title": hit.title,
            "url": hit.url,
            "place": hit.place,
            "text": hit.excerpt,
            "tags": _tags(hit, stages.get(key)),
            "fit": fits.drawn(key),
        }
        for key, hit in zip(keys, results.hits, strict=True)
    ]


def _tags(hit: search.Hit, own: str | None) -> list[dict[str, str]]:
    tags = hit.row.get("tags", [])
    return [*tags, {"text": own, "kind": "here"}] if own else tags


def _page_obj(results: search.Results) -> Any:
    """A Paginator's page for components/pagination.html; the search has already cut out the rows."""
    return Paginator(range(results.total), results.per_page).get_page(results.page)
