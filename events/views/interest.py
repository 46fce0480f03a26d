"""Vormerken: one mail when the registration opens. Signed-in people are sure of their address, others confirm it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from events import interest as acts
from events.forms import InterestForm
from events.models import Event, Interest
from events.views.find import event_or_404, shown_or_404
from forum import tokens


@never_cache
@require_http_methods(["GET", "POST"])
def note(request: HttpRequest, slug: str) -> HttpResponse:
    event = shown_or_404(request, slug)
    phase = event.phase()
    if phase == "offen":  # there is nothing to wait for
        return redirect("events:register", event.slug)
    if phase not in ("bald", "vorlaeufig", "verschoben"):
        messages.info(request, _("Zu diesem Termin öffnet keine Anmeldung mehr."))
        return redirect(event.get_absolute_url())
    user = request.user if request.user.is_authenticated else None
    form = None if user else InterestForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and (user or (form and form.is_valid())):
        acts.note(event, email=user.email if user else form.cleaned_data["email"], user=user)  # type: ignore[union-attr]
        if user:
            messages.success(request, _("Vorgemerkt. Wir schreiben Ihnen, sobald die Anmeldung öffnet."))
        else:
            messages.success(request, _("Bitte bestätigen Sie die Vormerkung mit dem Link, den wir Ihnen schicken."))
        return redirect(event.get_absolute_url())
    return render(request, "events/interest.html", {"event": event, "form": form})


def _interest(event: Event, token: str) -> Interest:
    try:
        pk = tokens.read("events.interest", token)
    except tokens.InvalidToken as error:
        raise Http404 from error
    return get_object_or_404(Interest, pk=pk, event=event)


@never_cache
@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest, slug: str, token: str) -> HttpResponse:
    event = event_or_404(slug)
    interest = _interest(event, token)
    if request.method == "POST":
        acts.confirm(interest)
        messages.success(request, _("Vorgemerkt. Wir schreiben Ihnen, sobald die Anmeldung öffnet."))
        return redirect(event.get_absolute_url())
    return render(request, "events/interest_confirm.html", {"event": event, "interest": interest, "stop": False})


@never_cache
@require_http_methods(["GET", "POST"])
def stop(request: HttpRequest, slug: str, token: str) -> HttpResponse:
    event = event_or_404(slug)
    interest = _interest(event, token)
    if request.method == "POST":
        interest.delete()
        messages.success(request, _("Die Vormerkung ist gelöscht."))
        return redirect(event.get_absolute_url())
    return render(request, "events/interest_confirm.html", {"event": event, "interest": interest, "stop": True})
