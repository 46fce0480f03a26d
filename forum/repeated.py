"""The small parts that a list repeats by the dozen, written without templates: an include costs more than its words."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.formats import number_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from forum.icons import icon
from forum.patterns import FAMILIES

TAG_ICONS = {"ok": "check", "wait": "clock", "warn": "warning", "danger": "warning"}


def field_name(slug: str, name: str) -> SafeString:
    """A field of action with the colour of its family."""
    return format_html('<span class="field-square tile--{}">{}</span>', FAMILIES.get(slug, "steuerung"), name)


def tag(text: str, kind: str = "") -> SafeString:
    """A word in a box. `kind`: "" neutral, ok with tick, here, wait with clock, warn with triangle, danger."""
    css = "tag--wait" if kind == "warn" else f"tag--{kind}" if kind else ""
    sign = icon(TAG_ICONS[kind]) if kind in TAG_ICONS else ""
    return format_html('<span class="{}">{}{}</span>', f"tag {css}".strip(), sign, text)


def tag_list(tags: Iterable[Mapping[str, str]]) -> SafeString:
    """Tags with text and kind as a list; nothing where there are none."""
    items = format_html_join("", "<li>{}</li>", ((tag(each["text"], each.get("kind", "")),) for each in tags or ()))
    return format_html('<ul class="tags" role="list">{}</ul>', items) if items else mark_safe("")


def facet_options(name: str, options: Iterable[Mapping[str, Any]]) -> SafeString:
    """The choices of a filter: value, label, count, selected."""
    return format_html_join(
        "",
        '<label class="facet__option{}"><input class="plain" type="checkbox" name="{}" value="{}"{}>'
        '<span>{}</span><span class="facet__count">{}</span></label>',
        (
            (
                "" if each["count"] or each.get("selected") else " facet__option--zero",
                name,
                each["value"],
                mark_safe(" checked") if each.get("selected") else "",
                each["label"],
                number_format(each["count"]),
            )
            for each in options
        ),
    )
