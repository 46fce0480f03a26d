"""The calendar, and who comes to a date."""

from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from events.finding import Wanted, facets
from events.lists import public_events, rows
from events.models import CalendarPage, Event, Registration, SeriesPage
from events.views.find import shown_or_404
from forum.models import FieldOfAction
from members.models import Organisation


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Dates to come or past, by kind, field of action and audience; filters live in the query string."""
    wanted = Wanted.of(request.GET)
    past = request.GET.get("zeit") == "vergangen"
    events = wanted.narrow(public_events())
    page = Paginator(events.past() if past else events.upcoming(), 20).get_page(request.GET.get("seite"))
    everything = Event.objects.public()
    context = {
        "page": CalendarPage.objects.first(),
        "page_obj": page,
        "rows": rows(page.object_list),
        "past": past,
        "filtered": wanted != Wanted(),
        "facets": facets(everything.past() if past else everything.upcoming(), wanted),
        "fields": FieldOfAction.objects.filter(events__in=everything).distinct(),
        "series": SeriesPage.objects.live().public().order_by("title"),
    }
    return render(request, "events/index.html", context)


@require_safe
def who(request: HttpRequest, slug: str) -> HttpResponse:
    """Organisations with seats, never people."""
    event = shown_or_404(request, slug)
    seats = Q(registrations__event=event, registrations__status=Registration.Status.CONFIRMED)
    coming = Organisation.objects.filter(seats).annotate(n=Count("registrations", filter=seats))
    organisations = coming.told_apart().order_by("name", "kind", "pk")
    return render(request, "events/who.html", {"event": event, "organisations": organisations})
