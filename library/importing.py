"""Kurzeinträge from a table: check every row first, then write all or nothing.

Columns are those of data/good_practices.csv, or the same in German, as in the template that editors fill in; only
`title`, `summary_de`, `source_url` and one of `ags` and `municipality` bind. `id` makes the import repeatable: a
known id is updated as long as it is still a Kurzeintrag.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from forum import tables
from forum.models import Tag
from library.models import LibraryPage, Partner, PracticePage
from library.models.practice import free_slug, plain_letters
from library.models.vocabulary import EntryKind, Maturity, PartnerRole
from members.models import Municipality, Organisation

COLUMNS = {
    "id": "kennung",
    "title": "titel",
    "municipality": "ort",
    "ags": "ags",
    "further_municipalities": "weitere orte",
    "further_ags": "weitere ags",
    "theme": "schlagwort",
    "summary_de": "zusammenfassung",
    "status": "stand",
    "year": "jahr",
    "technology": "technik",
    "source_url": "quelle",
    "repo_url": "quellcode",
    "note": "anmerkung",
}

# What a source's words say about maturity. „umgesetzt“ or „gefördert“ say nothing certain: then no maturity is claimed
# and the words themselves are shown.
MATURITY_OF_WORDS = {
    "angekündigt": Maturity.CONCEPT,
    "vereinbart": Maturity.CONCEPT,
    "geplant": Maturity.CONCEPT,
    "Forschungsprojekt abgeschlossen": Maturity.ENDED,
    "Erprobung abgeschlossen": Maturity.ENDED,
    "Forschungsprojekt": Maturity.PILOT,
    "Pilot": Maturity.PILOT,
    "Testphase": Maturity.PILOT,
    "in Umsetzung": Maturity.ROLL_OUT,
    "in Entwicklung": Maturity.ROLL_OUT,
    "in Einführung": Maturity.ROLL_OUT,
    "in Ausweitung": Maturity.ROLL_OUT,
    "im Aufbau": Maturity.ROLL_OUT,
    "in Betrieb": Maturity.OPERATION,
    "eingesetzt": Maturity.OPERATION,
}


@dataclass
class Report:
    """What an import did, or in a dry run would do. `problems` are (line of the file, sentence)."""

    created: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    problems: list[tuple[int, str]] = field(default_factory=list)


class ImportRefused(Exception):
    """At least one row has a problem; nothing was written. `report.problems` names each."""

    def __init__(self, report: Report) -> None:
        super().__init__(_("Die Datei enthält Fehler. Es wurde nichts übernommen."))
        self.report = report


def maturity_of(words: str) -> str:
    """The maturity that the source's words allow to state, or "" (Concepts §6)."""
    return next((maturity for start, maturity in MATURITY_OF_WORDS.items() if words.startswith(start)), "")


def read(name: str, content: bytes) -> list[dict[str, str]]:
    """The rows of a CSV or XLSX file. Raises tables.UnreadableTable, and ImportRefused on a wrong head."""
    rows = tables.read(name, content)
    heads = rows[0].keys()
    missing = [COLUMNS[name] for name in ("title", "summary_de", "source_url") if not heads & {name, COLUMNS[name]}]
    if missing:
        sentence = _("In der ersten Zeile fehlen die Spalten: %s.") % ", ".join(missing)
        raise ImportRefused(Report(problems=[(1, sentence)]))
    return [{name: row.get(german) or row.get(name, "") for name, german in COLUMNS.items()} for row in rows]


@transaction.atomic
def take_in(rows: Iterable[dict[str, str]], *, dry_run: bool = False) -> Report:
    """Writes the rows as published Kurzeinträge, or with `dry_run` only says what it would do.

    Raises ImportRefused when any row has a problem; then nothing is written.
    """
    rows, report = list(rows), Report()
    library = LibraryPage.objects.get()
    LibraryPage.objects.select_for_update(of=("self",), no_key=True).get(pk=library.pk)
    tags = {key: tag for tag in Tag.objects.select_related("field_of_action") for key in (tag.name, tag.slug)}
    places = {place.ags: place for place in Municipality.objects.filter(ags__in=set(_keys(rows)))}
    for number, row in enumerate(rows, start=2):
        report.problems += [(number, problem) for problem in _problems(row, tags, places)]
    if report.problems:
        raise ImportRefused(report)
    known = {
        page.external_id: page
        for page in PracticePage.objects.filter(external_id__in=[row["id"] for row in rows if row["id"]])
    }
    for row in rows:
        _take_row(row, known.get(row["id"]), library, tags, places, report, dry_run=dry_run)
    return report


