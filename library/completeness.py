"""What a practice needs before it can be handed in, and how far it is (Concepts §6).

The list is the rule: authors, reviewers, the editors' room and the tests ask here and nowhere else.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from library.models import PracticePage

Check = Callable[[PracticePage], bool]
Words = str | Promise


@dataclass(frozen=True)
class Required:
    """One thing that binds: where it is filled in, what people call it, and what to do when it is missing."""

    section: str
    field: str
    label: Words
    sentence: Words
    is_there: Check


@dataclass(frozen=True)
class SectionState:
    slug: str
    total: int
    missing: tuple[Required, ...]

    @property
    def percent(self) -> int:
        return 100 if not self.total else round(100 * (self.total - len(self.missing)) / self.total)


def _text(name: str) -> Check:
    return lambda practice: bool(str(getattr(practice, name) or "").strip())


def _given(name: str) -> Check:
    return lambda practice: getattr(practice, name) is not None


def _rows(name: str) -> Check:
    return lambda practice: bool(list(getattr(practice, name).all()))


def _fields_of_action(practice: PracticePage) -> bool:
    return 1 <= len(list(practice.fields_of_action.all())) <= 3


def _results(practice: PracticePage) -> bool:
    rows = list(practice.results.all())
    if any(row.before is None or row.after is None for row in rows):
        return False
    return bool(rows) or bool(practice.not_measurable_because.strip())


def _conditions(practice: PracticePage) -> bool:
    rows = list(practice.conditions.all())
    return bool(rows) and all(row.kind for row in rows)


REQUIRED = (
    Required(
        "grunddaten",
        "title",
        _("Titel"),
        _("Bitte geben Sie der Praxis einen Titel mit höchstens 90 Zeichen."),
        lambda p: bool(p.title.strip()) and len(p.title) <= 90,
    ),
    Required(
        "grunddaten", "lead", _("Kurz gesagt"), _("Bitte sagen Sie in ein, zwei Sätzen, worum es geht."), _text("lead")
    ),
    Required(
        "grunddaten",
        "origin",
        _("Herkunft"),
        _("Bitte sagen Sie, aus welcher Kommune oder welchem Unternehmen die Praxis kommt."),
        _given("origin_id"),
    ),
    Required(
        "grunddaten",
        "fields_of_action",
        _("Handlungsfelder"),
        _("Bitte wählen Sie ein bis drei Handlungsfelder."),
        _fields_of_action,
    ),
    Required(
        "grunddaten", "maturity", _("Reifegrad"), _("Bitte sagen Sie, wie weit die Praxis ist."), _text("maturity")
    ),
    Required(
        "grunddaten",
        "outcome",
        _("Ausgang"),
        _("Bitte sagen Sie, wie es ausgegangen ist. Auch Gescheitertes hilft."),
        _text("outcome"),
    ),
    Required("grunddaten", "effort", _("Aufwand"), _("Bitte schätzen Sie den Aufwand ein."), _text("effort")),
    Required(
        "grunddaten",
        "duration_months",
        _("Dauer bis Start in Monaten"),
        _("Bitte nennen Sie die Dauer in Monaten."),
        _given("duration_months"),
    ),
    Required(
        "problem",
        "problem",
        _("Ausgangslage und Problem"),
        _("Bitte beschreiben Sie, was vorher nicht gut war."),
        _text("problem"),
    ),
    Required("problem", "solution", _("Lösung"), _("Bitte beschreiben Sie, was Sie getan haben."), _text("solution")),
    Required(
        "problem",
        "solution_types",
        _("Art der Lösung"),
        _("Bitte wählen Sie mindestens eine Art der Lösung."),
        lambda p: bool(p.solution_types),
    ),
    Required(
        "ergebnisse",
        "results",
        _("Kennzahlen"),
        _(
            "Bitte tragen Sie eine Kennzahl mit Vorher und Nachher ein, oder schreiben Sie, warum noch nichts"
            " messbar ist."
        ),
        _results,
    ),
    Required(
        "ergebnisse",
        "success_factors",
        _("Erfolgsfaktoren"),
        _("Bitte nennen Sie mindestens einen Erfolgsfaktor."),
        _text("success_factors"),
    ),
    Required(
        "ergebnisse",
        "hurdles",
        _("Stolpersteine"),
        _("Bitte nennen Sie mindestens einen Stolperstein."),
        _text("hurdles"),
    ),
    Required(
        "ergebnisse",
        "lessons",
        _("Das würden wir anders machen"),
        _("Bitte schreiben Sie mindestens einen Satz. Ohne diese Angabe können wir die Praxis nicht veröffentlichen."),
        _text("lessons"),
    ),
    Required(
        "kosten",
        "cost_once_from",
        _("Kosten einmalig"),
        _("Bitte nennen Sie die einmaligen Kosten, zur Not als Spanne."),
        _given("cost_once_from"),
    ),
    Required(
        "kosten",
        "cost_yearly_from",
        _("Kosten jährlich"),
        _("Bitte nennen Sie die jährlichen Kosten, zur Not als Spanne."),
        _given("cost_yearly_from"),
    ),
    Required(
        "kosten",
        "cost_year",
        _("Preisstand (Jahr)"),
        _("Bitte nennen Sie das Jahr, auf das sich die Preise beziehen."),
        _given("cost_year"),
    ),
    Required(
        "kosten",
        "staff_setup",
        _("Stellen im Aufbau"),
        _("Bitte nennen Sie die Stellen im Aufbau, auch als 0 oder 0,1."),
        _given("staff_setup"),
    ),
    Required(
        "kosten",
        "staff_operation",
        _("Stellen im Betrieb"),
        _("Bitte nennen Sie die Stellen im Betrieb, auch als 0 oder 0,1."),
        _given("staff_operation"),
    ),
    Required(
        "schritte",
        "first_step",
        _("Erster Schritt"),
        _("Bitte nennen Sie, womit andere in 30 Tagen beginnen können."),
        _text("first_step"),
    ),
    Required("schritte", "steps", _("Schritte"), _("Bitte nennen Sie mindestens einen Schritt."), _rows("steps")),
    Required(
        "uebertragbarkeit",
        "transfer_summary",
        _("Übertragbarkeit"),
        _("Bitte beschreiben Sie, was andere für die Übertragung brauchen."),
        _text("transfer_summary"),
    ),
    Required(
        "uebertragbarkeit",
        "conditions",
        _("Voraussetzungen"),
        _("Bitte nennen Sie mindestens eine Voraussetzung, jede mit ihrer Art."),
        _conditions,
    ),
    Required(
        "anlaufstelle",
        "contact_mailbox",
        _("Funktionspostfach"),
        _("Bitte nennen Sie ein Postfach für Fragen."),
        _text("contact_mailbox"),
    ),
    Required(
        "dateien",
        "text_licence",
        _("Lizenz des Steckbriefs"),
        _("Bitte wählen Sie eine Lizenz für den Text."),
        _text("text_licence"),
    ),
)

SECTIONS = {
    "grunddaten": _("Grunddaten"),
    "problem": _("Problem und Lösung"),
    "ergebnisse": _("Ergebnisse"),
    "kosten": _("Kosten und Personal"),
    "schritte": _("Schritte und Technik"),
    "uebertragbarkeit": _("Übertragbarkeit"),
    "anlaufstelle": _("Anlaufstelle"),
    "dateien": _("Dateien und Lizenz"),
}


def missing(practice: PracticePage) -> list[Required]:
    """What binds and is not there yet, in the order of the sections."""
    return [required for required in REQUIRED if not required.is_there(practice)]


def percent(practice: PracticePage) -> int:
    """0 to 100, of the required things."""
    return round(100 * (len(REQUIRED) - len(missing(practice))) / len(REQUIRED))


def by_section(practice: PracticePage) -> list[SectionState]:
    gaps = missing(practice)
    return [
        SectionState(
            slug,
            sum(required.section == slug for required in REQUIRED),
            tuple(gap for gap in gaps if gap.section == slug),
        )
        for slug in SECTIONS
    ]
