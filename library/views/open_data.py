"""Open data: read only, for everybody, from any other site."""

import csv
from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.db.models import Max
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from forum import search, tables
from forum.models import PortalSettings
from forum.numbers import number
from library import filters, linked_data, open_data, openapi
from library.models import PracticePage

PER_PAGE = 20
FRESH_SECONDS = 60  # how long others may keep an answer
View = Callable[..., HttpResponseBase]


def open_to_all(view: View) -> View:
    """Scripts of other sites may read it, and proxies may keep it for a minute. It never depends on who asks."""

    @require_safe
    @wraps(view)
    def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        response["Access-Control-Allow-Origin"] = "*"
        patch_cache_control(response, public=True, max_age=FRESH_SECONDS)
        return response

    return opened


@open_to_all
def practices(request: HttpRequest) -> HttpResponseBase:
    """`/api/v1/practices`: the filters of the list, `seite` and `anzahl`. Wrong values are ignored, as in the list."""
    page, per_page = _number(request, "seite", 1, 100_000), _number(request, "anzahl", PER_PAGE, openapi.MOST_PER_PAGE)
    active = filters.chosen(request.GET, filters.all_labels())
    results = search.find(
        request.GET.get("q", "").strip()[:200],
        kinds=["praxis"],
        facets=[f"{name}:{value}" for name, value in active],
        page=page,
        per_page=per_page,
        sort="neu" if not request.GET.get("q") else "relevanz",
    )
    # The search says what fits, the pages say once more what is public.
    found = open_data.practices().in_bulk([int(pk) for pk in results.ids])
    return JsonResponse(
        {
            "count": results.total,
            "next": _page_address(request, page + 1) if page < results.pages else None,
            "previous": _page_address(request, min(page - 1, results.pages)) if page > 1 else None,
            "results": [open_data.record(found[int(pk)]) for pk in results.ids if int(pk) in found]
            if page <= results.pages
            else [],
        }
    )


@open_to_all
def practice(request: HttpRequest, slug: str) -> HttpResponseBase:
    found = open_data.practices().filter(slug=slug).first()
    if found is None:
        return JsonResponse({"detail": _("Diese Praxis gibt es nicht oder nicht mehr.")}, status=404)
    return JsonResponse(open_data.record(found))


@open_to_all
def practices_csv(request: HttpRequest) -> HttpResponseBase:
    """All of them. Streamed, so that 20,000 lines need no memory; cells cannot become formulas."""
    writer = csv.writer(_Echo())

    def lines() -> Iterator[str]:
        yield "\ufeff" + writer.writerow(open_data.columns())
        for each in open_data.practices().order_by("pk").iterator(chunk_size=500):
            yield writer.writerow([tables.cell(value) for value in open_data.flat(each)])

    response = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="gute-praktiken.csv"'
    return response


@open_to_all
def catalogue(request: HttpRequest) -> HttpResponseBase:
    changed = PracticePage.objects.shown().aggregate(at=Max("last_published_at"))["at"]
    told = linked_data.catalogue(changed=changed.isoformat() if changed else None)
    return JsonResponse(told, content_type="application/ld+json")


@open_to_all
def description(request: HttpRequest) -> HttpResponseBase:
    """`/api/v1/openapi.json`"""
    return JsonResponse(openapi.description())


@require_safe
def explained(request: HttpRequest) -> HttpResponse:
    """`/offene-daten/`: what there is, for people."""
    context = {"fields": open_data.FIELDS, "filters": filters.FILTERS, "base": settings.PORTAL_URL}
    return render(request, "library/open_data.html", context)


class PracticesFeed(Feed):
    """`/bibliothek/feed/`: the newest practices as Atom."""

    feed_type = Atom1Feed
    link = "/bibliothek/"

    def title(self) -> str:
        return f"{PortalSettings.current().full_name}: {_('Gute Praktiken')}"

    def items(self) -> list[PracticePage]:
        return list(PracticePage.objects.shown().order_by("-first_published_at", "-pk")[:20])

    def item_title(self, item: PracticePage) -> str:
        return item.title

    def item_description(self, item: PracticePage) -> str:
        return item.lead

    def item_link(self, item: PracticePage) -> str:
        return open_data.address(item)

    def item_pubdate(self, item: PracticePage) -> Any:
        return item.first_published_at

    def item_updateddate(self, item: PracticePage) -> Any:
        return item.last_published_at


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, line: str) -> str:
        return line


def _number(request: HttpRequest, name: str, default: int, most: int) -> int:
    wanted = number(request.GET.get(name))
    return default if wanted is None else max(1, min(wanted, most))


def _page_address(request: HttpRequest, page: int) -> str:
    pairs = [(name, value) for name, values in request.GET.lists() for value in values if name != "seite"]
    return f"{settings.PORTAL_URL}{request.path}?{urlencode([*pairs, ('seite', page)])}"