def _keys(rows: list[dict[str, str]]) -> Iterable[str]:
    for row in rows:
        yield row["ags"]
        yield from _split(row["further_ags"])


def _split(cell: str) -> list[str]:
    return [part.strip() for part in cell.split(";") if part.strip()]


def _problems(row: dict[str, str], tags: dict[str, Tag], places: dict[str, Municipality]) -> Iterable[str]:
    if not row["title"] or len(row["title"]) > 90:
        yield _("Der Titel fehlt oder hat mehr als 90 Zeichen.")
    if not row["summary_de"] or len(row["summary_de"]) > 300:
        yield _("Die Zusammenfassung fehlt oder hat mehr als 300 Zeichen.")
    for name in ("source_url", "repo_url"):
        if row[name] or name == "source_url":
            try:
                URLValidator(schemes=["http", "https"])(row[name])
            except ValidationError:
                yield _("„%(value)s“ in der Spalte „%(name)s“ ist keine Internet-Adresse.") % {
                    "value": row[name],
                    "name": COLUMNS[name],
                }
    for ags in [row["ags"], *_split(row["further_ags"])]:
        if ags and ags not in places:
            yield _("Den Gemeindeschlüssel %s gibt es im Register nicht.") % ags
    if row["theme"] and row["theme"] not in tags:
        yield _("Das Schlagwort „%s“ gibt es nicht.") % row["theme"]
    if row["year"] and not (row["year"].isdecimal() and 1990 <= int(row["year"]) <= 2100):
        yield _("Das Jahr „%s“ ist keine Jahreszahl.") % row["year"]


def _take_row(
    row: dict[str, str],
    page: PracticePage | None,
    library: LibraryPage,
    tags: dict[str, Tag],
    places: dict[str, Municipality],
    report: Report,
    *,
    dry_run: bool,
) -> None:
    fields = _fields(row)
    if page is not None and (not page.is_short or all(getattr(page, k) == v for k, v in fields.items())):
        report.unchanged.append(row["title"])
        return
    (report.updated if page else report.created).append(row["title"])
    if dry_run:
        return
    page = page or PracticePage(entry_kind=EntryKind.SHORT, slug=free_slug(library, row["title"]), live=False)
    for name, value in fields.items():
        setattr(page, name, value)
    page.origin = _origin(row, places)
    page.partner_rows = [  # type: ignore[misc]
        Partner(organisation=mentioned(places[ags]), role=PartnerRole.PARTNER) for ags in _split(row["further_ags"])
    ]
    tag = tags.get(row["theme"])
    if tag:
        page.tags.set([tag])
        page.fields_of_action = [tag.field_of_action] if tag.field_of_action else []
    if page.pk is None:
        library.add_child(instance=page)
    page.save_revision().publish()


def _fields(row: dict[str, str]) -> dict[str, object]:
    return {
        "external_id": row["id"] or None,
        "title": row["title"],
        "lead": row["summary_de"],
        "maturity": maturity_of(row["status"]),
        "source_url": row["source_url"],
        "source_status": row["status"],
        "source_year": int(row["year"]) if row["year"] else None,
        "source_technology": row["technology"],
        "source_note": row["note"],
        "repository": row["repo_url"],
    }


def _origin(row: dict[str, str], places: dict[str, Municipality]) -> Organisation | None:
    if row["ags"]:
        return mentioned(places[row["ags"]])
    if not row["municipality"]:
        return None
    found = Organisation.objects.filter(name=row["municipality"]).first()
    return found or Organisation.objects.create(
        name=row["municipality"],
        slug=_free_organisation_slug(row["municipality"]),
        kind=Organisation.Kind.OTHER,
    )


def mentioned(place: Municipality) -> Organisation:
    """The organisation of a municipality or district of the register; made as „nur erwähnt“ when the forum has none."""
    kind = Organisation.Kind.DISTRICT if place.level == Municipality.Level.DISTRICT else Organisation.Kind.MUNICIPALITY
    found = Organisation.objects.filter(
        municipality=place, kind__in=[Organisation.Kind.MUNICIPALITY, Organisation.Kind.DISTRICT]
    ).first()
    return found or Organisation.objects.create(
        name=place.name, slug=_free_organisation_slug(place.name, place.ags), kind=kind, municipality=place
    )


def _free_organisation_slug(name: str, ags: str = "") -> str:
    base = slugify(plain_letters(name))[:60] or "organisation"
    candidates = [base, *([f"{base}-{ags}"] if ags else []), *(f"{base}-{n}" for n in range(2, 100))]
    taken = set(Organisation.objects.filter(slug__in=candidates).values_list("slug", flat=True))
    return next(slug for slug in candidates if slug not in taken)
