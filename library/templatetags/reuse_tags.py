"""Bands of the practice's page that depend on the reader: who re-uses it, and how well it fits."""

from typing import Any

from django import template
from django.template import Context

from library import fit, fit_facts, reading, reuse
from library.models import PracticePage
from members.permissions import may_manage

register = template.Library()


@register.inclusion_tag("library/parts/reuse.html", takes_context=True)
def practice_reuse(context: Context, practice: PracticePage) -> dict[str, Any]:
    """Chain and table of who re-uses the practice, as far as this reader may see it."""
    return reuse.told(practice, context["request"].user)


@register.inclusion_tag("library/parts/fit_band.html", takes_context=True)
def practice_fit(context: Context, practice: PracticePage) -> dict[str, Any]:
    """How well the practice fits the reader's place; nothing for visitors and for the origin itself."""
    request = context["request"]
    home = reading.home_of(request)
    if home is None or home.pk == practice.origin_id:
        return {"fit": None}
    page = fit_facts.with_facts(PracticePage.objects.filter(pk=practice.pk)).get()
    found = fit_facts.judged([page], home)[page.pk]
    return {
        "fit": fit_facts.drawn(found, large=True),
        "home": home,
        "practice": practice,
        "may_complete": found.known_weight < sum(fit.WEIGHTS.values()) and may_manage(request.user, home),
    }
