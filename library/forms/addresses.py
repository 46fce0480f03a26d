"""A field that names a page by its address: nobody picks one practice of thousands from a list."""

from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.utils.translation import gettext_lazy as _


class AddressOfPage(forms.ModelChoiceField):
    """What people copy from the browser („https://…/bibliothek/parken/“), or only its last part."""

    default_error_messages = {
        "invalid_choice": _("Unter dieser Adresse gibt es nichts. Bitte kopieren Sie sie aus der Adresszeile."),
    }
    widget = forms.TextInput

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "to_field_name": "slug"})

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            try:
                value = urlsplit(value.replace("\x00", "").strip()).path.rstrip("/").rpartition("/")[2]
            except ValueError as error:  # „https://[…“
                raise forms.ValidationError(self.error_messages["invalid_choice"], code="invalid_choice") from error
        return super().to_python(value)

    def prepare_value(self, value: Any) -> Any:
        """The slug also for the key that a model form starts with."""
        if isinstance(value, int):
            pages: Any = self.queryset
            return pages.filter(pk=value).values_list("slug", flat=True).first() or ""
        return super().prepare_value(value)
