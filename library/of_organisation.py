"""What one organisation has in the Library: for its profile, and for the dashboard of its people."""

from collections import Counter
from collections.abc import Collection
from typing import Any

from django.db.models import Count, Q

from forum import search
from library import bookmarks
from library.fits import Fits
from library.models import Adoption, Freshness, PracticePage
from members.models import Organisation

SHOWN = 30


def shown_in_profile(organisation: Organisation, own: Collection[int]) -> dict[str, Any]:
    """Practices of the organisation, of its companies, and those it took part in; and what it re-uses of others, as far
    as a reader of the organisations `own` may see it."""
    bodies = [organisation.pk, *organisation.companies.values_list("pk", flat=True)]
    practices = (
        PracticePage.objects.shown()
        .for_lists()
        .filter(Q(origin__in=bodies) | Q(partner_rows__organisation=organisation))
        .order_by("-first_published_at", "-pk")
        .distinct()
    )
    adoptions = (
        Adoption.objects.visible_to(own)
        .filter(adopter__in=bodies, practice__in=PracticePage.objects.shown())
        .select_related("practice__origin", "adopter")
        .order_by("-since", "-pk")
    )
    return {"practices": list(practices[:SHOWN]), "adoptions": list(adoptions[:SHOWN]), "organisation": organisation}


def figures(organisation: Organisation) -> dict[str, int]:
    """How much of what: published practices, those whose facts nobody confirmed in time, living re-uses."""
    unconfirmed = [Freshness.State.DUE, Freshness.State.UNCONFIRMED, Freshness.State.STALE]
    practices = PracticePage.objects.shown().filter(origin=organisation).order_by()
    states = Counter(dict(practices.values_list("freshness__state").annotate(Count("pk"))))
    adoptions = Adoption.objects.living().filter(adopter=organisation).order_by()
    confirmed = list(adoptions.values_list("confirmed_at", flat=True))
    return {
        "practices": states.total(),
        "unconfirmed": sum(states[state] for state in unconfirmed),
        "adoptions": sum(at is not None for at in confirmed),
        "to_confirm": confirmed.count(None),
    }


def best_fitting(organisation: Organisation, number: int) -> list[dict[str, Any]]:
    """The practices of others that fit best, as the search found them, with their fit; of equal fit the newest first.

    Everybody of the organisation sees the same.
    """
    fits = Fits(organisation.place or organisation)
    found: list[dict[str, Any]] = fits.once(
        f"best:{organisation.pk}:{number}", lambda: _best_fitting(organisation, number, fits)
    )
    return found


def _best_fitting(organisation: Organisation, number: int, fits: Fits) -> list[dict[str, Any]]:
    results = search.find(kinds=["praxis"], per_page=number * 3, sort="relevanz", rerank=fits.best_first)
    own = set(PracticePage.objects.filter(origin=organisation, pk__in=results.ids).values_list("pk", flat=True))
    others = {int(hit.object_id): hit for hit in results.hits if int(hit.object_id) not in own}
    fits.draw(others)
    return [{"hit": hit, "fit": fit} for key, hit in others.items() if (fit := fits.drawn(key))][:number]


def kept(reader: Any, own: Collection[int], number: int) -> list[PracticePage]:
    """The last few practices on the reader's Merkzettel, their own and those of their organisations `own`."""
    entries = bookmarks.entries_of(reader, own).filter(practice__in=PracticePage.objects.shown())
    pages = entries.select_related("practice").only("practice__title", "practice__url_path", "practice__slug")
    # On each Merkzettel a practice stands once: so many entries are `number` different practices, where there are.
    newest = pages.order_by("-created_at", "-pk")[: number * (len(own) + 1)]
    return list({entry.practice_id: entry.practice for entry in newest}.values())[:number]
