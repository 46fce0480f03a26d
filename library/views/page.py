"""The page of one practice."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from wagtail.url_routing import RouteResult
from wagtail.views import serve

from library.models import PracticePage


@require_safe
def practice(request: HttpRequest, slug: str) -> HttpResponse:
    """`/bibliothek/<slug>/`: Wagtail's page with all its hooks, found at once.

    By itself Wagtail asks for each page on the way down from the front page, twice: as a page and as what it is.
    """
    found = PracticePage.objects.live().for_reading().filter(slug=slug).first()
    if found is None:
        raise Http404
    # Where Wagtail keeps what it found for a request (`Page.route_for_request`).
    request._wagtail_route_for_request = RouteResult(found)  # type: ignore[attr-defined]  # noqa: SLF001
    response: HttpResponse = serve(request, request.path)
    return response
