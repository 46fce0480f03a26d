"""Form fields as the portal draws them: KERN's classes, and the relations of label, hint, error and counter.

Apps write plain Django forms; components/field.html asks here what kind of control a field is.
"""

from collections.abc import Iterator
from typing import Any

from django.forms import BoundField, DateInput, DateTimeInput, SplitDateTimeWidget, TimeInput, Widget
from django.forms.utils import flatatt
from django.utils.html import escape, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

PICKERS = (
    (DateInput, "date", "%Y-%m-%d"),
    (TimeInput, "time", "%H:%M"),
    (DateTimeInput, "datetime-local", "%Y-%m-%dT%H:%M"),
)
NOTHING_CHOSEN = "---------"
KINDS = {"select": "select", "checkbox": "checkbox", "radio": "choices", "file": "file", "hidden": "hidden"}


def field_kind(field: BoundField) -> str:
    """How a field is drawn: input, textarea, select, checkbox, choices (group), parts (several), file, hidden."""
    widget = field.field.widget
    if field.is_hidden:
        return "hidden"
    if hasattr(widget, "widgets"):
        return "parts"
    kind = getattr(widget, "input_type", None)
    if kind == "checkbox" and hasattr(widget, "choices"):
        return "choices"
    if kind is None:
        return "textarea" if hasattr(widget, "attrs") and "rows" in widget.attrs else "input"
    return KINDS.get(kind, "input")


def _described_by(field: BoundField, extra: str = "") -> str:
    """Ids of hint, error and counter, in the order in which they should be read."""
    ids = [f"{field.auto_id}_hint"] if field.help_text else []
    ids += [f"{field.auto_id}_error"] if field.errors else []
    return " ".join([*ids, *([extra] if extra else [])])


def widget(field: BoundField) -> SafeString:
    """The control itself with KERN's classes and its relations to hint and error. Groups come from `choices`."""
    kind = field_kind(field)
    css = {
        "select": "kern-form-input__select",
        "checkbox": "kern-form-check__checkbox",
    }.get(kind, "kern-form-input__input")
    given = field.field.widget.attrs.get("class", "")
    attrs: dict[str, Any] = {"class": " ".join(filter(None, [css, f"{css}--error" if field.errors else "", given]))}
    counter = f"{field.auto_id}_count" if _counts(field) else ""
    if described := _described_by(field, counter):
        attrs["aria-describedby"] = described
    if field.errors:
        attrs["aria-invalid"] = "true"
    if kind == "textarea" and field.field.widget.attrs.get("rows") in (None, "10"):
        attrs["rows"] = 4  # Django's ten lines look like a demand
    for part in getattr(field.field.widget, "widgets", [field.field.widget]):
        _use_native_picker(part)
    if kind == "parts":
        _name_parts(field)
    html = field.as_widget(attrs=attrs)
    if kind == "select":  # Django's dashes say nothing, least of all aloud
        words = _("Bitte wählen") if field.field.required else _("keine Angabe")
        html = mark_safe(html.replace(f">{NOTHING_CHOSEN}<", f">{escape(words)}<"))  # noqa: S308 - a widget's own
    return html


def _name_parts(field: BoundField) -> None:
    """Each input of a field of several needs a name of its own."""
    parts = field.field.widget.widgets
    names = (
        [_("Datum"), _("Uhrzeit")] if isinstance(field.field.widget, SplitDateTimeWidget) else range(1, len(parts) + 1)
    )
    for part, name in zip(parts, names, strict=False):
        part.attrs.setdefault("aria-label", f"{field.label}: {name}")


def _use_native_picker(control: Widget) -> None:
    """Dates and times as the browser's own inputs, which read and write ISO whatever the page's language."""
    for kind, input_type, format_ in PICKERS:
        if type(control) is kind and control.attrs.get("type", input_type) == input_type:
            control.input_type, control.format = input_type, format_


def _counts(field: BoundField) -> bool:
    return field_kind(field) == "textarea" and bool(getattr(field.field, "max_length", None))


def counter(field: BoundField) -> dict[str, int] | None:
    """Characters used and allowed, for long texts with a limit."""
    if not _counts(field):
        return None
    return {"used": len(str(field.value() or "")), "limit": int(getattr(field.field, "max_length", 0))}


def error_target(field: BoundField) -> str:
    """The id a line of the error summary leads to: the control, or the first of a group."""
    if field_kind(field) in ("choices", "parts") and field.subwidgets:
        return field.subwidgets[0].id_for_label or field.auto_id
    return field.id_for_label or field.auto_id


def described_by(field: BoundField) -> str:
    return _described_by(field)


def choices(field: BoundField) -> SafeString:
    """Radio buttons or checkboxes of a group, each with its label."""

    def lines() -> Iterator[tuple[str, str, str]]:
        for option in field.subwidgets:
            data = option.data
            kind = "radio" if data["type"] == "radio" else "checkbox"
            css = f"kern-form-check__{kind}" + (f" kern-form-check__{kind}--error" if field.errors else "")
            attrs = {
                **data["attrs"],
                "class": css,
                "type": data["type"],
                "name": data["name"],
                "value": str(data["value"]),
            }
            attrs.pop("aria-describedby", None)  # the group carries it
            attrs["checked"] = bool(data["selected"])
            if kind == "checkbox":
                attrs.pop("required", None)  # one of several boxes: required would mean each of them
            yield flatatt(attrs), option.id_for_label, data["label"]

    return format_html_join(
        "\n",
        '<div class="kern-form-check"><input{}><label class="kern-label" for="{}">{}</label></div>',
        lines(),
    )
