"""Numbers as people in Germany write them: „85.000 €“, „0,5“. A browser's number field reads the first as 85."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms

from library.key_facts import figure


class NumberInput(forms.TextInput):
    def format_value(self, value: Any) -> Any:
        return figure(value) if isinstance(value, Decimal) else super().format_value(value)

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        value = super().value_from_datadict(data, files, name)
        return "".join(value.replace("€", "").split()) if isinstance(value, str) else value


def written_as_here(fields: Mapping[str, forms.Field]) -> None:
    """Turns every number field into one that reads and writes German numbers; years stay without dots."""
    for name, field in fields.items():
        if not isinstance(field, forms.IntegerField):  # decimals are a kind of it
            continue
        is_decimal = isinstance(field, forms.DecimalField)
        field.localize = not name.endswith("year")
        field.widget = NumberInput(attrs={"inputmode": "decimal" if is_decimal else "numeric"})
