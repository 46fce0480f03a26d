"""Which event or registration an address means, and who may open it."""

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from events.models import Event, Registration
from forum import tokens
from forum.cache import remembered


def event_or_404(slug: str) -> Event:
    """For signed links: with its place and whether its form asks anything. They open whatever became of the page, so
    that cancelling is always possible (docs/concepts.md §4)."""
    return get_object_or_404(Event.objects.promised().with_form(), slug=slug)


def event_in_a_rush(slug: str) -> Event:
    """The same for the form and the receipt, with its seats counted. When a registration opens, everybody asks for
    them at the same moment: a process looks the event up once a second. No act relies on it; each takes the row anew
    under the lock."""
    return remembered(f"event:{slug}", lambda: _counted(slug))


def _counted(slug: str) -> Event:
    return get_object_or_404(Event.objects.promised().with_form().with_seats(), slug=slug)


def shown_or_404(request: HttpRequest, slug: str) -> Event:
    """For addresses that anybody can type: only where this reader may see the event's page."""
    return seen_by(request, event_or_404(slug))


def seen_by(request: HttpRequest, event: Event) -> Event:
    """The event, or 404. Asks for the page and its view restrictions only where not everybody may see it."""
    if not event.is_public:
        page = event.page
        if not page.live or not all(each.accept_request(request) for each in page.get_view_restrictions()):
            raise Http404
    return event


def registrations_or_404(event: Event, token: str, purpose: str = "events.receipt") -> list[Registration]:
    """The rows behind a signed link, in order. Forged, outdated and foreign links look the same."""
    try:
        pairs = tokens.read(purpose, token)
    except tokens.InvalidToken as error:
        raise Http404 from error
    pairs = [pairs] if pairs and isinstance(pairs[0], int) else pairs
    rows = Registration.objects.filter(event=event, pk__in=[pk for pk, _secret in pairs])
    secrets = dict(map(tuple, pairs))
    found = [row for row in rows.order_by("receipt_no") if row.secret and row.secret[:12] == secrets[row.pk]]
    if not found:
        raise Http404
    for row in found:
        row.event = event
    return found


def one_or_404(event: Event, token: str, request: HttpRequest) -> Registration:
    """One of the registrations on a receipt: the only one, or the one whose number the address names."""
    rows = registrations_or_404(event, token)
    number = request.GET.get("nr") or request.POST.get("nr")
    for row in rows:
        if len(rows) == 1 or str(row.receipt_no) == number:
            return row
    raise Http404
