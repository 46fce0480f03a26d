"""Calendar files and feeds. Nothing in them is for registered people only."""

from datetime import timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from events import calendar
from events.event_page import beside as together_with
from events.models import Event, Registration, SeriesPage
from events.together import same_form
from events.views.find import event_or_404, registrations_or_404, shown_or_404
from forum import tokens
from forum.models import FieldOfAction, PortalSettings, User

BACK_TO = timedelta(days=90)


def _answer(content: bytes, filename: str) -> HttpResponse:
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response


def _recent(events: Any = None) -> Any:
    """Dates to come and of the last three months. Cancelled ones stay, as STATUS:CANCELLED."""
    events = Event.objects.public() if events is None else events
    recent = events.filter(ends_at__gte=timezone.now() - BACK_TO)
    return recent.select_related("venue", "further_venue").order_by("starts_at")


@require_safe
def event(request: HttpRequest, slug: str) -> HttpResponse:
    found = shown_or_404(request, slug)
    if not found.is_fixed:
        raise Http404(_("Der Termin steht noch nicht fest."))
    return _answer(calendar.published([found]), f"{found.slug}.ics")


@require_safe
def beside(request: HttpRequest, slug: str) -> HttpResponse:
    """The event and what accompanies it, in one file."""
    found = shown_or_404(request, slug)
    return _answer(calendar.published([found, *together_with(found)]), f"{found.slug}-alle.ics")


@never_cache
@require_safe
def receipt(request: HttpRequest, slug: str, token: str) -> HttpResponse:
    """What one person has a seat at, of all events of the form, in one file."""
    row = registrations_or_404(event_or_404(slug), token)[0]
    seats = [each.event for each in (row, *same_form([row])) if each.has_seat]
    return _answer(calendar.published(seats), f"{slug}-meine.ics")


@require_safe
def all_events(request: HttpRequest) -> HttpResponse:
    return _answer(calendar.published(_recent(), name=PortalSettings.current().full_name), "kalender.ics")


@require_safe
def series(request: HttpRequest, slug: str) -> HttpResponse:
    page = get_object_or_404(SeriesPage.objects.live().public(), slug=slug)
    return _answer(calendar.published(_recent().filter(series=page), name=page.title), f"{slug}.ics")


@require_safe
def field(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(FieldOfAction, slug=slug)
    return _answer(calendar.published(_recent().filter(fields_of_action=found), name=found.name), f"{slug}.ics")


@require_safe
def mine(request: HttpRequest, token: str) -> HttpResponse:
    """The dates one person has a seat at. The address is the key; it is shown in „Mein Bereich“ only."""
    try:
        user = get_object_or_404(User, pk=tokens.read("events.feed", token), is_active=True)
    except tokens.InvalidToken as error:
        raise Http404 from error
    seats = Registration.objects.filter(user=user).taken()
    events = _recent(Event.objects.promised()).filter(registrations__in=seats)
    response = _answer(calendar.published(events, name=_("Meine Termine")), "meine.ics")
    response["Cache-Control"] = "private, no-store"
    return response
