"""The fact sheet as a table to fill in without the portal: for colleagues who collect answers by mail."""

import csv
from io import StringIO

from library import guide
from library.completeness import REQUIRED, SECTIONS
from library.forms.sections import FIELDS, ROWS
from library.models import PracticePage


def rows() -> str:
    """CSV with semicolons, as German spreadsheets open it: section, question, required, hint, answer."""
    out = StringIO()
    sheet = csv.writer(out, delimiter=";")
    sheet.writerow(["Abschnitt", "Frage", "Pflicht", "Hinweis", "Antwort"])
    binding = {required.field for required in REQUIRED}
    for section, fields in FIELDS.items():
        questions = [(name, PracticePage.question(name)) for name in fields]
        questions += [(name, str(heading)) for name, _columns, heading in ROWS.get(section, ())]
        for name, question in questions:
            sheet.writerow(
                [SECTIONS[section], question, "ja" if name in binding else "", guide.HINTS.get(name, ""), ""]
            )
    return out.getvalue()
