"""Answers for readers who are nobody in particular, kept for a few seconds.

Only requests without any cookie are answered from here: whoever signed in or filled in a form always gets a page made
for them. Only answers that set no cookie and are not private are kept. A page is never older than
ANONYMOUS_PAGE_SECONDS, so nothing has to be invalidated when an editor publishes. (The front page keeps its parts for
everybody just as long, also for people signed in; for anonymous readers both may add up.)
"""

import pickle
from collections.abc import Callable

from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control

# Rooms with state of their own, addresses with tokens, and machines' questions are never kept.
NEVER = (
    "/redaktion/",
    "/admin/",
    "/konto/",
    "/mein-bereich/",
    "/dokumente/",
    "/medien/",
    "/static/",
    "/healthz",
    "/readyz",
)


class AnonymousPageCache:
    """Stands before sessions and authentication, so that a hit costs one look into Redis."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        if not settings.ANONYMOUS_PAGE_SECONDS:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in ("GET", "HEAD") or request.META.get("HTTP_COOKIE") or request.path.startswith(NEVER):
            return self.get_response(request)
        key = self._key(request)
        kept = cache.get(key)
        if kept is not None:
            return pickle.loads(kept)  # noqa: S301 - written by ourselves, four lines below
        response = self.get_response(request)
        if self._may_be_kept(response):
            patch_cache_control(response, public=True, max_age=settings.ANONYMOUS_PAGE_SECONDS)
            cache.set(key, pickle.dumps(response), settings.ANONYMOUS_PAGE_SECONDS)
        return response

    def _key(self, request: HttpRequest) -> str:
        partial = request.headers.get("HX-Request", "")
        return f"page:{request.get_host()}:{request.method}:{partial}:{request.get_full_path()}"

    def _may_be_kept(self, response: HttpResponse) -> bool:
        return (
            response.status_code == 200
            and not response.streaming
            and not response.cookies
            and not response.has_header("Cache-Control")
            and response.get("Content-Type", "").startswith(("text/html", "application/atom+xml", "text/calendar"))
        )
