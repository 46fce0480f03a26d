"""What a registered person sees and can do: by signed link, without signing in. GET shows, POST acts."""

from collections.abc import Callable
from itertools import groupby
from operator import attrgetter
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from events import emails, registration, together
from events.forms import AnswersForm, Asked, SubstituteForm
from events.models import Event, JournalEntry, Registration, Session, SessionRegistration
from events.permissions import may_manage
from events.receipts import describe
from events.refusals import Refusal
from events.views.find import event_in_a_rush, event_or_404, one_or_404, registrations_or_404
from forum.numbers import number
from members import limits
from members.models import Membership
from members.permissions import coordinates, signed_in


@never_cache
@login_required
@require_safe
def mine(request: HttpRequest, slug: str) -> HttpResponse:
    """From the event's page to the receipt of one's own registration, or of a colleague's one coordinates."""
    event = event_or_404(slug)
    living = Registration.objects.filter(event=event).live().select_related("organisation").in_order()
    receipt_no = number(request.GET.get("nr"))
    rows = living.filter(user=signed_in(request)) if receipt_no is None else living.filter(receipt_no=receipt_no)
    row = rows.first()
    if row is None or not may_manage(request.user, row):
        raise Http404
    return redirect("events:receipt", event.slug, emails.receipt_token([row]))


@never_cache
@require_safe
def show(request: HttpRequest, slug: str, token: str) -> HttpResponse:
    event = event_in_a_rush(slug)
    rows = registrations_or_404(event, token)
    now = timezone.now()
    context: dict[str, Any] = {
        "event": event,
        "token": token,
        "receipts": [describe(event, row, now) for row in rows],
        "together": _of_same_form(rows),
    }
    if len(rows) > 1:
        return _private(render(request, "events/receipts.html", context | {"ours": coordinates(request.user)}))
    context |= {
        "receipt": context["receipts"][0],
        "has_answers": event.asks_needs or event.has_questions,
        **_journal_of(event, rows[0]),
    }
    return _private(render(request, "events/receipt.html", context))


def _of_same_form(rows: list[Registration]) -> list[tuple[Event, list[Registration], str]]:
    """What the form brought at the other events: each with its rows and the link to their receipt."""
    there = [(event, list(group)) for event, group in groupby(together.same_form(rows), key=attrgetter("event"))]
    return [(event, group, emails.receipt_token(group)) for event, group in there]


def _private(response: HttpResponse) -> HttpResponse:
    """The address itself is the key: it must not travel on in a Referer, nor be indexed."""
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex"
    return response


def _journal_of(event: Event, row: Registration) -> dict[str, Any]:
    if row.journal_n is None:
        return {}
    lines = JournalEntry.objects.filter(event=event, n__lte=row.journal_n).order_by("-n")[:3]
    return {"journal": journal_rows(reversed(lines), own=row.journal_n)}


def journal_rows(lines: Any, own: int | None = None) -> list[dict[str, Any]]:
    return [
        {
            "number": line.n,
            "time": timezone.localtime(line.at).strftime("%H:%M:%S"),
            "kind": JournalEntry.Kind(line.kind).label,
            "hash": line.short_hash,
            "own": line.n == own,
        }
        for line in lines
    ]


@never_cache
@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest, slug: str, token: str) -> HttpResponse:
    """From the mail: GET shows one button, POST confirms the address."""
    event = event_or_404(slug)
    row = registrations_or_404(event, token, "events.confirm")[0]
    if request.method == "POST":
        return _act(request, event, [row], lambda: _confirm_all(request, row))
    context = {"event": event, "row": row, "together": together.same_form([row])}
    return _private(render(request, "events/confirm.html", context))


def _confirm_all(request: HttpRequest, row: Registration) -> None:
    for event, refusal in together.confirm_all(row):
        messages.error(request, _("%(title)s: %(why)s") % {"title": event.title, "why": refusal})


@never_cache
@require_http_methods(["GET", "POST"])
def cancel(request: HttpRequest, slug: str, token: str) -> HttpResponse:
    event = event_or_404(slug)
    row = one_or_404(event, token, request)
    if request.method == "POST":
        by = request.user if request.user.is_authenticated else None
        return _act(request, event, [row], lambda: registration.cancel(row, by=by), token)
    return _private(render(request, "events/cancel.html", {"event": event, "row": row, "token": token}))


