"""Announcing a date and changing what is promised: the editors' and hosts' forms around the acts."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from events import registration
from events.desk_forms import StatusForm
from events.models import Event, Organiser
from events.promise_forms import AnnounceForm, PromiseForm, QuotaForm
from events.refusals import Refusal
from events.seen import show
from events.views.desk import organiser_only
from members.permissions import is_editor, signed_in

OWN = ("lead", "host", "fields_of_action")


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    """A new date as a draft: first the promise, then programme, questions and story; the public sees it when ready."""
    if not is_editor(request.user):
        raise PermissionDenied
    form = AnnounceForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        own = {name: data.pop(name) for name in OWN}
        host = own["host"] or _("Geschäftsstelle des Forums")
        event = registration.announce(
            lead=own["lead"], hosts=[(Organiser.Role.HOST, host)], live=False, status=Event.Status.DRAFT, **data
        )
        event.fields_of_action.set(own["fields_of_action"])
        messages.success(request, _("Der Entwurf ist angelegt. Als Nächstes: das Programm."))
        return redirect("events:desk_programme", event.slug)
    return render(request, "events/desk/create.html", {"form": form})


@organiser_only
@require_POST
def publish(request: HttpRequest, event: Event) -> HttpResponse:
    """Ends the draft."""
    if not is_editor(request.user):
        raise PermissionDenied
    try:
        registration.make_public(event, by=signed_in(request))
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("events:desk_edit", event.slug)
    messages.success(request, _("Die Veranstaltung ist angekündigt. Jede*r kann sie jetzt sehen."))
    return redirect(event.get_absolute_url())


@organiser_only
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, event: Event) -> HttpResponse:
    """Changes the promise; everybody concerned gets mail. Calling off and the quotas have their own small forms."""
    sent = request.POST.get("formular", "angaben") if request.method == "POST" else ""
    data = request.POST if sent == "angaben" else None
    forms: dict[str, Any] = {
        "angaben": PromiseForm(data, instance=event, sees_drafts=is_editor(request.user)),
        "kontingente": QuotaForm(request.POST if sent == "kontingente" else None, event=event, prefix="art"),
    }
    if event.status != Event.Status.DRAFT:  # ending a draft is for editors (`publish`)
        forms["stand"] = StatusForm(request.POST if sent == "stand" else None, initial={"status": event.status})
    acts: dict[str, Callable[[Event, Any], None]] = {"angaben": _promise, "stand": _status, "kontingente": _quotas}
    if sent in forms and forms[sent].is_valid():
        try:
            acts[sent](event, forms[sent])
        except Refusal as refusal:
            forms[sent].add_error(None, str(refusal))
        else:
            messages.success(request, _("Gespeichert. Wen es betrifft, erhält eine E-Mail."))
            return redirect("events:desk_edit", event.slug)
    return render(request, "events/desk/edit.html", {"event": event, "forms": forms})


def _promise(event: Event, form: PromiseForm) -> None:
    changes = dict(form.cleaned_data)
    fields = changes.pop("fields_of_action")
    event = registration.change(event, **changes)
    event.fields_of_action.set(fields)
    show(event)


def _status(event: Event, form: StatusForm) -> None:
    note = form.cleaned_data["note"]
    registration.change(event, note=note, status=form.cleaned_data["status"], status_note=note)


def _quotas(event: Event, form: QuotaForm) -> None:
    registration.set_kind_quotas(event, form.seats())
