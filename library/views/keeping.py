"""Merkzettel and comparison."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from forum import search
from forum.numbers import number
from library import bookmarks, key_facts
from library.drafting import NotAllowed
from library.models import PracticePage
from library.views.people import person
from members.permissions import organisations_of

MOST = 4
OFFERED = 6


@login_required
@require_safe
@never_cache
def kept(request: HttpRequest) -> HttpResponse:
    """`/bibliothek/merkzettel/`: the own list, then one per organisation."""
    rows = list(bookmarks.kept_by(request.user).select_related("organisation", "user"))
    practices = PracticePage.objects.shown().for_lists().in_bulk([row.practice_id for row in rows])
    groups: dict[object, list[dict[str, object]]] = {None: []}
    for row in rows:
        groups.setdefault(row.organisation, []).append({"row": row, "practice": practices[row.practice_id]})
    context = {
        "groups": groups.items(),
        "organisations": organisations_of(request.user),
        "is_empty": not rows,
        "can_compare": len(practices) > 1,
    }
    return render(request, "library/kept.html", context)


@login_required
@require_POST
def keep(request: HttpRequest, slug: str) -> HttpResponse:
    """Keeps or lets go of a practice; `organisation` names the shared list, without it the own."""
    practice = get_object_or_404(PracticePage.objects.shown(), slug=slug)
    chosen = number(request.POST.get("organisation"))
    shared = get_object_or_404(organisations_of(request.user), pk=chosen) if chosen is not None else None
    act = bookmarks.let_go if request.POST.get("weg") else bookmarks.keep
    try:
        act(practice, by=person(request), shared_with=shared)
    except NotAllowed as refused:
        raise PermissionDenied from refused
    messages.success(request, _("Vom Merkzettel genommen.") if request.POST.get("weg") else _("Auf dem Merkzettel."))
    return redirect("library:kept") if request.POST.get("zurueck") == "merkzettel" else redirect(practice.get_url())


@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """`/bibliothek/vergleich/?praxis=12&praxis=40`: up to four side by side, in the order of the address.

    With `q` it offers what that search finds, so that any practice can join, not only a related one.
    """
    q = request.GET.get("q", "").strip()[:200]
    wanted = [pk for pk in dict.fromkeys(map(number, request.GET.getlist("praxis"))) if pk is not None]
    found = (
        PracticePage.objects.shown()
        .for_lists()
        .prefetch_related("conditions", "steps", "building_blocks__block")
        .in_bulk(wanted[:MOST])
    )
    practices = [found[pk] for pk in wanted[:MOST] if pk in found]
    context = {
        "practices": [(practice, _without(wanted, practice.pk)) for practice in practices],
        "rows": _rows(practices),
        "too_many": len(wanted) > MOST,
        "q": q,
        "more": _more(request, practices, q) if 0 < len(practices) < MOST else [],
        "has_room": 0 < len(practices) < MOST,
        "in_address": [("praxis", practice.pk) for practice in practices],
        "ways": [(_("Gute Praktiken"), reverse("library:index")), (_("Merkzettel"), reverse("library:kept"))],
    }
    return render(request, "library/compare.html", context)


def _more(request: HttpRequest, practices: list[PracticePage], q: str) -> list[tuple[PracticePage, str]]:
    """Others, each with the address of the comparison it would join: what was looked for, or what suggests itself."""
    chosen = [practice.pk for practice in practices]
    if q:
        keys = [int(pk) for pk in search.find(q, kinds=["praxis"], per_page=MOST + OFFERED).ids]
    else:
        keys = _suggested(request, practices[0])
    offered = [pk for pk in dict.fromkeys(keys) if pk not in chosen][:OFFERED]
    found = PracticePage.objects.shown().select_related("origin").in_bulk(offered)
    query = "?" + "&".join(f"praxis={pk}" for pk in chosen)
    return [(found[pk], f"{query}&praxis={pk}") for pk in offered if pk in found]


def _suggested(request: HttpRequest, practice: PracticePage) -> list[int]:
    """What the reader keeps, then the newest of the same field of action."""
    kept = bookmarks.kept_by(request.user).order_by("-created_at", "-pk").values_list("practice_id", flat=True)
    related = (
        PracticePage.objects.shown()
        .filter(fields_of_action__in=practice.fields_in_order)
        .order_by("-last_published_at", "-pk")
        .distinct()
    )
    return [*kept[: MOST + OFFERED], *related.values_list("pk", flat=True)[: MOST + OFFERED]]


def _without(wanted: list[int], pk: int) -> str:
    return "?" + "&".join(f"praxis={each}" for each in wanted if each != pk)


def _rows(practices: list[PracticePage]) -> list[tuple[str, list[object]]]:
    """(label, one value per practice); a row in which nobody says anything is left out."""
    rows: list[tuple[str, list[object]]] = [
        (_("Herkunft"), [p.place for p in practices]),
        (_("Handlungsfeld"), [", ".join(field.name for field in p.fields_in_order) for p in practices]),
        (_("Reifegrad"), [p.maturity_word for p in practices]),
        (_("Stand laut Quelle"), [p.source_status for p in practices]),
        (_("Ausgang"), [p.get_outcome_display() for p in practices]),
        (_("Aufwand"), [p.effort_word for p in practices]),
        (_("Kosten einmalig"), [key_facts.money(p.cost_once_from, p.cost_once_to) for p in practices]),
        (_("Kosten jährlich"), [key_facts.money(p.cost_yearly_from, p.cost_yearly_to) for p in practices]),
        (_("Personal"), [key_facts.staff(p) for p in practices]),
        (_("Dauer bis Start (Monate)"), ["" if p.duration_months is None else p.duration_months for p in practices]),
        (_("Art der Lösung"), [", ".join(p.words_of("solution_types")) for p in practices]),
        (_("Software"), [key_facts.software(p) for p in practices]),
        (_("Bausteine"), [", ".join(use.block.name for use in p.building_blocks.all()) for p in practices]),
        (_("Voraussetzungen"), ["; ".join(c.text for c in p.conditions.all()) for p in practices]),
        (_("Würden sie anders machen"), [p.lessons for p in practices]),
    ]
    return [(label, values) for label, values in rows if any(value or value == 0 for value in values)]
