"""Bands of the practice's page that depend on the reader: who re-uses it, and how well it fits."""

import json
from typing import Any

from django import template
from django.template import Context
from django.utils.safestring import SafeString, mark_safe

from library import fit, fit_facts, linked_data, reading, reuse
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


@register.simple_tag
def practice_json_ld(practice: PracticePage) -> SafeString:
    """The practice for search engines. Data, not code: nothing in it can end the element early."""
    return _json_ld(linked_data.schema_org(practice))


def _json_ld(told: dict[str, Any]) -> SafeString:
    text = json.dumps(told, ensure_ascii=False).translate({ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&"})
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308 - escaped above
