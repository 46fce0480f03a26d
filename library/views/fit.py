"""Passung: how it is worked out, and one practice for whatever municipality somebody names."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from library import fit, fit_facts
from library.models import PracticePage
from members.directory import places
from members.models import Municipality


@require_safe
def explained(request: HttpRequest) -> HttpResponse:
    """`/bibliothek/passung/`: how the fit is worked out, in plain words."""
    weights = [(fit_facts.NAMES[part], weight) for part, weight in fit.WEIGHTS.items()]
    return render(request, "library/fit.html", {"weights": weights})


@require_safe
def of_practice(request: HttpRequest, slug: str) -> HttpResponse:
    """`/bibliothek/<slug>/passung/?kommune=…`, a name or an AGS: from the register alone, for everybody."""
    practice = get_object_or_404(fit_facts.with_facts(PracticePage.objects.shown()), slug=slug)
    wanted = request.GET.get("kommune", "").strip()[:80]
    found = list(places(wanted)) if wanted else []
    chosen = _chosen(wanted, found)
    context = {
        "practice": practice,
        "wanted": wanted,
        "found": found,
        "chosen": chosen,
        "fit": fit_facts.drawn(fit.fit(fit_facts.practice(practice), fit_facts.registered(chosen)), large=True)
        if chosen
        else None,
    }
    return render(request, "library/fit_of_practice.html", context)


def _chosen(wanted: str, found: list[Municipality]) -> Municipality | None:
    """The one that is meant: the only one found, or the only one that is called exactly so."""
    exact = [place for place in found if wanted.casefold() in (place.name.casefold(), place.ags)]
    return exact[0] if len(exact) == 1 else found[0] if len(found) == 1 else None
