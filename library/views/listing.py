"""The list of practices: search box, filters, hits."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from forum import search
from forum.templatetags.look import query_without
from library import filters
from library.models import LibraryPage, PracticePage

PER_PAGE = 12
SORTS = {"relevanz": "relevanz", "neu": "neu", "titel": "titel"}


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """`/bibliothek/?q=…&handlungsfeld=…&sortierung=…&seite=…`; wrong values are ignored."""
    q = request.GET.get("q", "").strip()[:200]
    labels = filters.all_labels()
    active = filters.chosen(request.GET, labels)
    sort = request.GET.get("sortierung", "")
    sort = sort if sort in SORTS else ("relevanz" if q else "neu")
    results = search.find(
        q,
        kinds=["praxis"],
        facets=[f"{name}:{value}" for name, value in active],
        page=_page_number(request),
        per_page=PER_PAGE,
        sort=SORTS[sort],
    )
    context = {
        "page": LibraryPage.objects.live().first(),
        "q": q,
        "results": results,
        "rows": _rows(results),
        "facets": filters.facets(results.facets, active, labels),
        "chips": [
            {"label": labels[name][value], "url": query_without(request.GET, name, value)} for name, value in active
        ],
        "sort": sort,
        "sorts": _sorts(q),
        "page_obj": _page_obj(results),
        "without_filters": f"{reverse('library:index')}?q={q}" if q else reverse("library:index"),
    }
    return render(request, "library/index.html", context)


def _page_number(request: HttpRequest) -> int:
    try:
        return max(1, min(int(request.GET.get("seite", 1)), 5000))
    except ValueError:
        return 1


def _sorts(q: str) -> list[tuple[str, str]]:
    relevance = [("relevanz", _("Relevanz"))] if q else []
    return [*relevance, ("neu", _("zuletzt geändert")), ("titel", _("Titel A–Z"))]


def _rows(results: search.Results) -> list[dict[str, Any]]:
    """Hits in the order of the search, with what the pages know: one query for them, whatever their number."""
    pages = PracticePage.objects.shown().for_lists().in_bulk([int(hit.object_id) for hit in results.hits])
    return [{"hit": hit, "practice": pages[int(hit.object_id)]} for hit in results.hits if int(hit.object_id) in pages]


def _page_obj(results: search.Results) -> Any:
    """A Paginator's page for components/pagination.html; the search has already cut out the rows."""
    return Paginator(range(results.total), results.per_page).get_page(results.page)
