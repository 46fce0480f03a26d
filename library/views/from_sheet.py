"""The filled template of a fact sheet becomes a draft: look first, then begin with it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from forum import tables
from library import drafting, sheet
from library.forms.submitting import CheckedSheetForm, SheetForm
from library.models import PracticePage
from library.views.people import person
from library.views.writing import UPLOADS_PER_HOUR, writing_organisations
from members import limits


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def from_sheet(request: HttpRequest) -> HttpResponse:
    """`/bibliothek/einreichen/vorlage/`: „Prüfen“ writes nothing and hands the answers on to „Entwurf anlegen“."""
    if request.method == "POST" and "answers" in request.POST:
        return _begin(request)
    organisations = writing_organisations(request.user)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = SheetForm(*sent, organisations=organisations)
    context = {"form": form, "organisations": organisations}
    if request.method == "POST" and form.is_valid() and limits.too_many(request, "library_upload", UPLOADS_PER_HOUR):
        form.add_error(None, limits.TOO_MANY_FILES)
    if request.method == "POST" and form.is_valid():
        organisation, file = form.cleaned_data["organisation"], form.cleaned_data["file"]
        try:
            answers = sheet.read(file.name, file.read())
        except (tables.UnreadableTable, sheet.NotASheet) as refused:
            form.add_error("file", str(refused))
        else:
            checked = CheckedSheetForm(
                initial={"answers": answers, "organisation": organisation}, organisations=organisations
            )
            filled = sheet.fill(PracticePage(origin=organisation), answers)
            context |= {"filled": filled, "checked": checked, "no_title": sheet.NO_TITLE}
    status = 422 if form.errors else 200
    return render(request, "library/from_sheet.html", context, status=status)


def _begin(request: HttpRequest) -> HttpResponse:
    form = CheckedSheetForm(request.POST, organisations=writing_organisations(request.user))
    if not form.is_valid():
        messages.error(request, _("Bitte wählen Sie die Datei noch einmal."))
        return redirect("library:from_sheet")
    try:
        begun, filled = sheet.begin(
            form.cleaned_data["answers"], by=person(request), on_behalf_of=form.cleaned_data["organisation"]
        )
    except (drafting.SubmissionRefused, sheet.NotASheet) as refused:
        messages.error(request, str(refused))
        return redirect("library:from_sheet")
    taken = len(filled.taken)
    messages.success(
        request,
        ngettext(
            "Der Entwurf ist angelegt, eine Antwort ist übernommen.",
            "Der Entwurf ist angelegt, %(n)d Antworten sind übernommen.",
            taken,
        )
        % {"n": taken},
    )
    missing = filled.missing
    return redirect(reverse("library:write", args=[begun.pk, missing[0].section] if missing else [begun.pk]))
