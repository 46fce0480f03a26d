"""Taking over the official register: what is new, changed or gone, and nothing that people wrote is touched.

Read here are the files in data/ (their columns stand in data/README.md); the file of Destatis itself is read by
members/gazetteer.py. Everything is checked before the first row is written, and written in one transaction.
"""

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from members.models import Municipality
from members.models.register import ars_fits_ags, validate_ags, validate_ars

Progress = Callable[[str, int, int], None]

# Columns of the table and what the report calls them.
LABELS = {
    "ags": "AGS",
    "ars": "Regionalschlüssel",
    "level": "Ebene",
    "name": "Name",
    "name_official": "amtlicher Name",
    "kind": "Bezeichnung",
    "land": "Land",
    "land_ags": "Schlüssel des Landes",
    "district_ags": "Kreisschlüssel",
    "district": "Kreis",
    "population": "Einwohnerzahl",
    "area_km2": "Fläche in km²",
    "latitude": "Breite",
    "longitude": "Länge",
    "degurba": "Verstädterungsgrad",
}
COLUMNS = tuple(LABELS)
LOCK = 5_017_001  # one import at a time; any number that nobody else uses


class RegisterRefused(Exception):
    """The file cannot be taken over. `reasons` are sentences with line numbers; nothing was written."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__("; ".join(reasons[:3]))
        self.reasons = reasons


@dataclass
class Report:
    """What the run did, by AGS with name: new, changed (with before and after), gone, come back; how many stayed."""

    new: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    unchanged: int = 0

    @property
    def is_quiet(self) -> bool:
        return not (self.new or self.changed or self.gone)


def read(municipalities: Path, districts: Path, progress: Progress | None = None) -> list[tuple[Any, ...]]:
    """All rows of both files in the order of COLUMNS, or RegisterRefused with every faulty line (at most 50)."""
    rows: list[tuple[Any, ...]] = []
    reasons: list[str] = []
    seen: dict[str, str] = {}
    for path, build in ((municipalities, _municipality), (districts, _district)):
        for number, total, raw in _lines(path):
            where = _("%(file)s, Zeile %(line)d") % {"file": path.name, "line": number}
            try:
                row = build(raw)
                check(row, seen)
                seen[row[0]] = where
                rows.append(row)
            except KeyError as error:
                reasons.append(_("%(where)s: Die Spalte %(column)s fehlt.") % {"where": where, "column": error})
            except ValidationError as error:
                reasons.append(f"{where}: {' '.join(error.messages)}")
            except (ValueError, InvalidOperation) as error:
                reasons.append(f"{where}: {error or _('Eine Zahl ist nicht lesbar.')}")
            if len(reasons) >= 50:
                raise RegisterRefused(reasons)
            if progress:
                progress(path.name, number - 1, total)
    if reasons:
        raise RegisterRefused(reasons)
    return rows


def take_over(rows: list[tuple[Any, ...]], *, dry_run: bool = False) -> Report:
    """Brings the register to the state of `rows`. A second run with the same rows changes nothing.

    Rows that left the register stay, marked with the day, because organisations and practices may point at them.
    Raises RegisterRefused when the file holds less than half of what is known: then it is most likely cut off.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = 0")  # a second import waits until the first is done
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        known = Municipality.objects.filter(gone_on=None).count()
        if len(rows) < known / 2:
            raise RegisterRefused(
                [
                    _("Die Dateien enthalten %(rows)d Zeilen, bekannt sind %(known)d. Sind sie vollständig?")
                    % {"rows": len(rows), "known": known}
                ]
            )
        _copy(cursor, rows)
        report = Report(new=_new(cursor), changed=_changed(cursor), gone=_gone(cursor))
        report.unchanged = len(rows) - len(report.new) - len(report.changed)
        if not dry_run and not report.is_quiet:
            _write(cursor)
        cursor.execute("DROP TABLE register_file")
    return report


# --- Reading ----------------------------------------------------------------------------------------------------------


