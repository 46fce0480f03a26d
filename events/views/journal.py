"""The public journal, without names, and the page that explains one's own line."""

import re
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from events import journal
from events.models import JournalEntry
from events.views.find import event_or_404, one_or_404, shown_or_404
from events.views.receipt import journal_rows


@require_safe
def show(request: HttpRequest, slug: str) -> HttpResponse:
    """All lines in order, newest page last. `?pruefsumme=` looks a receipt's checksum up."""
    event = shown_or_404(request, slug)
    entries = JournalEntry.objects.filter(event=event).order_by("n")
    typed = request.GET.get("pruefsumme", "").replace("\x00", "").strip()[:80]
    wanted = re.sub("[^0-9a-f]", "", typed.lower())
    found = entries.filter(hash__startswith=wanted).first() if len(wanted) >= 8 else None
    page = Paginator(entries, 100).get_page(request.GET.get("seite"))
    context = {
        "event": event,
        "page_obj": page,
        "rows": [_row(entry, found) for entry in page],
        "typed": typed,
        "found": found,
        "head": event.journal_head,
    }
    return render(request, "events/journal.html", context)


def _row(entry: JournalEntry, found: JournalEntry | None) -> dict[str, Any]:
    row = journal_rows([entry], own=None)[0]
    return {**row, "time": timezone.localtime(entry.at).strftime("%d.%m.%Y %H:%M:%S"), "found": entry == found}


@require_safe
def download(request: HttpRequest, slug: str) -> JsonResponse:
    """Everything that is needed to check the chain elsewhere."""
    event = shown_or_404(request, slug)
    lines = [
        {"line": journal.canonical(event.uid.hex, e.n, e.kind, e.at, e.subject), "prev": e.prev_hash, "hash": e.hash}
        for e in JournalEntry.objects.filter(event=event).order_by("n")
    ]
    return JsonResponse({"event": event.uid.hex, "start": journal.START, "head": event.journal_head, "lines": lines})


@never_cache
@require_safe
def own_line(request: HttpRequest, slug: str, token: str) -> HttpResponse:
    """Recomputes the reader's own line in front of their eyes."""
    event = event_or_404(slug)
    row = one_or_404(event, token, request)
    entry = JournalEntry.objects.filter(event=event, n=row.journal_n or 0).first()
    context: dict[str, Any] = {"event": event, "row": row, "entry": entry, "token": token}
    if entry:
        line = journal.canonical(event.uid.hex, entry.n, entry.kind, entry.at, entry.subject)
        context |= {
            "line": line,
            "computed": journal.chained(entry.prev_hash, line),
            "is_sound": journal.chained(entry.prev_hash, line) == entry.hash == row.receipt_hash,
            "is_mine": journal.subject_of(row) == entry.subject,
            "behind": event.journal_length - entry.n,
        }
    response = render(request, "events/own_line.html", context)
    response["Referrer-Policy"] = "same-origin"
    return response
