"""The file of an import, as rows."""

import csv
from io import StringIO
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from library import importing

MAX_BYTES = 5 * 1024 * 1024


class ImportForm(forms.Form):
    file = forms.FileField(
        label=_("CSV-Datei"), help_text=_("Mit Kopfzeile, Komma oder Semikolon, höchstens 5 MB. Excel: „CSV UTF-8“.")
    )

    def clean_file(self) -> list[dict[str, str]]:
        """The rows. A wrong head is a mistake of the file like any other."""
        file: Any = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(_("Die Datei ist größer als 5 MB. Bitte teilen Sie sie auf."))
        try:
            text = file.read().decode("utf-8-sig")
            return importing.read(StringIO(text, newline=""))
        except UnicodeDecodeError as error:
            raise forms.ValidationError(_("Bitte speichern Sie die Datei als „CSV UTF-8“.")) from error
        except importing.ImportRefused as refused:
            raise forms.ValidationError([sentence for _line, sentence in refused.report.problems]) from refused
        except csv.Error as error:
            raise forms.ValidationError(_("Das ist keine CSV-Datei, die wir lesen können.")) from error
