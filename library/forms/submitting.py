"""Small forms around a submission: begin, hand in, upload."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from forum.uploads import checked_document, checked_picture
from library import guide
from library.models.vocabulary import AttachmentKind
from members.models import Organisation

MAX_SHEET_BYTES = 1024 * 1024


class OwnOrganisationForm(forms.Form):
    organisation = forms.ModelChoiceField(
        label=_("Für welche Organisation?"), queryset=Organisation.objects.none(), empty_label=None
    )

    def __init__(self, *args: Any, organisations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations  # type: ignore[attr-defined]
        if len(organisations) == 1:
            self.fields["organisation"].widget = forms.HiddenInput()
            self.fields["organisation"].initial = organisations[0].pk


class BeginForm(OwnOrganisationForm):
    title = forms.CharField(label=_("Wie heißt Ihre Praxis?"), max_length=90, help_text=guide.HINTS["title"])
    field_order = ("title", "organisation")


class SheetForm(OwnOrganisationForm):
    file = forms.FileField(
        label=_("Ausgefüllte Vorlage"), help_text=_("CSV oder XLSX, höchstens 1 MB. Die Spalten bitte so lassen.")
    )
    field_order = ("file", "organisation")

    def clean_file(self) -> Any:
        if self.cleaned_data["file"].size > MAX_SHEET_BYTES:
            raise forms.ValidationError(_("Die Datei ist größer als 1 MB. Ist es die ausgefüllte Vorlage?"))
        return self.cleaned_data["file"]


class CheckedSheetForm(OwnOrganisationForm):
    """The answers of a table that was looked at, so that nobody has to choose the file twice."""

    answers = forms.JSONField(widget=forms.HiddenInput)

    def clean_answers(self) -> dict[str, str]:
        answers = self.cleaned_data["answers"]
        if not isinstance(answers, dict):
            raise forms.ValidationError(_("Bitte wählen Sie die Datei noch einmal."))
        return {str(question): str(answer) for question, answer in answers.items()}


class HandInForm(forms.Form):
    change_note = forms.CharField(
        label=_("Was hat sich geändert?"), max_length=200, required=False, help_text=guide.HINTS["change_note"]
    )


class DocumentForm(forms.Form):
    file = forms.FileField(
        label=_("Datei"),
        help_text=_(
            "PDF, Word, Excel, PowerPoint, OpenDocument, CSV oder Text, höchstens 10 MB. Öffentlich erst mit der"
            " Praxis."
        ),
    )
    title = forms.CharField(label=_("Bezeichnung"), max_length=120)
    kind = forms.ChoiceField(
        label=_("Art"), choices=[choice for choice in AttachmentKind.choices if choice[0] != AttachmentKind.PICTURE]
    )
    licence = forms.CharField(label=_("Lizenz"), max_length=60, initial="CC BY 4.0")
    is_accessible = forms.BooleanField(label=_("Die Datei ist barrierefrei"), required=False)

    def clean_file(self) -> Any:
        return checked_document(self.cleaned_data["file"])


class PictureForm(forms.Form):
    file = forms.FileField(
        label=_("Bild"),
        help_text=_("JPEG, PNG oder WebP, höchstens 10 MB. Ortsangaben im Bild werden entfernt."),
    )
    description = forms.CharField(
        label=_("Was ist zu sehen?"),
        max_length=255,
        help_text=_("Wird vorgelesen, wenn jemand das Bild nicht sehen kann."),
    )
    credit = forms.CharField(
        label=_("Bildnachweis"), max_length=255, help_text=_("Zum Beispiel: Stadt Musterstadt / Vorname Name")
    )
    caption = forms.CharField(label=_("Bildunterschrift"), max_length=200, required=False)
    rights = forms.BooleanField(
        label=_("Wir dürfen das Bild veröffentlichen, und abgebildete Personen sind einverstanden")
    )

    def clean_file(self) -> Any:
        return checked_picture(self.cleaned_data["file"])
