"""The small parts that a list repeats by the dozen, written without templates: an include costs more than its words.

Everything that is not a constant goes through `conditional_escape`.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.formats import number_format
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from forum.icons import icon
from forum.patterns import FAMILIES

TAG_ICONS = {"ok": "check", "wait": "clock", "warn": "warning", "danger": "warning"}


def field_name(slug: str, name: str) -> SafeString:
    """A field of action with the colour of its family."""
    family = FAMILIES.get(slug, "steuerung")
    return mark_safe(f'<span class="field-square tile--{family}">{conditional_escape(name)}</span>')  # noqa: S308


def field_names(fields: Iterable[Mapping[str, str]] | None) -> SafeString:
    return mark_safe("".join(field_name(field["slug"], field["name"]) for field in fields or ()))  # noqa: S308


def tag(text: str, kind: str = "") -> SafeString:
    """A word in a box. `kind`: "" neutral, ok with tick, here, wait with clock, warn with triangle, danger."""
    css = "tag--wait" if kind == "warn" else f"tag--{conditional_escape(kind)}" if kind else ""
    sign = icon(TAG_ICONS[kind]) if kind in TAG_ICONS else ""
    return mark_safe(f'<span class="{f"tag {css}".strip()}">{sign}{conditional_escape(text)}</span>')  # noqa: S308


def tag_list(tags: Iterable[Mapping[str, str]]) -> SafeString:
    """Tags with text and kind as a list; nothing where there are none."""
    items = "".join(f"<li>{tag(each['text'], each.get('kind', ''))}</li>" for each in tags or ())
    return mark_safe(f'<ul class="tags" role="list">{items}</ul>' if items else "")  # noqa: S308


def facet_options(name: str, options: Iterable[Mapping[str, Any]]) -> SafeString:
    """The choices of a filter: value, label, count, selected."""
    safe_name = conditional_escape(name)
    return mark_safe("".join(_option(safe_name, **option) for option in options))  # noqa: S308


def counted_options(options: Iterable[tuple[str, str, int]], chosen: str) -> SafeString:
    """The choices of a select, each with its number of hits."""
    return mark_safe("".join(_counted_option(*option, chosen=chosen) for option in options))  # noqa: S308


def _counted_option(value: str, label: str, count: int, *, chosen: str) -> str:
    selected = " selected" if value == chosen else ""
    words = f"{conditional_escape(label)} ({number_format(count)})"
    return f'<option value="{conditional_escape(value)}"{selected}>{words}</option>'


def _option(name: SafeString, *, value: str, label: str, count: int, selected: bool = False) -> str:
    unused = "" if count or selected else " facet__option--zero"
    checked = " checked" if selected else ""
    return (
        f'<label class="facet__option{unused}"><input class="plain" type="checkbox" name="{name}"'
        f' value="{conditional_escape(value)}"{checked}><span>{conditional_escape(label)}</span>'
        f'<span class="facet__count">{count if count < 1000 else number_format(count)}</span></label>'
    )
