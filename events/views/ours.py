"""What a coordinator sees of the own organisation at one event: quota, list, and the ways to swap and cancel."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from events import emails
from events.event_page import quota_words
from events.models import Event, Registration, SessionRegistration
from events.participants import Line, lines
from events.views.find import shown_or_404
from members.models import Membership, Organisation
from members.permissions import acting_organisation, coordinates


@never_cache
@login_required
@require_safe
def show(request: HttpRequest, slug: str) -> HttpResponse:
    event = shown_or_404(request, slug)
    organisation = _coordinated(request)
    rows = list(_registrations(event, organisation))
    ours = [_entry(line) for line in lines(event, rows)]
    seats = sum(row.has_seat for row in rows)
    context = {
        "event": event,
        "organisation": organisation,
        "ours": ours,
        "stats": _stats(event, rows, seats),
        "quota": quota_words(event, seats, timezone.now()),
        "is_open": event.is_open(timezone.now()),
    }
    return render(request, "events/ours.html", context)


def _coordinated(request: HttpRequest) -> Organisation:
    """For whom the person acts at the moment, or the first organisation they coordinate."""
    acting = acting_organisation(request)
    if acting is not None and coordinates(request.user, acting):
        return acting
    membership = (
        Membership.objects.active()
        .filter(user=request.user.pk, role=Membership.Role.COORDINATOR)
        .select_related("organisation")
        .first()
    )
    if membership is None:
        raise PermissionDenied
    return membership.organisation


def _registrations(event: Event, organisation: Organisation) -> Any:
    places = SessionRegistration.objects.live().select_related("session").order_by("session__starts_at")
    return (
        Registration.objects.filter(event=event, organisation=organisation)
        .select_related("organisation")
        .prefetch_related(Prefetch("session_registrations", queryset=places))
        .in_order()
    )


def _entry(line: Line) -> dict[str, Any]:
    return {"line": line, "row": line.row, "token": emails.receipt_token([line.row]) if line.row.secret else ""}


def _stats(event: Event, rows: list[Registration], seats: int) -> list[tuple[Any, str]]:
    waiting = sum(row.is_waiting for row in rows)
    items: list[tuple[Any, str]] = [
        (seats, ngettext("Platz für uns", "Plätze für uns", seats)),
        (waiting, ngettext("wartet", "warten", waiting)),
    ]
    limit = event.max_per_organisation
    if limit is not None and not event.quota_released(timezone.now()):
        items.append((max(limit - seats, 0), _("noch im Kontingent")))
    return items