@never_cache
@require_POST
def accept(request: HttpRequest, slug: str, token: str) -> HttpResponse:
    event = event_or_404(slug)
    row = one_or_404(event, token, request)
    return _act(request, event, [row], lambda: registration.accept_offer(row), token)


@never_cache
@require_POST
def take_back(request: HttpRequest, slug: str, token: str) -> HttpResponse:
    event = event_or_404(slug)
    row = one_or_404(event, token, request)
    return _act(request, event, [row], lambda: registration.take_back(row), token)


def _act(
    request: HttpRequest, event: Event, rows: list[Registration], act: Callable[[], Any], token: str = ""
) -> HttpResponse:
    """Does it, and shows the receipt as it is then."""
    try:
        act()
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("events:receipt", event.slug, token or emails.receipt_token(rows))


@never_cache
@require_http_methods(["GET", "POST"])
def sessions(request: HttpRequest, slug: str, token: str) -> HttpResponse:
    """Choose sessions, or change the choice until they begin."""
    event = event_or_404(slug)
    row = one_or_404(event, token, request)
    if not event.has_sessions:
        raise Http404
    if request.method == "POST":
        chosen = [pk for pk in map(number, request.POST.getlist("programmpunkt")) if pk is not None]
        try:
            registration.choose_sessions(row, chosen)
            messages.success(request, _("Ihre Auswahl ist gespeichert."))
            return redirect("events:receipt", event.slug, token)
        except Refusal as refusal:
            messages.error(request, str(refusal))
            mine = set(chosen)  # what was ticked stays ticked
    else:
        live = SessionRegistration.objects.filter(registration=row).live()
        mine = set(live.values_list("session_id", flat=True))
    offered = Session.objects.filter(event=event, takes_registrations=True).with_seats().select_related("room__venue")
    context = {"event": event, "row": row, "token": token, "mine": mine, "offered": offered, "now": timezone.now()}
    return _private(render(request, "events/sessions.html", context))


@never_cache
@require_http_methods(["GET", "POST"])
def answers(request: HttpRequest, slug: str, token: str) -> HttpResponse:
    """Say something else to the host's questions."""
    event = event_or_404(slug)
    row = one_or_404(event, token, request)
    given = {"needs": row.needs} | {f"frage_{key}": said for key, said in row.answers.items()}
    form = AnswersForm(Asked(event), request.POST if request.method == "POST" else None, initial=given)
    if not row.is_live or not form.fields:
        raise Http404
    if request.method == "POST" and form.is_valid():
        said = form.said()
        try:
            registration.say_again(row, answers=said["answers"], needs=said["needs"])
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Ihre Angaben sind geändert. Nummer und Platz bleiben."))
            return redirect("events:receipt", event.slug, token)
    return _private(render(request, "events/answers.html", {"event": event, "row": row, "form": form, "token": token}))


@never_cache
@require_http_methods(["GET", "POST"])
def substitute(request: HttpRequest, slug: str, token: str) -> HttpResponse:
    """Somebody else of the same organisation comes."""
    event = event_or_404(slug)
    row = one_or_404(event, token, request)
    if not row.is_live:
        raise Http404
    form = SubstituteForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and limits.too_many(request, "substitute", 20):
        form.add_error(None, limits.TOO_MANY_REQUESTS)  # or one could try out whose address is registered
    if request.method == "POST" and form.is_valid():
        name, email = form.cleaned_data["name"], form.cleaned_data["email"].lower()
        membership = Membership.objects.active().filter(user__email=email, organisation=row.organisation).first()
        try:
            registration.substitute(
                row,
                name=name,
                email=email,
                user=membership.user if membership else None,
                organisation=_organisation_of(row, email, request.user, known=membership is not None),
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("%(name)s kommt für Sie. Beide erhalten eine E-Mail.") % {"name": name})
            return redirect(event.get_absolute_url())
    return _private(
        render(request, "events/substitute.html", {"event": event, "row": row, "form": form, "token": token})
    )


def _organisation_of(row: Registration, email: str, user: Any, *, known: bool) -> Any:
    """The newcomer's: known by membership, by the organisation's own mail domain, or because a coordinator says so."""
    if row.organisation is None or known or coordinates(user, row.organisation):
        return row.organisation
    domain = email.rpartition("@")[2]
    return row.organisation if domain and domain == row.organisation.email_domain else None
