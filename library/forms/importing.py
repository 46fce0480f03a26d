"""The file of an import, as rows."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from forum import tables
from library import importing

MAX_BYTES = 5 * 1024 * 1024


class ImportForm(forms.Form):
    file = forms.FileField(label=_("Tabelle"), help_text=_("CSV oder XLSX mit Kopfzeile, höchstens 5 MB."))

    def clean_file(self) -> list[dict[str, str]]:
        """The rows. A wrong head is a mistake of the file like any other."""
        file: Any = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(_("Die Datei ist größer als 5 MB. Bitte teilen Sie sie auf."))
        try:
            return importing.read(file.name, file.read())
        except tables.UnreadableTable as unreadable:
            raise forms.ValidationError(str(unreadable)) from unreadable
        except importing.ImportRefused as refused:
            raise forms.ValidationError([sentence for _line, sentence in refused.report.problems]) from refused
