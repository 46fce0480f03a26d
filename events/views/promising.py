"""Announcing a date and changing what is promised: the editors' and hosts' forms around the acts."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from events import emails, registration
from events.allocation import allocate_sessions
from events.desk_forms import AnnounceForm, PromiseForm, SessionForm, StatusForm
from events.models import Event, Organiser, Session, Speaker
from events.refusals import Refusal
from events.registration.lock import locked
from events.seen import show
from events.views.desk import organiser_only
from members.permissions import is_editor

OWN = ("lead", "host", "fields_of_action")


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    """A new date: promise here, story on its page afterwards."""
    if not is_editor(request.user):
        raise PermissionDenied
    form = AnnounceForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        own = {name: data.pop(name) for name in OWN}
        host = own["host"] or _("Geschäftsstelle des Forums")
        event = registration.announce(lead=own["lead"], hosts=[(Organiser.Role.HOST, host)], **data)
        event.fields_of_action.set(own["fields_of_action"])
        show(event)
        messages.success(request, _("Die Veranstaltung ist angekündigt. Jetzt fehlen noch Text und Programm."))
        return redirect("events:desk_programme", event.slug)
    return render(request, "events/desk/create.html", {"form": form})


@organiser_only
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, event: Event) -> HttpResponse:
    """Changes the promise; everybody concerned gets mail. Calling off and postponing have their own small form."""
    status = StatusForm(request.POST if "status" in request.POST else None, initial={"status": event.status})
    form = PromiseForm(request.POST if request.POST and "status" not in request.POST else None, instance=event)
    if request.method == "POST":
        changes: dict[str, Any] | None = None
        note = ""
        if status.is_bound and status.is_valid():
            note = status.cleaned_data["note"]
            changes = {"status": status.cleaned_data["status"], "status_note": note}
        elif form.is_bound and form.is_valid():
            changes = form.cleaned_data
        if changes is not None:
            try:
                registration.change(event, note=note, **changes)
            except Refusal as refusal:
                messages.error(request, str(refusal))
            else:
                messages.success(request, _("Gespeichert. Wen es betrifft, erhält eine E-Mail."))
                return redirect("events:desk", event.slug)
    return render(request, "events/desk/edit.html", {"event": event, "form": form, "status": status})


@organiser_only
@require_http_methods(["GET", "POST"])
def programme(request: HttpRequest, event: Event) -> HttpResponse:
    """The agenda: one form for a new session or, with `?punkt=`, for a present one; speakers are invited here."""
    number = request.GET.get("punkt", "")
    session = get_object_or_404(Session, event=event, pk=number) if number.isdigit() else None
    if request.method == "POST" and "name" in request.POST and session:
        return _invite(request, event, session)
    form = SessionForm(request.POST if request.method == "POST" else None, instance=session, event=event)
    if request.method == "POST" and form.is_valid():
        with locked(event) as event:  # more places are given at once
            form.instance.event = event
            form.save()
            allocate_sessions(event, now=event.changed_at)
            show(event)
        messages.success(request, _("Der Programmpunkt ist gespeichert."))
        return redirect("events:desk_programme", event.slug)
    context = {
        "event": event,
        "form": form,
        "session": session,
        "programme": event.sessions.with_seats().select_related("room").prefetch_related("speakers"),
    }
    return render(request, "events/desk/programme.html", context)


def _invite(request: HttpRequest, event: Event, session: Session) -> HttpResponse:
    name, email = request.POST["name"].strip(), request.POST.get("email", "").strip()
    if name and "@" in email:
        with locked(event):
            affiliation = request.POST.get("affiliation", "")[:200]
            speaker = Speaker.objects.create(
                session=session, name=name[:160], email=email[:254], affiliation=affiliation
            )
            emails.speaker_invited(event, speaker)
        messages.success(request, _("%(name)s ist eingeladen.") % {"name": name})
    else:
        messages.error(request, _("Bitte Name und E-Mail-Adresse angeben."))
    return redirect("events:desk_programme", event.slug)
