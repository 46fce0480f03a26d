"""A field for several choices of a fixed vocabulary, kept in one column."""

from typing import Any

from django import forms
from django.contrib.postgres.fields import ArrayField
from django.db import models


class ChoicesField(ArrayField):
    """Several values of `choices`, shown as check boxes. An empty list means: not stated."""

    def __init__(self, base_field: models.Field | None = None, **kwargs: Any) -> None:
        choices = kwargs.pop("of", None)
        base = base_field or models.CharField(max_length=40, choices=choices)
        kwargs.setdefault("default", list)
        kwargs.setdefault("blank", True)
        super().__init__(base, **kwargs)

    def formfield(self, **kwargs: Any) -> forms.Field | None:
        base: Any = self.base_field
        to_python = int if isinstance(base, models.IntegerField) else str
        kwargs.pop("widget", None)
        return forms.TypedMultipleChoiceField(
            choices=base.choices,
            coerce=to_python,
            required=not self.blank,
            label=kwargs.pop("label", self.verbose_name),
            help_text=kwargs.pop("help_text", self.help_text),
            widget=forms.CheckboxSelectMultiple,
        )

    def labels(self, values: list[Any]) -> list[str]:
        """The German words for stored values, in the order of the vocabulary."""
        base: Any = self.base_field
        return [str(label) for value, label in base.flatchoices if value in values] if values else []
