"""The calendar, and who comes to a date."""

from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from events.lists import public_events, rows
from events.models import CalendarPage, Event, Registration, SeriesPage
from events.views.find import event_or_404
from forum.models import FieldOfAction
from members.models import Organisation


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Dates to come or past, by kind and field of action; filters live in the query string."""
    kind, field = request.GET.get("art", ""), request.GET.get("handlungsfeld", "").replace("\x00", "")
    past = request.GET.get("zeit") == "vergangen"
    events = public_events()
    if kind in Event.Kind.values:
        events = events.filter(kind=kind)
    if field:
        events = events.filter(fields_of_action__slug=field)
    page = Paginator(events.past() if past else events.upcoming(), 20).get_page(request.GET.get("seite"))
    context = {
        "page": CalendarPage.objects.first(),
        "page_obj": page,
        "rows": rows(page.object_list),
        "past": past,
        "kinds": Event.Kind.choices,
        "kind": kind,
        "fields": FieldOfAction.objects.filter(events__isnull=False).distinct(),
        "field": field,
        "series": SeriesPage.objects.live().public().order_by("title"),
    }
    return render(request, "events/index.html", context)


@require_safe
def who(request: HttpRequest, slug: str) -> HttpResponse:
    """Organisations with seats, never people."""
    event = event_or_404(slug)
    seats = Q(registrations__event=event, registrations__status=Registration.Status.CONFIRMED)
    organisations = Organisation.objects.filter(seats).annotate(n=Count("registrations", filter=seats)).order_by("name")
    return render(request, "events/who.html", {"event": event, "organisations": organisations})
