"""Roof pages about one's own data and about handing over: they show what forum/lifecycle.py knows and call its acts."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from forum import lifecycle
from forum.accounts.proof import proof_required
from forum.models import User
from forum.numbers import number
from forum.templatetags.german import moment
from members import permissions
from members.models import Organisation

CONFIRMATION = "LÖSCHEN"


@login_required
@never_cache
@require_safe
def my_data(request: HttpRequest) -> HttpResponse:
    """What the portal knows, readable; with the ways to take it along, to ask, and to have it erased."""
    context = {
        "data": _readable(lifecycle.export(request.user)),  # type: ignore[arg-type]
        "deleted_on": lifecycle.deleted_on(request.user),  # type: ignore[arg-type]
        "rules": lifecycle.rules(),
    }
    return render(request, "forum/my_data.html", context)


def _readable(data: dict[str, Any]) -> list[dict[str, Any]]:
    """Sections with blocks of pairs or plain rows, so that the template need not know what the rooms send."""
    sections = []
    for title, content in data.items():
        entries = [each for each in (content if isinstance(content, list) else [content]) if each is not None]
        blocks = [[(key, _words(value)) for key, value in each.items()] for each in entries if isinstance(each, dict)]
        rows = [_words(each) for each in entries if not isinstance(each, dict)]
        sections.append({"title": title, "blocks": blocks, "rows": rows})
    return sections


def _words(value: Any) -> str:
    """A value as people read it: times in German, yes and no, lists with commas, a dash for nothing."""
    if isinstance(value, bool):
        return _("ja") if value else _("nein")
    if isinstance(value, list):
        return ", ".join(_words(each) for each in value) or "–"
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_words(each)}" for key, each in value.items()) or "–"
    if isinstance(value, str) and (time := _time(value)):
        return moment(time)
    return "–" if value in (None, "") else str(value)


def _time(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text) if len(text) > 18 and text[4] == "-" else None
    except ValueError:
        return None


@login_required
@never_cache
@require_safe
def my_data_file(request: HttpRequest) -> JsonResponse:
    data = {"Stand": timezone.localtime().isoformat(), **lifecycle.export(request.user)}  # type: ignore[arg-type]
    response = JsonResponse(data, json_dumps_params={"ensure_ascii": False, "indent": 2})
    response["Content-Disposition"] = 'attachment; filename="meine-daten.json"'
    return response


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@proof_required
def erase(request: HttpRequest) -> HttpResponse:
    """Shows what would go and what stays and why; erases when the word is typed and the person has proved to be it."""
    user = request.user
    assert isinstance(user, User)  # noqa: S101 - login_required
    error = ""
    if request.method == "POST":
        if request.POST.get("word", "").strip().upper() in (CONFIRMATION, "LOESCHEN"):
            try:
                sentences = lifecycle.erase(user)
            except lifecycle.NotPossible as refusal:
                error = str(refusal)
            else:
                logout(request)
                return render(request, "forum/erased.html", {"sentences": sentences})
        else:
            error = _("Bitte schreiben Sie %(word)s in das Feld, damit nichts aus Versehen geschieht.") % {
                "word": CONFIRMATION
            }
    context = {"sentences": lifecycle.preview_erasure(user), "word": CONFIRMATION, "error": error}
    return render(request, "forum/erase.html", context, status=422 if error else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def hand_over(request: HttpRequest, slug: str) -> HttpResponse:
    """Three steps on one address: who gives and who takes; what goes with it; done.

    Oneself may always hand over; the Geschäftsstelle and coordinators may for others. `sicher` is the second button.
    """
    organisation = get_object_or_404(Organisation, slug=slug)
    if not lifecycle.may_hand_over(request.user, organisation):
        raise PermissionDenied
    people = lifecycle.people_of(organisation)
    givers = people if permissions.may_manage(request.user, organisation) else {request.user.pk: request.user}
    context: dict[str, Any] = {"organisation": organisation, "givers": givers.values(), "people": people.values()}
    if request.method == "POST":
        giver = givers.get(number(request.POST.get("giver")) or 0)
        successor = people.get(number(request.POST.get("successor")) or 0)
        if giver is None or successor is None:
            raise Http404
        try:
            if "sicher" in request.POST:
                lifecycle.hand_over(giver, successor=successor, organisation=organisation, by=request.user)  # type: ignore[arg-type]
                done = _("Übergeben: %(taker)s übernimmt von %(giver)s.") % {"taker": successor, "giver": giver}
                messages.success(request, done)
                return redirect("dashboard")
            told = lifecycle.preview_hand_over(giver, successor=successor, organisation=organisation)  # type: ignore[arg-type]
            context |= {"giver": giver, "successor": successor, "told": told}
        except lifecycle.NotPossible as refusal:
            messages.error(request, str(refusal))
    return render(request, "forum/hand_over.html", context)