def _lines(path: Path) -> Iterator[tuple[int, int, dict[str, str]]]:
    """Line number, number of rows, and the row by column."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise RegisterRefused([_("%(file)s ist nicht in UTF-8 gespeichert.") % {"file": path.name}]) from error
    except OSError as error:
        raise RegisterRefused([_("%(file)s lässt sich nicht lesen.") % {"file": path}]) from error
    lines = list(csv.DictReader(text.splitlines()))
    for number, line in enumerate(lines, start=2):
        yield number, len(lines), line


def _municipality(raw: dict[str, str]) -> tuple[Any, ...]:
    return (
        raw["ags"],
        raw["ars"],
        Municipality.Level.MUNICIPALITY.value,
        raw["name"],
        raw["name_official"],
        raw["kind"],
        raw["bundesland"],
        raw["bundesland_ags"],
        raw["kreis_ags"],
        raw["kreis"],
        int(raw["population"]),
        Decimal(raw["area_km2"]),
        _number(raw["latitude"]),
        _number(raw["longitude"]),
        int(raw["degurba"]) if raw["degurba"] else None,
    )


def _district(raw: dict[str, str]) -> tuple[Any, ...]:
    return (
        raw["ags5"],
        "",
        Municipality.Level.DISTRICT.value,
        raw["name_short"],
        raw["name"],
        raw["kind"],
        raw["bundesland"],
        raw["bundesland_ags"],
        raw["ags5"],
        raw["name"],
        int(raw["population"]),
        Decimal(raw["area_km2"]),
        _number(raw["latitude"]),
        _number(raw["longitude"]),
        None,
    )


def _number(text: str) -> float | None:
    return float(text) if text else None


def check(row: tuple[Any, ...], seen: dict[str, str]) -> None:
    if row[0] in seen:
        raise ValueError(_("Der AGS %(ags)s steht schon in %(where)s.") % {"ags": row[0], "where": seen[row[0]]})
    values = dict(zip(COLUMNS, row, strict=True))
    validate_ags(values["ags"])
    validate_ars(values["ars"])
    if values["ars"] and not ars_fits_ags(values["ars"], values["ags"]):
        raise ValueError(
            _("Regionalschlüssel %(ars)s und AGS %(ags)s passen nicht zusammen.")
            % {"ars": values["ars"], "ags": values["ags"]}
        )
    if len(values["ags"]) != (8 if values["level"] == Municipality.Level.MUNICIPALITY else 5):
        raise ValueError(_("Eine Gemeinde hat einen AGS mit 8, ein Kreis mit 5 Ziffern."))
    if not values["name"].strip():
        raise ValueError(_("Der Name fehlt."))
    if values["population"] < 0 or values["area_km2"] < 0:
        raise ValueError(_("Einwohnerzahl und Fläche können nicht negativ sein."))


# --- Comparing and writing --------------------------------------------------------------------------------------------

_LIST = ", ".join(COLUMNS)
_DIFFERS = " OR ".join(f"m.{name} IS DISTINCT FROM f.{name}" for name in COLUMNS[1:])
_CHANGES = ", ".join(
    f"CASE WHEN m.{name} IS DISTINCT FROM f.{name}"
    f" THEN concat('{label} ', coalesce(m.{name}::text, '–'), ' → ', coalesce(f.{name}::text, '–')) END"
    for name, label in LABELS.items()
    if name != "ags"
)


def _copy(cursor: Any, rows: list[tuple[Any, ...]]) -> None:
    cursor.execute(
        f"CREATE TEMPORARY TABLE register_file ON COMMIT DROP AS SELECT {_LIST} FROM members_municipality LIMIT 0"  # noqa: S608 - constants
    )
    with cursor.copy(f"COPY register_file ({_LIST}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
    cursor.execute("CREATE UNIQUE INDEX ON register_file (ags)")
    cursor.execute("ANALYZE register_file")


def _new(cursor: Any) -> list[str]:
    cursor.execute(
        "SELECT f.ags || ' ' || f.name FROM register_file f LEFT JOIN members_municipality m USING (ags)"
        " WHERE m.ags IS NULL ORDER BY f.ags"
    )
    return [text for (text,) in cursor.fetchall()]


def _changed(cursor: Any) -> list[str]:
    cursor.execute(
        "SELECT f.ags || ' ' || f.name || ': ' ||"  # noqa: S608 - constants
        f" concat_ws(', ', {_CHANGES}, CASE WHEN m.gone_on IS NOT NULL THEN 'wieder im Register' END)"
        " FROM register_file f JOIN members_municipality m USING (ags)"
        f" WHERE {_DIFFERS} OR m.gone_on IS NOT NULL ORDER BY f.ags"
    )
    return [text for (text,) in cursor.fetchall()]


def _gone(cursor: Any) -> list[str]:
    cursor.execute(
        "SELECT m.ags || ' ' || m.name FROM members_municipality m LEFT JOIN register_file f USING (ags)"
        " WHERE f.ags IS NULL AND m.gone_on IS NULL ORDER BY m.ags"
    )
    return [text for (text,) in cursor.fetchall()]


def _write(cursor: Any) -> None:
    updates = ", ".join(f"{name} = EXCLUDED.{name}" for name in COLUMNS[1:])
    cursor.execute(
        f"INSERT INTO members_municipality AS m ({_LIST}) SELECT {_LIST} FROM register_file f"  # noqa: S608 - constants
        f" ON CONFLICT (ags) DO UPDATE SET {updates}, gone_on = NULL"
        f" WHERE {_DIFFERS.replace('f.', 'EXCLUDED.')} OR m.gone_on IS NOT NULL"
    )
    cursor.execute(
        "UPDATE members_municipality m SET gone_on = %s WHERE gone_on IS NULL"
        " AND NOT EXISTS (SELECT 1 FROM register_file f WHERE f.ags = m.ags)",
        [timezone.localdate()],
    )
