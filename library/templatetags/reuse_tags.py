"""Bands below a practice: who re-uses it, what is like it."""

import json
from typing import Any

from django import template
from django.template import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from library import linked_data, reuse
from library.kept import kept
from library.models import PracticePage
from library.related import related

register = template.Library()


@register.inclusion_tag("library/parts/reuse.html", takes_context=True)
def practice_reuse(context: Context, practice: PracticePage) -> dict[str, Any]:
    """Chain and table of who re-uses the practice, as far as this reader may see it."""
    return reuse.told(practice, context["request"])


@register.simple_tag
def practice_related(practice: PracticePage) -> SafeString:
    """Similar practices as cards, the same for everybody."""

    def drawn() -> str:
        return render_to_string("library/parts/related.html", {"practices": related(practice)})

    return mark_safe(kept(f"related:{practice.pk}", drawn))  # noqa: S308 - rendered by a template, which escapes


@register.simple_tag
def practice_json_ld(practice: PracticePage) -> SafeString:
    """The practice for search engines. Data, not code: nothing in it can end the element early."""
    return mark_safe(kept(f"json-ld:{practice.pk}", lambda: str(_json_ld(linked_data.schema_org(practice)))))  # noqa: S308 - escaped below


def _json_ld(told: dict[str, Any]) -> SafeString:
    text = json.dumps(told, ensure_ascii=False).translate({ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&"})
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308 - escaped above
