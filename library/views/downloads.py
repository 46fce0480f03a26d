"""Files to take along: the one-pager, and the template for filling in elsewhere."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from forum import tables
from library import reading, sheet
from library.models import PracticePage
from library.one_pager import one_pager as make_one_pager


@require_safe
def one_pager(request: HttpRequest, slug: str) -> HttpResponse:
    """`/bibliothek/<slug>/einseiter.pdf`: a page that is not public has no PDF either."""
    shown = PracticePage.objects.shown().for_lists().prefetch_related("results", "steps", "conditions")
    practice = get_object_or_404(shown, slug=slug)
    response = HttpResponse(make_one_pager(practice, reading.home_of(request)), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{practice.slug}.pdf"'
    return response


@require_safe
def template(request: HttpRequest, kind: str) -> HttpResponse:
    """`/bibliothek/vorlage.csv|xlsx`: one line per question of the fact sheet, with hint and whether it binds."""
    return tables.download(sheet.template(), "steckbrief-vorlage", kind)
