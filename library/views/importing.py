"""Import of Kurzeinträge for editors: look first, then take in. All or nothing."""

import csv
from io import StringIO

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from library import importing
from library.forms.importing import ImportForm
from members.permissions import is_editor


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def import_practices(request: HttpRequest) -> HttpResponse:
    """`/bibliothek/importieren/`: the button „Prüfen“ writes nothing and says what would happen."""
    if not is_editor(request.user):
        raise PermissionDenied
    form = ImportForm(request.POST or None, request.FILES or None)
    is_dry_run = request.POST.get("schritt") != "uebernehmen"
    report = None
    if request.method == "POST" and form.is_valid():
        try:
            report = importing.take_in(form.cleaned_data["file"], dry_run=is_dry_run)
        except importing.ImportRefused as refused:
            report = refused.report
    status = 422 if request.method == "POST" and (report is None or report.problems) else 200
    context = {"form": form, "report": report, "is_dry_run": is_dry_run}
    return render(request, "library/import.html", context, status=status)


@login_required
@require_safe
def import_template(request: HttpRequest) -> HttpResponse:
    """`/bibliothek/importieren/vorlage.csv`: the head of the table, to fill in below."""
    out = StringIO()
    csv.writer(out, delimiter=";").writerow(importing.COLUMNS.values())
    response = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="import-vorlage.csv"'
    return response
