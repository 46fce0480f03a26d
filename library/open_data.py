"""What the portal gives away about a practice. One table of fields makes the JSON, the CSV and their description.

Nothing personal: no contact person, no mailbox, no author. Only what every reader may see (`PracticePage.shown`).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Prefetch, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from library.models import BuildingBlockUse, Condition, Freshness, PracticePage, Result, Step
from library.models.vocabulary import CostClass, Effort, EntryKind, Maturity, Outcome, SolutionType, TextLicence

LICENCE_ADDRESSES = {
    TextLicence.CC_BY: "https://creativecommons.org/licenses/by/4.0/",
    TextLicence.DL_DE_BY: "https://www.govdata.de/dl-de/by-2-0",
}
# Summaries of public sources are the portal's own words; facts have no author (data/README.md).
SHORT_ENTRY_LICENCE = TextLicence.CC_BY

Schema = dict[str, Any]
TEXT: Schema = {"type": "string"}
NUMBER: Schema = {"type": ["integer", "null"]}
FIGURE: Schema = {"type": ["number", "null"]}
TEXTS: Schema = {"type": "array", "items": TEXT}
TIME: Schema = {"type": ["string", "null"], "format": "date-time"}


def one_of(choices: Any) -> Schema:
    return {"type": ["string", "null"], "enum": [*choices.values, None]}


def several_of(choices: Any) -> Schema:
    return {"type": "array", "items": one_of(choices)}


def rows_of(**properties: Schema) -> Schema:
    return {"type": "array", "items": {"type": "object", "properties": properties}}


@dataclass(frozen=True)
class Field:
    """One field: its English name for machines, what it says (German), its schema, and where it comes from."""

    name: str
    says: str | Promise
    schema: Schema
    value: Callable[[PracticePage], Any]


def _range(low: int | None, high: int | None) -> dict[str, int | None] | None:
    return None if low is None and high is None else {"from": low, "to": high}


RANGE: Schema = {"type": ["object", "null"], "properties": {"from": NUMBER, "to": NUMBER}}


def address(practice: PracticePage) -> str:
    return f"{settings.PORTAL_URL}/bibliothek/{practice.slug}/"


def licence(practice: PracticePage) -> TextLicence:
    return TextLicence(practice.text_licence) if practice.text_licence else SHORT_ENTRY_LICENCE


FIELDS = (
    Field("id", _("Nummer im Portal"), {"type": "integer"}, lambda p: p.pk),
    Field("slug", _("Kürzel, Teil der Adresse"), TEXT, lambda p: p.slug),
    Field("url", _("Adresse der Seite"), {**TEXT, "format": "uri"}, address),
    Field("title", _("Titel"), TEXT, lambda p: p.title),
    Field("summary", _("Kurz gesagt"), TEXT, lambda p: p.lead),
    Field(
        "entry_kind",
        _("kurzeintrag: aus einer öffentlichen Quelle, von der Kommune nicht bestätigt; steckbrief: von ihr selbst"),
        one_of(EntryKind),
        lambda p: p.entry_kind,
    ),
    Field("origin", _("Herkunft"), TEXT, lambda p: p.place),
    Field("origin_ags", _("Amtlicher Gemeindeschlüssel der Herkunft; 5 Stellen für Kreise"), TEXT, lambda p: p.ags),
    Field("origin_state", _("Land"), TEXT, lambda p: p.origin.land if p.origin else ""),
    Field("fields_of_action", _("Handlungsfelder"), TEXTS, lambda p: [field.slug for field in p.fields_in_order]),
    Field("tags", _("Schlagworte"), TEXTS, lambda p: sorted(item.tag.slug for item in p.tagged_items.all())),
    Field("maturity", _("Reifegrad"), one_of(Maturity), lambda p: p.maturity or None),
    Field("outcome", _("Ausgang"), one_of(Outcome), lambda p: p.outcome or None),
    Field("effort", _("Aufwand"), one_of(Effort), lambda p: p.effort or None),
    Field("solution_types", _("Art der Lösung"), several_of(SolutionType), lambda p: p.solution_types),
    Field("problem", _("Ausgangslage und Problem"), TEXT, lambda p: p.problem),
    Field("solution", _("Lösung"), TEXT, lambda p: p.solution),
    Field("cost_once", _("Kosten einmalig in Euro"), RANGE, lambda p: _range(p.cost_once_from, p.cost_once_to)),
    Field("cost_yearly", _("Kosten jährlich in Euro"), RANGE, lambda p: _range(p.cost_yearly_from, p.cost_yearly_to)),
    Field("cost_class", _("Kostenklasse nach dem oberen Wert"), one_of(CostClass), lambda p: p.cost_class),
    Field("cost_year", _("Preisstand"), NUMBER, lambda p: p.cost_year),
    Field("duration_months", _("Dauer bis Start in Monaten"), NUMBER, lambda p: p.duration_months),
    Field(
        "results",
        _("Kennzahlen vorher und nachher"),
        rows_of(indicator=TEXT, before=FIGURE, after=FIGURE, unit=TEXT, period=TEXT, source=TEXT),
        lambda p: [
            {
                "indicator": row.indicator,
                "before": _float(row.before),
                "after": _float(row.after),
                "unit": row.unit,
                "period": row.period,
                "source": row.source,
            }
            for row in p.open_results
        ],
    ),
    Field(
        "steps",
        _("Schritte"),
        rows_of(title=TEXT, who=TEXT, months=NUMBER),
        lambda p: [{"title": row.title, "who": row.who, "months": row.months} for row in p.open_steps],
    ),
    Field(
        "conditions",
        _("Voraussetzungen"),
        rows_of(text=TEXT, necessity=TEXT, kind=TEXT),
        lambda p: [{"text": row.text, "necessity": row.necessity, "kind": row.kind} for row in p.open_conditions],
    ),
    Field(
        "building_blocks",
        _("Bausteine"),
        rows_of(slug=TEXT, name=TEXT, necessity=TEXT),
        lambda p: [
            {"slug": row.block.slug, "name": row.block.name, "necessity": row.necessity} for row in p.open_blocks
        ],
    ),
    Field("success_factors", _("Erfolgsfaktoren"), TEXTS, lambda p: p.points("success_factors")),
    Field("hurdles", _("Stolpersteine"), TEXTS, lambda p: p.points("hurdles")),
    Field("lessons", _("Das würden wir anders machen"), TEXT, lambda p: p.lessons),
    Field("transfer", _("Übertragbarkeit"), TEXT, lambda p: p.transfer_summary),
    Field("software_licence", _("Softwarelizenz"), TEXT, lambda p: p.software_licence),
    Field("repository", _("Quellcode"), TEXT, lambda p: p.repository),
    Field("adopters_in_operation", _("Weitere Kommunen im Betrieb, hier bestätigt"), NUMBER, lambda p: p.in_operation),
    Field("source_url", _("Quelle eines Kurzeintrags"), TEXT, lambda p: p.source_url),
    Field("source_status", _("Stand laut Quelle"), TEXT, lambda p: p.source_status),
    Field("licence", _("Lizenz dieser Angaben"), TEXT, licence),
    Field("licence_url", _("Wortlaut der Lizenz"), {**TEXT, "format": "uri"}, lambda p: LICENCE_ADDRESSES[licence(p)]),
    Field("confirmed_at", _("Zuletzt von der Kommune bestätigt"), TIME, lambda p: _time(_confirmed(p))),
    Field("published_at", _("Zuerst veröffentlicht"), TIME, lambda p: _time(p.first_published_at)),
    Field("changed_at", _("Zuletzt geändert"), TIME, lambda p: _time(p.last_published_at)),
)  # fmt: skip


def practices() -> QuerySet[PracticePage]:
    """The public practices with all that the fields read, in a constant number of queries."""
    shown: QuerySet[PracticePage] = PracticePage.objects.shown().for_lists()
    blocks = BuildingBlockUse.objects.select_related("block")
    return shown.select_related("freshness").prefetch_related(
        Prefetch("results", queryset=Result.objects.all(), to_attr="open_results"),
        Prefetch("steps", queryset=Step.objects.all(), to_attr="open_steps"),
        Prefetch("conditions", queryset=Condition.objects.all(), to_attr="open_conditions"),
        Prefetch("building_blocks", queryset=blocks, to_attr="open_blocks"),
    )


def record(practice: PracticePage) -> dict[str, Any]:
    """One practice loaded by `practices` above."""
    return {field.name: field.value(practice) for field in FIELDS}


def flat(practice: PracticePage) -> Iterator[Any]:
    """One line of the CSV: lists are joined, ranges become two cells (see `columns`)."""
    for field in FIELDS:
        value = field.value(practice)
        if field.schema is RANGE:
            yield from (value or {"from": None, "to": None}).values()
        elif isinstance(value, list):
            yield " | ".join(_words(each) for each in value)
        else:
            yield value


def columns() -> Iterator[str]:
    for field in FIELDS:
        yield from (f"{field.name}_from", f"{field.name}_to") if field.schema is RANGE else (field.name,)


def _words(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key}: {part}" for key, part in value.items() if part not in (None, ""))
    return str(value)


def _confirmed(practice: PracticePage) -> Any:
    try:
        return practice.freshness.confirmed_at
    except Freshness.DoesNotExist:
        return None


def _time(value: Any) -> str | None:
    return value.isoformat() if value else None


def _float(value: Any) -> float | None:
    return None if value is None else float(value)
