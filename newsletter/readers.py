"""The desk of the Geschäftsstelle for single readers: proof of consent, objection, and lists from elsewhere.

Nobody leafs through addresses here: one reader is asked for at a time, by POST, so that no log holds the address.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST
from wagtail.log_actions import log

from forum import tables
from forum.models import User
from members.permissions import is_admin
from newsletter import importing, retention, subscription
from newsletter.forms import ListForm, ReaderForm
from newsletter.models import ConsentEvent, PendingRequest, Subscriber, Suppression
from newsletter.models.subscriber import address_hash

View = Callable[..., HttpResponse]


def for_the_office(view: View) -> View:
    @wraps(view)
    @login_required
    @never_cache
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not is_admin(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


@for_the_office
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest) -> HttpResponse:
    """The search, and by POST what is known about one address."""
    form = ReaderForm(request.POST or None)
    email = form.cleaned_data["email"] if request.method == "POST" and form.is_valid() else ""
    return _page(request, form=form, email=email)


def _page(request: HttpRequest, *, form: ReaderForm, email: str = "", **context: Any) -> HttpResponse:
    context = {
        "form": form,
        "list_form": context.pop("list_form", ListForm()),
        "email": email,
        "states": [
            (Subscriber.objects.receiving().count(), _("bekommen den Newsletter")),
            (Subscriber.objects.filter(state=Subscriber.State.PAUSED).count(), _("machen Pause")),
            (PendingRequest.objects.count(), _("haben noch nicht bestätigt")),
            (Suppression.objects.count(), _("Adressen sind gesperrt")),
        ],
        **context,
    }
    if email:
        context |= {
            "subscriber": Subscriber.objects.filter(email=email).prefetch_related("topics").first(),
            "pending": PendingRequest.objects.filter(email=email).first(),
            "suppression": Suppression.objects.filter(address_hash=address_hash(email)).first(),
            "steps": ConsentEvent.objects.filter(email=email),
        }
    return render(request, "newsletter/readers.html", context, status=422 if request.POST and form.errors else 200)


def _asked_for(request: HttpRequest) -> str:
    form = ReaderForm(request.POST)
    if not form.is_valid():
        raise Http404
    return str(form.cleaned_data["email"])


@for_the_office
@require_POST
def proof(request: HttpRequest) -> HttpResponse:
    """Everything held under one address, to show on demand (Art. 7 (1), Art. 15 GDPR)."""
    data = retention.export_of(_asked_for(request))
    log(request.user, "newsletter.proof_exported", user=request.user, title=str(_("Nachweis der Einwilligung")))
    response = JsonResponse(data, json_dumps_params={"ensure_ascii": False, "indent": 2})
    response["Content-Disposition"] = 'attachment; filename="einwilligung.json"'
    return response


@for_the_office
@require_POST
def act(request: HttpRequest) -> HttpResponse:
    email = _asked_for(request)
    if request.POST.get("act") == "unsubscribe":
        for subscriber in Subscriber.objects.filter(email=email):
            subscription.unsubscribe(subscriber, by="office")
        messages.success(request, _("Abbestellt. Es kommt keine weitere Ausgabe."))
    elif request.POST.get("act") == "object":
        subscription.suppress(email, reason=Suppression.Reason.OBJECTION)
        messages.success(request, _("Gesperrt. An diese Adresse geht kein Newsletter mehr, auch durch keine Liste."))
    else:
        raise Http404
    return _page(request, form=ReaderForm(initial={"email": email}), email=email)


@for_the_office
@require_POST
def take_over(request: HttpRequest) -> HttpResponse:
    form = ListForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form=ReaderForm(), list_form=form)
    try:
        upload = form.cleaned_data["file"]
        report = importing.take_over(tables.read(upload.name, upload.read()), by=cast("User", request.user))
    except (tables.UnreadableTable, importing.NotAList) as error:
        form.add_error("file", str(error))
        return _page(request, form=ReaderForm(), list_form=form)
    if not report.refused:
        messages.success(
            request,
            _("%(new)d Menschen sind neu dabei, %(known)d waren es schon, %(away)d wollten oder können nicht.")
            % {"new": report.new, "known": report.known, "away": report.kept_away},
        )
        return redirect("newsletter:readers")
    return _page(request, form=ReaderForm(), list_form=form, report=report)
