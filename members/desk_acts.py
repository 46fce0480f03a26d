"""What the Geschäftsstelle decides in the editors' room: applications, data-protection requests, imports."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from members import admission, importing, people, permissions, tables
from members.forms import AnswerForm, DecisionForm, ImportForm
from members.models import Application, DataRequest


def for_admins(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The editors' room lets editors in as well; these pages are the Geschäftsstelle's alone."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not permissions.is_admin(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


@for_admins
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    application = get_object_or_404(Application.objects.select_related("municipality", "organisation"), pk=pk)
    form = DecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            admission.decide(application, by=request.user, **form.cleaned_data)  # type: ignore[arg-type]
        except admission.NotPossible as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Entschieden. Die Antwort ist unterwegs an %(email)s.") % vars(application))
        return redirect("decide_application", pk)
    domain = application.email.rpartition("@")[2]
    context = {
        "page_title": _("Antrag: %(name)s") % {"name": application.organisation_name},
        "header_icon": "mail",
        "application": application,
        "domain": domain,
        "form": form,
    }
    return render(request, "members/desk/decide.html", context)


@for_admins
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    asked = get_object_or_404(DataRequest.objects.select_related("user"), pk=pk)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["act"] == "verlaengern":
            people.extend(asked, reason=form.cleaned_data["text"])
            messages.success(request, _("Die Frist ist um zwei Monate verlängert; die Person ist unterrichtet."))
        else:
            people.answer(
                asked,
                by=request.user,  # type: ignore[arg-type]
                text=form.cleaned_data["text"],
                refused=form.cleaned_data["act"] == "ablehnen",
            )
            messages.success(request, _("Beantwortet."))
        return redirect("answer_data_request", pk)
    context = {
        "page_title": _("Datenschutz-Anfrage Nr. %(n)s") % {"n": asked.pk},
        "header_icon": "lock",
        "asked": asked,
        "form": form,
    }
    return render(request, "members/desk/answer.html", context)


@for_admins
@require_http_methods(["GET", "HEAD", "POST"])
def take_in(request: HttpRequest) -> HttpResponse:
    """Import of organisations: first a dry run that shows each row's fate, then the same file for good."""
    form = ImportForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {
        "page_title": _("Organisationen einlesen"),
        "header_icon": "upload",
        "form": form,
        "columns": importing.COLUMNS,
    }
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            rows = tables.read(upload.name, upload.read())
            context["fates"] = importing.take_in(rows, by=request.user, dry_run=not form.cleaned_data["for_good"])  # type: ignore[arg-type]
            context["for_good"] = form.cleaned_data["for_good"]
        except tables.UnreadableTable as refusal:
            form.add_error("file", str(refusal))
    return render(request, "members/desk/import.html", context)
