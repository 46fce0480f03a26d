"""A practice in figures and few words: „Auf einen Blick“, costs, staff, results; on its page and on paper."""

from decimal import Decimal
from typing import Any

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from library.models import PracticePage, Result
from members.models import Organisation

Words = str | Promise | SafeString
Fact = tuple[Words, Words]


def money(low: int | None, high: int | None) -> str:
    """„85.000 €“, „60.000–90.000 €“, „keine“, or "" when not stated. Whole euros."""
    if low is None and high is None:
        return ""
    low = low or 0 if high is None else high if low is None else low
    high = low if high is None else high
    if high == 0:
        return _("keine")
    if low == high:
        return f"{number_format(high, 0)} €"
    return f"{number_format(low, 0)}–{number_format(high, 0)} €"


def figure(value: Decimal | None) -> str:
    """A number as Germans write it, without idle zeros: „0,5“, „1.100“."""
    if value is None:
        return ""
    value = value.normalize()
    exponent = value.as_tuple().exponent
    return number_format(value, max(0, -exponent if isinstance(exponent, int) else 0))


def facts(practice: PracticePage) -> list[Fact]:
    """The box „Auf einen Blick“: a Kurzeintrag says only what its source says."""
    if practice.is_short:
        return [
            (_("Reifegrad"), practice.maturity_word),
            (_("Stand laut Quelle"), practice.source_status),
            (_("Jahr laut Quelle"), str(practice.source_year or "")),
            (_("Technik laut Quelle"), practice.source_technology),
            (_("Software"), software(practice)),
        ]
    months = practice.duration_months
    return [
        (_("Einmalig"), money(practice.cost_once_from, practice.cost_once_to)),
        (_("Jährlich"), money(practice.cost_yearly_from, practice.cost_yearly_to)),
        (_("Dauer bis Start"), ngettext("%d Monat", "%d Monate", months) % months if months is not None else ""),
        (_("Personal"), staff(practice)),
        (_("Aufwand"), practice.effort_word),
        (_("Ausgang"), practice.get_outcome_display() if practice.outcome else ""),
        (_("Software"), software(practice)),
    ]


def staff(practice: PracticePage) -> str:
    parts = []
    if practice.staff_setup is not None:
        parts.append(_("%s Stellen im Aufbau") % figure(practice.staff_setup))
    if practice.staff_operation is not None:
        parts.append(_("%s im Betrieb") % figure(practice.staff_operation))
    return ", ".join(parts)


def software(practice: PracticePage) -> Words:
    if not practice.repository:
        return practice.software_licence
    link = format_html('<a href="{}" rel="noopener">{}</a>', practice.repository, _("Quellcode"))
    return format_html("{}, {}", practice.software_licence, link) if practice.software_licence else link


def cost_note(practice: PracticePage) -> str:
    """„Preisstand 2026, ohne Personal.“"""
    if practice.cost_class is None:
        return ""
    staffed = _("mit Personal") if practice.cost_includes_staff else _("ohne Personal")
    if practice.cost_year:
        return _("Preisstand %(year)s, %(staffed)s.") % {"year": practice.cost_year, "staffed": staffed}
    return f"{staffed[0].upper()}{staffed[1:]}."


def per_inhabitant(practice: PracticePage, home: Organisation | None) -> str:
    """One-off costs per inhabitant of the origin, and carried over to the reader's own place: a first idea."""
    origin, euros = practice.origin, practice.cost_once_to
    if not euros or origin is None or not origin.population:
        return ""
    each = Decimal(euros) / origin.population
    words = _("Das sind höchstens %(each)s € je Einwohner*in in %(origin)s.") % {
        "each": number_format(each, 2),
        "origin": origin.name,
    }
    if home is None or home.pk == origin.pk or not home.population:
        return words
    carried = max(round(float(each) * home.population, -3), 1000)
    return _("%(words)s Auf %(home)s übertragen wären das grob %(sum)s € – eine erste Orientierung, keine Planung.") % {
        "words": words,
        "home": home.name,
        "sum": number_format(carried, 0),
    }


def more_facts(practice: PracticePage) -> list[Fact]:
    """What is worth knowing on the second look, folded away at the end."""
    page = practice

    def several(name: str) -> str:
        return ", ".join(page.words_of(name))

    def one(name: str) -> str:
        return getattr(page, f"get_{name}_display")() if getattr(page, name) else ""

    return [
        (_("Art der Lösung"), several("solution_types")),
        (_("Zielgruppen"), several("target_groups")),
        (_("Wirkung auf"), several("impact_dimensions")),
        (_("Räumlicher Bezug"), one("spatial_scope")),
        (_("Nachhaltigkeitsziele"), several("sdgs")),
        (_("Beschaffung"), several("procurement")),
        (_("Kenntnisse"), page.skills),
        (_("Standards"), ", ".join(page.points("standards"))),
        (_("Schnittstellen"), ", ".join(page.points("interfaces"))),
        (_("Datengrundlagen"), page.data_used),
        (_("Offene Daten"), _link(page.open_data_url)),
        (_("publiccode.yml"), _link(page.publiccode_url)),
        (_("Kooperationsform"), one("cooperation_form")),
        (_("Geeignet für"), ", ".join(filter(None, (several("suitable_sizes"), several("suitable_regions"))))),
        (_("Bürgerbeteiligung"), _two(one("participation"), page.participation_how)),
        (_("Datenschutz-Folgenabschätzung"), one("data_protection_assessment")),
        (_("Recht und Datenschutz"), page.legal_notes),
        (_("Verstetigung: Kommunikation"), page.sustain_communication),
        (_("Verstetigung: Wirkungsnachweis"), page.sustain_evidence),
        (_("Verstetigung: Technik"), page.sustain_technology),
        (_("Verstetigung: Zuständigkeit"), page.sustain_responsibility),
        (_("Verstetigung: Finanzierung"), page.sustain_funding),
        (_("Modellprojekt"), _("ja") if page.is_model_project else ""),
    ]


def _link(url: str) -> Words:
    return format_html('<a href="{0}" rel="noopener">{0}</a>', url) if url else ""


def _two(first: str, second: str) -> str:
    return ": ".join(part for part in (first, second) if part)


def before_after(result: Result) -> dict[str, Any]:
    """One indicator for components/before-after.html and for the table below it."""
    unit = f" {result.unit}" if result.unit else ""
    return {
        "label": result.indicator,
        "change": result.change,
        "before": float(result.before or 0),
        "after": float(result.after or 0),
        "before_words": f"{figure(result.before)}{unit}",
        "after_words": f"{figure(result.after)}{unit}",
        "period": result.period,
        "source": result.source,
        "is_better": result.is_better,
    }
