"""Two people with the same form open: whoever saves second meets what the first one saved, and nothing is lost.

The page carries a mark of each value as it was opened. What somebody else changed since stands beside one's own input,
what one left alone takes their value, and saving once more is saving knowingly. What nobody else touched never clashes.
"""

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from taggit.models import TagBase

OPENED_WITH = "opened_with"
_Form: Any = forms.BaseForm  # forms of a model have attributes that a bare form has not


class MindsOthers(_Form):
    """Mixed into a form over an instance that others edit as well; its template shows `opened_with` as hidden input."""

    data: Any
    _has_met_others = False

    @property
    def opened_with(self) -> str:
        """What the next save is measured against. What was refused for another mistake is still measured as before."""
        if self.is_bound and not self._has_met_others:
            return str(self.data.get(OPENED_WITH, ""))
        return json.dumps({name: mark(value) for name, value in self.stored().items()})

    def is_valid(self) -> bool:
        if not super().is_valid():
            return False
        changed = self._changed_by_others()
        if changed:
            self._meet(changed)
        return not changed

    def _changed_by_others(self) -> list[str]:
        """What differs from when the page was opened, and from what was typed."""
        opened, stored = _opened(self.data.get(OPENED_WITH)), self.stored()
        changed = [name for name, seen in opened.items() if name in stored and seen != mark(stored[name])]
        return [name for name in changed if self.is_typed_otherwise(name)]

    def _meet(self, changed: list[str]) -> None:
        opened = _opened(self.data.get(OPENED_WITH))
        untouched = [name for name in changed if opened[name] == mark(self.typed(name))]
        self._has_met_others = True
        for name in changed:
            if name in untouched:
                self.take_over(name)
            else:
                self.set_beside(name)
        self.add_error(
            None,
            _(
                "Noch nicht gespeichert: Während Sie schrieben, ist hier etwas anderes gespeichert worden. Ihre"
                " Eingaben stehen noch da. Bitte sehen Sie nach und speichern Sie noch einmal; dann gilt, was in den"
                " Feldern steht."
            ),
        )

    # What a form with more than fields (rows, say) knows better.

    def stored(self) -> dict[str, Any]:
        return {name: self.get_initial_for_field(field, name) for name, field in self.fields.items()}

    def typed(self, name: str) -> Any:
        return self.cleaned_data.get(name)

    def is_typed_otherwise(self, name: str) -> bool:
        return name in self.changed_data and mark(self.typed(name)) != mark(self.stored()[name])

    def take_over(self, name: str) -> None:
        """Shows the stored value in place of what was opened and left alone."""
        self.data = data = self.data.copy()
        value, widget = self.fields[name].prepare_value(self.stored()[name]), self.fields[name].widget
        shown = ("on" if value else None) if isinstance(widget, forms.CheckboxInput) else widget.format_value(value)
        data.pop(self.add_prefix(name), None)
        if isinstance(shown, list):
            data.setlist(self.add_prefix(name), shown)
        elif shown is not None:
            data[self.add_prefix(name)] = shown

    def set_beside(self, name: str) -> None:
        """components/field-error.html shows it."""
        self.fields[name].stored_meanwhile = in_words(self.fields[name], self.stored()[name])
        self.add_error(name, _("Inzwischen geändert."))


def in_words(field: forms.Field, value: Any) -> str:
    """A stored value as people read it."""
    value = field.prepare_value(value)
    chosen = {str(each) for each in value} if _is_several(value) else {str(value)}
    if choices := getattr(field, "choices", None):
        value = [str(label) for key, label in choices if str(key) in chosen and str(key)]
    if isinstance(value, bool):
        return _("ja") if value else _("nein")
    if isinstance(value, datetime) and timezone.is_aware(value):
        value = timezone.localtime(value)
    if _is_several(value):
        return ", ".join(str(each) for each in value) or "–"
    return str(formats.localize(value)) if value not in (None, "") else "–"


def _opened(text: str | None) -> dict[str, str]:
    try:
        opened = json.loads(text or "{}")
    except ValueError:
        return {}
    return opened if isinstance(opened, dict) else {}


def mark(value: Any) -> str:
    return hashlib.sha256(json.dumps(_plain(value), cls=DjangoJSONEncoder).encode()).hexdigest()[:8]


def _plain(value: Any) -> Any:
    """The same for a value from the database and from a form: rows keep their order, choices have none."""
    if isinstance(value, TagBase):
        return value.name
    if isinstance(value, Model):
        return value.pk
    if isinstance(value, str):
        return value.replace("\r\n", "\n").strip()
    if isinstance(value, Decimal):
        return str(value.normalize())
    if isinstance(value, dict):
        return [_plain(each) for each in value.values()]
    if _is_several(value):
        plain = [_plain(each) for each in value]
        return plain if any(isinstance(each, list) for each in plain) else sorted(plain, key=str)
    return "" if value in (None, False) else value


def _is_several(value: Any) -> bool:
    return isinstance(value, Iterable) and not isinstance(value, str | dict)
