"""Bands of the practice's page that depend on the reader: who re-uses it, and how well it fits."""

from typing import Any

from django import template
from django.template import Context

from library import reuse
from library.models import PracticePage

register = template.Library()


@register.inclusion_tag("library/parts/reuse.html", takes_context=True)
def practice_reuse(context: Context, practice: PracticePage) -> dict[str, Any]:
    """Chain and table of who re-uses the practice, as far as this reader may see it."""
    return reuse.told(practice, context["request"].user)
