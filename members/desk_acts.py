"""What the Geschäftsstelle decides in the editors' room: applications, data-protection requests, imports."""

from collections import Counter
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.log_actions import log

from forum import tables
from forum.templatetags.german import day
from members import admission, audit, importing, inviting, people, permissions
from members.forms import AnswerForm, DecisionForm, EnterRequestForm, ImportForm
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
def enter_request(request: HttpRequest) -> HttpResponse:
    """A request that did not come through the portal gets the same clock."""
    form = EnterRequestForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        asked = people.enter_request(by=request.user, **form.cleaned_data)  # type: ignore[arg-type]
        messages.success(request, _("Eingetragen. Antwort bis %(day)s.") % {"day": day(asked.due_on)})
        return redirect("answer_data_request", asked.pk)
    context = {"page_title": _("Datenschutz-Anfrage eintragen"), "header_icon": "lock", "form": form}
    return render(request, "members/desk/enter_request.html", context)


@for_admins
@require_http_methods(["GET", "HEAD", "POST"])
def take_in(request: HttpRequest) -> HttpResponse:
    """Import of organisations."""
    title = _("Organisationen einlesen")
    hint = _("Gefunden wird eine Organisation am AGS, sonst am Namen.")
    return _table_page(request, title, hint, importing.COLUMNS, importing.take_in)


@for_admins
@require_http_methods(["GET", "HEAD", "POST"])
def invite_people(request: HttpRequest) -> HttpResponse:
    """Many invitations at once."""
    title = _("Personen einladen")
    hint = _(
        "Jede Zeile lädt eine Adresse ein: zu einer Organisation (Name, Kürzel, AGS), als Mitarbeit oder Koordination."
    )
    return _table_page(request, title, hint, inviting.COLUMNS, inviting.take_in)


def _table_page(
    request: HttpRequest, title: str, hint: str, columns: tuple[str, ...], act: Callable[..., list[importing.Fate]]
) -> HttpResponse:
    """First a dry run that shows each row's fate, then the same file for good."""
    form = ImportForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {
        "page_title": title,
        "header_icon": "upload",
        "hint": hint,
        "form": form,
        "columns": columns,
    }
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            rows = tables.read(upload.name, upload.read())
            fates = act(rows, by=request.user, dry_run=not form.cleaned_data["for_good"])
        except tables.UnreadableTable as refusal:
            form.add_error("file", str(refusal))
        else:
            counts = Counter(fate.word for fate in fates)
            context |= {"fates": fates, "counts": counts.items(), "for_good": form.cleaned_data["for_good"]}
    return render(request, "members/desk/import.html", context)


@for_admins
@require_safe
def protocol(request: HttpRequest) -> HttpResponse:
    """Who changed roles, decided and took data out; also as a table, which is itself a line of the log."""
    group, q, kind = (request.GET.get(name, "") for name in ("art", "q", "export"))
    found = audit.entries(group=group, q=q)
    if kind in ("csv", "xlsx"):
        rows = [
            {
                _("Zeit"): f"{timezone.localtime(each.at):%d.%m.%Y %H:%M}",
                _("Wer"): each.who,
                _("Was"): each.what,
                _("Worüber"): each.about,
                _("Einzelheiten"): each.detail,
            }
            for each in audit.lines(found[: tables.MAX_ROWS])
        ]
        data = {"list": "protokoll", "format": kind, "rows": len(rows)}
        log(request.user, "members.exported", user=request.user, title=_("Protokoll"), data=data)
        return tables.download(rows, "protokoll", kind)
    page = Paginator(found, 50).get_page(request.GET.get("seite"))
    context = {
        "page_title": _("Protokoll"),
        "header_icon": "history",
        "page": page,
        "lines": audit.lines(page),
        "groups": {key: title for key, (title, _actions) in audit.GROUPS.items()},
        "group": group,
    }
    return render(request, "members/desk/protocol.html", context)
