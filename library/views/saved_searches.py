"""Suchaufträge: keep a search, be told of new practices, stop being told."""

from datetime import timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from forum import tokens
from forum.models import User
from library import filters
from library import saved_searches as acts
from library.models import SavedSearch
from library.views.people import person

STOP_LINK_LASTS = timedelta(days=500)


@login_required
@require_safe
@never_cache
def saved_searches(request: HttpRequest) -> HttpResponse:
    """`/bibliothek/suchauftraege/`: the own ones."""
    labels = filters.all_labels()
    own = [(each, acts.title(each, labels)) for each in SavedSearch.objects.filter(user=person(request))]
    context = {"own": own, "is_stopped": bool(own) and not any(each.is_mailed for each, _title in own)}
    return render(request, "library/saved_searches.html", context)


@login_required
@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """`query` is the query string of the list as it stands."""
    try:
        acts.save(QueryDict(request.POST.get("query", "")[:2000]), by=person(request))
    except acts.SavedSearchRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Gemerkt. Kommt etwas Neues dazu, bekommen Sie höchstens eine Mail am Tag."))
    return redirect("library:saved_searches")


@login_required
@require_POST
def forget(request: HttpRequest, pk: int) -> HttpResponse:
    saved = get_object_or_404(SavedSearch, pk=pk, user=person(request))
    acts.forget(saved, by=person(request))
    messages.success(request, _("Suchauftrag gelöscht."))
    return redirect("library:saved_searches")


@login_required
@require_POST
def mails(request: HttpRequest) -> HttpResponse:
    """Mails off, or on again."""
    if request.POST.get("an"):
        acts.resume(person(request), now=timezone.now())
        messages.success(request, _("Wir schreiben Ihnen wieder, wenn etwas Neues kommt."))
    else:
        acts.stop(person(request))
        messages.success(request, _("Keine Mails mehr zu Ihren Suchaufträgen."))
    return redirect("library:saved_searches")


@csrf_exempt  # the signed link is the proof; the mailbox has no session here
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def stop_alerts(request: HttpRequest, token: str) -> HttpResponse:
    """From the mail, without signing in. Opening the link changes nothing; the button does."""
    try:
        user = User.objects.filter(pk=tokens.read("library.alerts", token, max_age=STOP_LINK_LASTS)).first()
    except tokens.InvalidToken:
        user = None
    if user is None:
        return render(request, "library/link_over.html", status=410)
    if request.method == "POST":
        acts.stop(user)
    response = render(request, "library/stop_alerts.html", {"is_done": request.method == "POST"})
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex"
    return response
