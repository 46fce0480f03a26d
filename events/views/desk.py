"""The organisers' desk: the live list, one person, entries by hand, a message to a group."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    QueryDict,
    StreamingHttpResponse,
)
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.log_actions import log

from events import exports, registration
from events.desk_forms import EnterForm, MessageForm
from events.models import Event, Registration
from events.participants import GROUPS, Filter, answers, figures, lines, participants, sessions
from events.permissions import may_organise, organised_by
from events.refusals import ReceiptTimeImpossible, Refusal
from members.permissions import signed_in


def organiser_only(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Hands the view its event; visitors sign in, everybody else but the organisers gets 403."""

    @wraps(view)
    @login_required
    @never_cache
    def guarded(request: HttpRequest, slug: str, *args: Any, **kwargs: Any) -> HttpResponseBase:
        event = get_object_or_404(Event.objects.select_related("venue", "page"), slug=slug)
        if not may_organise(request.user, event):
            raise PermissionDenied
        return view(request, event, *args, **kwargs)

    return guarded


@login_required
@never_cache
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The dates one organises, next first."""
    events = organised_by(request.user).with_seats()
    if not events and not request.user.is_staff:
        raise PermissionDenied
    context = {"upcoming": events.upcoming(), "past": events.past()[:30]}
    return render(request, "events/desk/index.html", context)


@organiser_only
@require_safe
def participants_list(request: HttpRequest, event: Event) -> HttpResponse:
    wanted = Filter.of(request.GET)
    page = Paginator(participants(event, wanted), 100).get_page(request.GET.get("seite"))
    numbers = figures(event)
    context = {
        "event": event,
        "page_obj": page,
        "lines": lines(event, list(page.object_list)),
        "figures": numbers,
        "stats": _stats(event, numbers),
        "wanted": wanted,
        "groups": GROUPS.items(),
        "sessions": sessions(event),
        "answers": answers(event),
        "now": timezone.now(),
    }
    return render(request, "events/desk/participants.html", context)


def _stats(event: Event, numbers: dict[str, int]) -> list[tuple[Any, str]]:
    items: list[tuple[int | str, str]] = [
        (numbers["waiting"], ngettext("wartet", "warten", numbers["waiting"])),
        (numbers["cancelled"], _("abgesagt")),
        (numbers["organisations"], ngettext("Organisation", "Organisationen", numbers["organisations"])),
    ]
    if event.deadline and event.deadline > timezone.now():
        days = (timezone.localdate(event.deadline) - timezone.localdate()).days
        items.append((ngettext("%(n)d Tag", "%(n)d Tage", days) % {"n": days}, _("bis Anmeldeschluss")))
    return items


@organiser_only
@require_http_methods(["GET", "POST"])
def person(request: HttpRequest, event: Event, number: int) -> HttpResponse:
    """One registration with everything organisers may do. POST names the act."""
    row = get_object_or_404(
        Registration.objects.select_related("organisation", "event__page", "entered_by"), event=event, receipt_no=number
    )
    if request.method == "POST":
        act = _acts(request, row).get(request.POST.get("tun", ""))
        if act is None:
            raise Http404
        try:
            act()
        except Refusal as refusal:  # what it lacks, a reason perhaps, is asked for on the person's page
            messages.error(request, str(refusal))
            return redirect("events:desk_person", event.slug, number)
        row.refresh_from_db()
        messages.success(request, _("Nr. %(n)d: %(state)s.") % {"n": number, "state": lines(event, [row])[0].tag[0]})
        if "liste" in request.POST:  # from the menu of a row: back to the list as it was filtered
            return redirect(
                f"{reverse('events:desk', args=[event.slug])}?{QueryDict(request.POST['liste']).urlencode()}"
            )
        return redirect("events:desk_person", event.slug, number)
    line = lines(event, [row])[0]
    places = row.session_registrations.select_related("session").order_by("session__starts_at")
    said = [(question.text, _as_text(row.answers.get(str(question.pk)))) for question in event.questions.all()]
    context = {
        "event": event,
        "row": row,
        "line": line,
        "places": places,
        "said": said,
        "may_take_back": registration.may_take_back(event, row, timezone.now()),
    }
    return render(request, "events/desk/person.html", context)


def _as_text(answer: Any) -> str:
    return ", ".join(answer) if isinstance(answer, list) else str(answer or "")


def _acts(request: HttpRequest, row: Registration) -> dict[str, Callable[[], Any]]:
    by, reason = signed_in(request), request.POST.get("grund", "").replace("\x00", "")[:300]
    return {
        "freigeben": lambda: registration.approve(row, by=by),
        "ablehnen": lambda: registration.reject(row, by=by, reason=reason),
        "nachruecken": lambda: registration.promote(row, by=by, reason=reason),
        "absagen": lambda: registration.cancel(row, by=by),
        "zuruecknehmen": lambda: registration.take_back(row, by=by),
        "anwesend": lambda: registration.check_in(row),
        "nicht-anwesend": lambda: registration.check_in(row, here=False),
    }


@organiser_only
@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest, event: Event) -> HttpResponse:
    """Types in what came by mail or phone, at the time it came."""
    form = EnterForm(event, request.POST if request.method == "POST" else None, initial={"received_at": timezone.now()})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            row = registration.enter_received(
                event,
                form.person(),
                by=signed_in(request),
                source=data["source"],
                received_at=data["received_at"],
                reason=data["reason"],
                on_behalf_of=data["organisation"],
            )
        except Refusal as refusal:
            form.add_error("received_at" if isinstance(refusal, ReceiptTimeImpossible) else None, str(refusal))
        else:
            messages.success(
                request,
                _("Eingetragen: Nr. %(n)d, %(state)s.") % {"n": row.receipt_no, "state": row.get_status_display()},
            )
            return redirect("events:desk", event.slug)
    return render(request, "events/desk/enter.html", {"event": event, "form": form})


@organiser_only
@require_http_methods(["GET", "POST"])
def message(request: HttpRequest, event: Event) -> HttpResponse:
    """One mail each to everybody with a seat, everybody who waits, or the people of one session."""
    form = MessageForm(request.POST if request.method == "POST" else None, sessions=sessions(event))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        group = data["recipients"]
        wanted = Filter(group="alle", session=int(group[1:])) if group[1:].isdecimal() else Filter(group=group)
        recipients = list(participants(event, wanted).exclude(status=Registration.Status.PENDING_MAIL))
        try:
            sent = registration.message(
                event, recipients, subject=data["subject"], text=data["text"], by=signed_in(request)
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            words = ngettext("Die Nachricht geht an %(n)d Person.", "Die Nachricht geht an %(n)d Personen.", sent)
            messages.success(request, words % {"n": sent})
            return redirect("events:desk", event.slug)
    return render(request, "events/desk/message.html", {"event": event, "form": form})


@organiser_only
@require_safe
def export(request: HttpRequest, event: Event, kind: str) -> HttpResponseBase:
    """What the list shows, as a file; each export is noted in the office's log (members/audit.py)."""
    builders = {"anwesenheit.pdf": exports.attendance_pdf, "namensschilder.pdf": exports.badges_pdf}
    if kind not in ("csv", "xlsx", *builders):
        raise Http404
    rows = participants(event, Filter.of(request.GET))
    name = f"{event.slug}-{timezone.localdate():%Y-%m-%d}"
    log(event, "events.export", user=request.user, data={"format": kind})
    if kind == "csv":
        lines_ = StreamingHttpResponse(exports.csv_lines(event, rows), content_type="text/csv; charset=utf-8")
        lines_["Content-Disposition"] = f'attachment; filename="{name}.csv"'
        return lines_
    if kind == "xlsx":
        return FileResponse(exports.xlsx(event, rows), as_attachment=True, filename=f"{name}.xlsx")
    response = HttpResponse(builders[kind](event), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{event.slug}-{kind}"'
    return response
