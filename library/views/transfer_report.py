"""Transferbericht to download: per practice, or per organisation; the same public facts as the pages show."""

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from library import transfer_report
from library.models import Adoption, PracticePage
from members.models import Organisation


@require_safe
def of_practice(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """`/bibliothek/<slug>/transferbericht.csv` and `.pdf`"""
    practice = get_object_or_404(PracticePage.objects.shown(), slug=slug)
    return _answer(practice.title, transfer_report.of_practice(practice), kind, practice.slug)


@require_safe
def of_organisation(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """`/bibliothek/transferbericht/<organisation>.csv` and `.pdf`"""
    organisation = get_object_or_404(Organisation, slug=slug)
    return _answer(organisation.name, transfer_report.of_organisation(organisation), kind, organisation.slug)


def _answer(title: str, adoptions: QuerySet[Adoption], kind: str, name: str) -> HttpResponse:
    if kind == "csv":
        response = HttpResponse(transfer_report.as_csv(adoptions), content_type="text/csv; charset=utf-8")
    else:
        response = HttpResponse(transfer_report.as_pdf(title, adoptions), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="transferbericht-{name}.{kind}"'
    return response
