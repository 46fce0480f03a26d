"""Rows out as CSV or XLSX, and in again: what office programs in town halls open without asking."""

import csv
import io
import zipfile
from collections.abc import Iterable, Mapping
from datetime import datetime, time
from itertools import islice
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter

MAX_ROWS = 5_000
MAX_COLUMNS = 500
MAX_UNPACKED = 20 * 1024 * 1024  # bytes of XML in an XLSX; 5,000 full rows need a quarter of it
COLUMN_WIDTH = 28  # characters; a spreadsheet's own width shows eight


class UnreadableTable(Exception):
    """The uploaded file is no table we can read; the text says why, in German."""


def cell(value: Any) -> Any:
    """A value as it may stand in a cell. Text that a spreadsheet would run as a formula gets an apostrophe (OWASP: CSV
    injection)."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("ja") if value else _("nein")
    if isinstance(value, (list, tuple)):
        value = ", ".join(map(str, value))
    if isinstance(value, str) and (value[:1] in ("\t", "\r") or value.lstrip()[:1] in ("=", "+", "-", "@", "|")):
        return "'" + value
    return value


def as_csv(rows: Iterable[Mapping[str, Any]]) -> str:
    """UTF-8 with mark and semicolons: the form that opens right by double click. The first row names the columns."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    for number, row in enumerate(rows):
        if number == 0:
            writer.writerow(row.keys())
        writer.writerow([cell(value) for value in row.values()])
    return "\ufeff" + out.getvalue()


def as_xlsx(rows: Iterable[Mapping[str, Any]]) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_("Tabelle"))
    for number, row in enumerate(rows):
        if number == 0:
            for column in range(1, len(row) + 1):
                sheet.column_dimensions[get_column_letter(column)].width = COLUMN_WIDTH
            sheet.append(list(row.keys()))
        sheet.append([cell(value) for value in row.values()])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def download(rows: Iterable[Mapping[str, Any]], name: str, kind: str) -> HttpResponse:
    """The table as a file to keep, `kind` csv or xlsx."""
    response = HttpResponse(as_csv(rows) if kind == "csv" else as_xlsx(rows), content_type=TYPES[kind])
    response["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return response


def read(name: str, content: bytes) -> list[dict[str, str]]:
    """The rows of a CSV or XLSX file by column name, all values as text. Raises UnreadableTable with the reason."""
    lines = _xlsx(content) if name.lower().endswith(".xlsx") else _csv(content)
    if len(lines) > MAX_ROWS + 1:
        raise UnreadableTable(_("Die Datei hat mehr als %(n)d Zeilen. Bitte teilen Sie sie auf.") % {"n": MAX_ROWS})
    head = [column.strip().lower() for column in lines[0]] if lines else []
    rows = [
        dict(zip(head, [value.strip() for value in line] + [""] * len(head), strict=False))
        for line in lines[1:]
        if any(value.strip() for value in line)
    ]
    if not rows:
        raise UnreadableTable(_("Die Datei enthält keine Zeilen unter der Kopfzeile."))
    return rows


def _csv(content: bytes) -> list[list[str]]:
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise UnreadableTable(_("Die Datei ist weder in UTF-8 noch in Windows-Schrift gespeichert."))
    if "\x00" in text:
        raise UnreadableTable(_("Das ist keine CSV-Datei. Bitte speichern Sie die Tabelle als CSV oder XLSX."))
    delimiter = ";" if text.split("\n", 1)[0].count(";") >= text.split("\n", 1)[0].count(",") else ","
    try:
        return list(islice(csv.reader(io.StringIO(text), delimiter=delimiter), MAX_ROWS + 2))
    except csv.Error as error:
        raise UnreadableTable(
            _("Das ist keine CSV-Datei. Bitte speichern Sie die Tabelle als CSV oder XLSX.")
        ) from error


def _xlsx(content: bytes) -> list[list[str]]:
    """Looked at before anything is unpacked, and read no further than MAX_ROWS: a small file may say that it holds
    millions of rows, or words for as many."""
    try:
        unpacked = sum(each.file_size for each in zipfile.ZipFile(io.BytesIO(content)).infolist())
        if unpacked <= MAX_UNPACKED:
            sheet = load_workbook(io.BytesIO(content), read_only=True, data_only=True).worksheets[0]
            rows = islice(sheet.iter_rows(values_only=True), MAX_ROWS + 2)
            return [[_text(value) for value in row[:MAX_COLUMNS]] for row in rows]
    except Exception as error:  # a broken file, its archive and its XML have many ways to say so
        raise UnreadableTable(_("Die Datei lässt sich nicht als XLSX lesen. Ist sie beschädigt?")) from error
    raise UnreadableTable(_("Die Datei ist ausgepackt zu groß. Bitte teilen Sie sie auf."))


def _text(value: Any) -> str:
    """A cell as somebody would have typed it here: „0,5“, and a day without the midnight that the file format adds."""
    if value is None:
        return ""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else str(value).replace(".", ",")
    if isinstance(value, datetime) and value.time() == time.min:
        value = value.date()
    return str(value)
