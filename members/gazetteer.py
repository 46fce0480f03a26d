"""Reading the official register as Destatis publishes it: GV100AD, a text file of fixed columns, plain or in its ZIP.

Its records are Länder (10), districts (40) and municipalities (60); others, and areas that belong to no municipality,
are passed over. It knows neither coordinates nor the degree of urbanisation: those stay as they are known. A district
has the inhabitants and the area of its municipalities.
"""

from decimal import Decimal
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from members.models import Municipality
from members.register import Progress, RegisterRefused, check

LAND, DISTRICT, MUNICIPALITY = "10", "40", "60"
DISTRICT_KINDS = {
    "41": "Kreisfreie Stadt",
    "42": "Stadtkreis",
    "43": "Kreis",
    "44": "Landkreis",
    "45": "Regionalverband",
}
KINDS = {
    "60": "Markt",
    "61": "Kreisfreie Stadt",
    "62": "Stadtkreis",
    "63": "Stadt",
    "64": "Gemeinde",
    "67": "Große Kreisstadt",
}
UNINCORPORATED = ("65", "66")
MOST_REASONS = 50


def read(path: Path, progress: Progress | None = None) -> list[tuple[Any, ...]]:
    """All rows in the order of register.COLUMNS, or RegisterRefused with every faulty line (at most 50)."""
    lines = _text(path).splitlines()
    book = _Book()
    reasons: list[str] = []
    for number, line in enumerate(lines, start=1):
        try:
            book.take(line)
        except (ValidationError, ValueError) as error:
            words = " ".join(error.messages) if isinstance(error, ValidationError) else str(error)
            reasons.append(
                _("%(file)s, Zeile %(line)d: %(words)s") % {"file": path.name, "line": number, "words": words}
            )
        if len(reasons) >= MOST_REASONS:
            break
        if progress:
            progress(path.name, number, len(lines))
    if not reasons and not book.municipalities:
        reasons = [_("%(file)s enthält keine Gemeinde. Ist es die Datei GV100AD?") % {"file": path.name}]
    if reasons:
        raise RegisterRefused(reasons)
    return [*book.municipalities, *book.districts()]


def _text(path: Path) -> str:
    try:
        content = path.read_bytes()
        if content[:2] == b"PK":
            with ZipFile(path) as archive:
                inside = [name for name in archive.namelist() if name.upper().endswith((".TXT", ".ASC"))]
                content = archive.read(next(name for name in inside if "GV100" in name.upper()))
    except OSError as error:
        raise RegisterRefused([_("%(file)s lässt sich nicht lesen.") % {"file": path}]) from error
    except (BadZipFile, StopIteration) as error:
        raise RegisterRefused([_("%(file)s enthält keine Datei GV100AD.") % {"file": path.name}]) from error
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:  # editions before 2019
        return content.decode("cp1252", errors="replace")


class _Book:
    """What was read so far. The order of the file is: Land, its districts, their municipalities."""

    def __init__(self) -> None:
        self.lands: dict[str, str] = {}
        self.districts_by_key: dict[str, tuple[str, str]] = {}  # official name, kind
        self.municipalities: list[tuple[Any, ...]] = []
        self.seen: dict[str, str] = {}
        known = Municipality.objects.values_list("ags", "latitude", "longitude", "degurba")
        self.known = {ags: rest for ags, *rest in known}

    def take(self, line: str) -> None:
        record, name = line[:2], line[22:72].strip()
        if record == LAND:
            self.lands[line[10:12]] = name
        elif record == DISTRICT:
            kind = _word(DISTRICT_KINDS, line[122:124])
            self.districts_by_key[line[10:15]] = (name, kind)
        elif record == MUNICIPALITY and line[122:124] not in UNINCORPORATED:
            self._municipality(line, name)
        elif not record.isdigit():
            raise ValueError(_("Die Zeile beginnt nicht mit einer Satzart."))

    def _municipality(self, line: str, name: str) -> None:
        ags, land, district = line[10:18], line[10:12], line[10:15]
        if land not in self.lands or district not in self.districts_by_key:
            raise ValueError(_("Land oder Kreis zu %(ags)s fehlt davor.") % {"ags": ags})
        latitude, longitude, degurba = self.known.get(ags, (None, None, None))
        row = (
            ags,
            line[10:15] + line[18:22] + line[15:18],
            Municipality.Level.MUNICIPALITY.value,
            _short(name),
            name,
            _word(KINDS, line[122:124]),
            self.lands[land],
            land,
            district,
            self.districts_by_key[district][0],
            _number(line[139:150], _("Einwohnerzahl")),
            Decimal(_number(line[128:139], _("Fläche"))) / 100,
            latitude,
            longitude,
            degurba,
        )
        check(row, self.seen)
        self.seen[ags] = name
        self.municipalities.append(row)

    def districts(self) -> list[tuple[Any, ...]]:
        people: dict[str, int] = {}
        area: dict[str, Decimal] = {}
        for row in self.municipalities:
            people[row[8]] = people.get(row[8], 0) + row[10]
            area[row[8]] = area.get(row[8], Decimal(0)) + row[11]
        return [self._district(key, inhabitants, area[key]) for key, inhabitants in people.items()]

    def _district(self, key: str, inhabitants: int, area: Decimal) -> tuple[Any, ...]:
        name, kind = self.districts_by_key[key]
        land, level = key[:2], Municipality.Level.DISTRICT.value
        latitude, longitude, _degurba = self.known.get(key, (None, None, None))
        where = (latitude, longitude, None)
        return (key, "", level, _short(name), name, kind, self.lands[land], land, key, name, inhabitants, area, *where)


def _short(name: str) -> str:
    """„Aachen“ of „Aachen, Stadt“."""
    return name.partition(",")[0].strip()


def _word(words: dict[str, str], key: str) -> str:
    if key not in words:
        raise ValueError(_("Das Textkennzeichen „%(key)s“ ist unbekannt.") % {"key": key})
    return words[key]


def _number(text: str, what: str) -> int:
    if not text.strip().isdigit():
        raise ValueError(_("%(what)s „%(text)s“ ist keine Zahl.") % {"what": what, "text": text.strip()})
    return int(text)
