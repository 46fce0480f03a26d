"""What readers type: an address, and what they want to get."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from forum.models import FieldOfAction
from members.models import Municipality
from newsletter.models.subscriber import Frequency


class PreferencesForm(forms.Form):
    name = forms.CharField(
        label=_("Name für die Anrede"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    frequency = forms.ChoiceField(
        label=_("Wie oft?"), choices=Frequency.choices, initial=Frequency.EVERY, widget=forms.RadioSelect
    )
    topics = forms.ModelMultipleChoiceField(
        label=_("Nur bestimmte Handlungsfelder?"),
        queryset=FieldOfAction.objects.all(),
        to_field_name="slug",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Nichts ankreuzen heißt: alle Themen."),
    )
    region = forms.ChoiceField(
        label=_("Ihre Region"),
        required=False,
        help_text=_("Kreis oder kreisfreie Stadt. Neues von dort steht in Ihrer Ausgabe oben."),
    )

    def __init__(self, *args, **kwargs) -> None:  # type: ignore[no-untyped-def]
        super().__init__(*args, **kwargs)
        self.fields["region"].choices = [("", _("keine Angabe")), *regions()]  # type: ignore[attr-defined]


class SignUpForm(PreferencesForm):
    email = forms.EmailField(
        label=_("Ihre E-Mail-Adresse"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": _("Bitte geben Sie Ihre E-Mail-Adresse an."),
            "invalid": _("Das sieht nicht wie eine E-Mail-Adresse aus. Beispiel: name@ort.de"),
        },
    )

    field_order = ("email", "name", "frequency", "topics", "region")


def regions() -> list[tuple[str, str]]:
    """Districts and district-free cities of the register, by name."""
    rows = Municipality.objects.filter(level=Municipality.Level.DISTRICT).values_list("ags", "name", "land")
    return sorted(((ags, f"{name} ({land})") for ags, name, land in rows), key=lambda row: row[1].casefold())


class ReaderForm(forms.Form):
    """Which reader the Geschäftsstelle looks at."""

    email = forms.EmailField(label=_("E-Mail-Adresse"), max_length=254)

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()


class ListForm(forms.Form):
    file = forms.FileField(
        label=_("Tabelle (CSV oder XLSX)"),
        help_text=_("Erste Zeile: E-Mail; Name; Nachweis; Datum. Höchstens 5.000 Zeilen."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,text/csv,.xlsx"}),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > 2_000_000:
            raise forms.ValidationError(_("Die Datei ist größer als 2 MB."))
        return file
