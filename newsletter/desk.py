"""Where editors check, release, send and watch an issue. Visitors never come here."""

import csv
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any, cast

from csp.constants import SELF, UNSAFE_INLINE
from csp.decorators import csp_replace, csp_update
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from forum.models import User
from forum.numbers import number
from forum.tables import cell
from members.permissions import is_admin, is_editor
from newsletter import audience, outside, preflight, probe, release, statistics, suggestions
from newsletter import dispatch as acts
from newsletter.models import Answer, ArchivePage, Dispatch, IssuePage, NewsletterSettings, Prompt, Subscriber
from newsletter.models.release import wrote
from newsletter.results import results_of

View = Callable[..., Any]


def for_editors(view: View) -> View:
    @wraps(view)
    @login_required
    @never_cache
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not is_editor(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


def _issue(pk: int) -> IssuePage:
    return get_object_or_404(IssuePage, pk=pk)


def _text(issue: IssuePage) -> IssuePage:
    """What would be mailed: the approved revision, or the newest draft."""
    dispatch = Dispatch.objects.filter(issue=issue).select_related("revision").first()
    return dispatch.revision.as_object() if dispatch else issue.get_latest_revision_as_object()


@for_editors
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    issues = IssuePage.objects.select_related("dispatch").order_by("-number")[:50]
    people = Subscriber.objects.receiving().count()
    archive = ArchivePage.objects.values_list("pk", flat=True).get()
    context = {
        "issues": issues,
        "people": people,
        "new_issue": reverse("wagtailadmin_pages:add", args=["newsletter", "issuepage", archive]),
        "is_office": is_admin(request.user),
    }
    return render(request, "newsletter/desk_index.html", context)


@for_editors
@require_safe
def show(request: HttpRequest, pk: int) -> HttpResponse:
    issue = _issue(pk)
    dispatch = Dispatch.objects.filter(issue=issue).select_related("approved_by").first()
    page = _text(issue)
    context = {
        "issue": issue,
        "page": page,
        "dispatch": dispatch,
        "problems": [] if dispatch else preflight.problems(page),
        "links_outside": [] if dispatch else preflight.links_outside(page),
        "recipients": None if dispatch and dispatch.filled_at else audience.recipients(page).count(),
        "needs_other": NewsletterSettings.load().second_person and not dispatch and wrote(issue, request.user),
        "review": None if dispatch else release.state_of(issue),
        "progress": statistics.progress(dispatch) if dispatch else None,
        "figures": statistics.figures(dispatch) if dispatch and dispatch.started_at else [],
        "results": results_of(issue) if dispatch else [],
        "soon": timezone.localtime().strftime("%Y-%m-%dT%H:%M"),
    }
    return render(request, "newsletter/desk.html", context)


@for_editors
@require_safe
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The part of the page that asks for itself every few seconds while mail goes out."""
    dispatch = get_object_or_404(Dispatch.objects.select_related("issue"), issue=pk)
    return render(
        request,
        "newsletter/desk_progress.html",
        {"dispatch": dispatch, "issue": dispatch.issue, "progress": statistics.progress(dispatch)},
    )


@for_editors
@require_POST
def act(request: HttpRequest, pk: int) -> HttpResponse:
    """One button, one act; a refusal is shown as the sentence it carries."""
    issue = _issue(pk)
    do = ACTS.get(request.POST.get("act", ""))
    if do is None:
        raise Http404
    try:
        messages.success(request, do(request, issue))
    except acts.DispatchRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("newsletter:desk", pk)


def _take_over(request: HttpRequest, issue: IssuePage) -> str:
    count = suggestions.take_over(issue, by=request.user)  # type: ignore[arg-type]
    if not count:
        return _("Es gibt nichts Neues: Alles, was sich vorschlagen lässt, steht schon in der Ausgabe.")
    return _("%(count)d Bausteine sind im Entwurf. Bitte ordnen und kürzen Sie sie.") % {"count": count}


def _ask_links(request: HttpRequest, issue: IssuePage) -> str:
    silent = outside.ask(preflight.links_outside(_text(issue)))
    if silent:
        return _("Gefragt. %(n)d antworten nicht; die Prüfung nennt sie.") % {"n": silent}
    return _("Alle Links nach außen antworten.")


def _approve(request: HttpRequest, issue: IssuePage) -> str:
    acts.approve(issue, by=request.user)  # type: ignore[arg-type]
    return _("Freigegeben. Jetzt können Sie den Versand starten oder planen.")


def _submit(request: HttpRequest, issue: IssuePage) -> str:
    release.submit(issue, by=request.user)  # type: ignore[arg-type]
    return _("Vorgelegt. Wer freigeben darf, bekommt eine Mail.")


def _give_back(request: HttpRequest, issue: IssuePage) -> str:
    comment = request.POST.get("comment", "").replace("\x00", "").strip()
    if not comment:
        raise acts.DispatchRefused(_("Bitte schreiben Sie dazu, was noch zu ändern ist."))
    release.give_back(issue, by=request.user, comment=comment)  # type: ignore[arg-type]
    return _("Zurückgegeben. Wer vorgelegt hat, bekommt Ihren Hinweis per Mail.")


def _schedule(request: HttpRequest, issue: IssuePage) -> str:
    at = _typed_time(request.POST.get("at", ""))
    if at is None:
        raise acts.DispatchRefused(_("Bitte geben Sie Tag und Uhrzeit an."))
    acts.schedule(_dispatch(issue), at=at)
    return _("Geplant. Der Versand beginnt von selbst.")


def _typed_time(typed: str) -> datetime | None:
    try:
        at = parse_datetime(typed)
    except ValueError:
        return None
    return timezone.make_aware(at) if at and timezone.is_naive(at) else at


def _plain(act: Callable[[Dispatch], Any], sentence: str) -> Callable[[HttpRequest, IssuePage], str]:
    def do(request: HttpRequest, issue: IssuePage) -> str:
        act(_dispatch(issue))
        return sentence

    return do


def _dispatch(issue: IssuePage) -> Dispatch:
    return get_object_or_404(Dispatch, issue=issue)


ACTS: dict[str, Callable[[HttpRequest, IssuePage], str]] = {
    "take_over": _take_over,
    "ask_links": _ask_links,
    "submit": _submit,
    "give_back": _give_back,
    "approve": _approve,
    "schedule": _schedule,
    "withdraw": _plain(acts.withdraw, _("Die Freigabe ist zurückgezogen.")),
    "dispatch": _plain(acts.dispatch, _("Der Versand läuft. Sie können diese Seite verlassen.")),
    "pause": _plain(acts.pause, _("Unterbrochen. Was gerade übergeben wird, geht noch hinaus.")),
    "resume": _plain(acts.resume, _("Der Versand geht weiter.")),
    "stop": _plain(acts.stop, _("Abgebrochen. Wer die Mail noch nicht hatte, bekommt sie nicht.")),
}


# --- Looking at it first ----------------------------------------------------------------------------------------------


@for_editors
@require_http_methods(["GET", "HEAD", "POST"])
@csp_update({"frame-src": [SELF]})  # type: ignore[arg-type]  # stubs know views without arguments only
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The mail wide, on a phone, dark, and as text; as an invented reader or as one who is named.

    The name is posted and the address then says a number: what stands in an address stands in logs.
    """
    issue = _issue(pk)
    reader, typed = _reader(request), request.POST.get("email", "").strip()
    if found := Subscriber.objects.filter(email=typed.lower()).first() if typed else None:
        return redirect(f"{request.path}?als={found.pk}")
    email = (reader.email or "") if reader else ""
    context = {"issue": issue, "reader": reader, "email": typed or email, "unknown": bool(typed)}
    return render(request, "newsletter/desk_preview.html", {**context, "text": probe.mail(_text(issue), email).text})


def _reader(request: HttpRequest) -> Subscriber | None:
    return Subscriber.objects.filter(pk=number(request.GET.get("als")) or 0).first()


@for_editors
@require_safe
@csp_replace({"default-src": ["'none'"], "style-src": [UNSAFE_INLINE], "img-src": [SELF, "data:"]})  # type: ignore[arg-type]
def preview_html(request: HttpRequest, pk: int) -> HttpResponse:
    reader = _reader(request)
    html = probe.mail(_text(_issue(pk)), (reader.email or "") if reader else "").html
    if "dunkel" in request.GET:
        html = probe.dark(html)
    return HttpResponse(html)


@for_editors
@require_POST
def send_probe(request: HttpRequest, pk: int) -> HttpResponse:
    """One mail to the editor who asks for it, straight away, so that an unreachable mail server is seen here."""
    editor = cast("User", request.user)
    try:
        probe.send(_text(_issue(pk)), to=editor.email)
        messages.success(request, _("Die Probemail ist unterwegs an %s.") % editor.email)
    except probe.NotSent:
        messages.error(request, _("Der Mailserver hat die Probemail nicht angenommen. Bitte später noch einmal."))
    return redirect("newsletter:desk", pk)


# --- What came back ---------------------------------------------------------------------------------------------------


@for_editors
@require_safe
def answers_csv(request: HttpRequest, pk: int) -> HttpResponse:
    """Counts and words of all answers, without names. Opens in Excel: UTF-8 with mark, semicolons."""
    issue = _issue(pk)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="newsletter-{issue.number}-antworten.csv"'
    response.write("\ufeff")
    writer = csv.writer(response, delimiter=";")
    writer.writerow([_("Art"), _("Frage"), _("Antwort"), _("Anzahl"), _("Anteil in Prozent"), _("Wortlaut")])
    for result in results_of(issue):
        kind = result.prompt.get_kind_display()
        for row in result.rows:
            writer.writerow(map(cell, [kind, result.title, row.label, row.count, row.percent, ""]))
    words = Answer.objects.filter(prompt__issue=issue).exclude(text="").select_related("prompt").order_by("?")
    for answer in words:
        writer.writerow(map(cell, [Prompt.Kind.QUESTION.label, answer.prompt.title, "", "", "", answer.text]))
    return response
