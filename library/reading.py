"""What a reader sees of one practice: key facts, before and after, contents. Pure reading, nothing is changed."""

from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from django.db.models import Q
from django.http import HttpRequest
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.models import Page

from library import bookmarks, fit, fit_facts, pictures
from library.drafting import may_take_over
from library.models import Freshness, Link, LinkCheck, PracticePage, Presentation, Result, Submission
from library.models.vocabulary import Necessity
from library.stages import own_stages
from members.models import Organisation
from members.permissions import may_manage, organisations_of

Words = str | Promise | SafeString
Fact = tuple[Words, Words]


def reading_context(practice: PracticePage, request: HttpRequest) -> dict[str, Any]:
    """All that templates/library/practice_page.html needs, in a constant number of queries."""
    home = home_of(request)
    conditions = list(practice.conditions.all())
    context = {
        "practice": practice,
        "facts": [(label, value) for label, value in facts(practice) if value],
        "pictures": pictures.of(practice),
        "results": [
            before_after(row) for row in practice.results.all() if row.before is not None and row.after is not None
        ],
        "cost_items": list(practice.cost_items.all()),
        "cost_total": (
            money(practice.cost_once_from, practice.cost_once_to),
            money(practice.cost_yearly_from, practice.cost_yearly_to),
        ),
        "cost_note": cost_note(practice),
        "staff": staff(practice),
        "per_inhabitant": per_inhabitant(practice, home),
        "steps": list(practice.steps.all()),
        "needed": [c.text for c in conditions if c.necessity == Necessity.NEEDED],
        "helpful": [c.text for c in conditions if c.necessity == Necessity.HELPFUL],
        "success_factors": practice.points("success_factors"),
        "hurdles": practice.points("hurdles"),
        "transfer_fixed": practice.points("transfer_fixed"),
        "transfer_adapt": practice.points("transfer_adapt"),
        "partners": list(practice.partner_rows.select_related("organisation")),
        "blocks": list(practice.building_blocks.select_related("block")),
        "funding": list(practice.funding.select_related("programme")),
        "attachments": list(practice.attachments.select_related("document")),
        "links": (links := list(practice.links.all())),
        "presentations": _public(list(practice.presentations.select_related("event"))),
        "more_facts": more_facts(practice),
        "support_offer": practice.words_of("support_offer"),
        "contact_name": contact_name(practice),
        "source_host": urlsplit(practice.source_url).netloc.removeprefix("www."),
        "home": home,
        "fit_band": fit_band(practice, home, request),
        **_neighbours(practice),
        **_reader(practice, request),
        **_trust(practice, links),
    }
    sections = contents(practice, context)
    there = {anchor for anchor, _words in sections}
    return {
        **context,
        "contents": sections,
        "has_transfer": "uebertragbarkeit" in there,
        "has_more_facts": "mehr" in there,
    }


def _neighbours(practice: PracticePage) -> dict[str, Any]:
    """What this one builds on, and what was built upon it."""
    known = Q(builds_on=practice.pk) | Q(pk=practice.builds_on_id)
    found = list(PracticePage.objects.shown().filter(known).select_related("origin").order_by("pk")[:6])
    return {
        "builds_on": next((page for page in found if page.pk == practice.builds_on_id), None),
        "built_upon": [page for page in found if page.builds_on_id == practice.pk],
    }


def _public(presentations: list[Presentation]) -> list[Presentation]:
    """Those at events that everybody may see."""
    if not presentations:
        return []
    shown = set(Page.objects.live().public().filter(pk__in=[row.event_id for row in presentations]).values_list("pk"))
    return [row for row in presentations if (row.event_id,) in shown]


def _reader(practice: PracticePage, request: HttpRequest) -> dict[str, Any]:
    """What this reader may do here; visitors cost no query."""
    if not request.user.is_authenticated:
        return {}
    organisations = list(organisations_of(request.user))
    kept = set(bookmarks.kept_by(request.user).filter(practice=practice).values_list("organisation", flat=True))
    place = practice.origin.municipality_id if practice.origin else None
    own = next(
        (
            organisation
            for organisation in organisations
            if organisation.pk == practice.origin_id or (place and organisation.municipality_id == place)
        ),
        None,
    )
    return {
        "own_organisation": own,
        "may_take_over": own is not None and practice.is_short and may_take_over(practice, request.user, own),
        "is_kept": None in kept,
        "share_with": [organisation for organisation in organisations if organisation.pk not in kept],
        "own_stage": own_stages(request.user, [practice.pk]).get(practice.pk, ""),
    }


def fit_band(practice: PracticePage, home: Organisation | None, request: HttpRequest) -> dict[str, Any] | None:
    """How well it fits the reader's place, drawn large; None for visitors, for the origin itself and for drafts."""
    if home is None or home.pk == practice.origin_id or not practice.live:
        return None
    page = fit_facts.with_facts(PracticePage.objects.filter(pk=practice.pk)).get()
    found = fit_facts.judged([page], fit_facts.place(home))[page.pk]
    drawn = fit_facts.drawn(found, large=True)
    is_complete = found.known_weight == sum(fit.WEIGHTS.values())
    return drawn and {"fit": drawn, "may_complete": not is_complete and may_manage(request.user, home)}


def _trust(practice: PracticePage, links: list[Link]) -> dict[str, Any]:
    """Who confirmed it when, and what changed: „Stand“ in the reader's words (Concepts §6)."""
    if practice.is_short:
        return {}
    published = practice.submissions.filter(state=Submission.State.PUBLISHED).order_by("-decided_at")
    return {
        "freshness": Freshness.objects.filter(practice=practice).first(),
        "confirmation": practice.confirmations.select_related("organisation").first(),
        "versions": [{"at": row.decided_at, "note": row.change_note} for row in published[:10]],
        "broken_links": set(
            LinkCheck.objects.filter(
                url__in=[link.url for link in links], failures__gte=LinkCheck.BROKEN_AFTER
            ).values_list("url", flat=True)
        ),
    }


def contact_name(practice: PracticePage) -> str:
    """The person beside the mailbox, only while the membership lasts and only when shown by her own choice."""
    person = practice.contact_person
    if person is None or not person.is_public or person.state != person.State.ACTIVE:
        return ""
    return person.user.get_full_name()


def home_of(request: HttpRequest) -> Organisation | None:
    """The place of the reader's first organisation (a company's is its municipality), or None for visitors."""
    if not request.user.is_authenticated:
        return None
    first = organisations_of(request.user).select_related("municipality", "parent__municipality").first()
    return first.place if first else None


# --- Key facts ------------------------------------------------------------------------------------------------------


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

    return [
        (_("Art der Lösung"), several("solution_types")),
        (_("Zielgruppen"), several("target_groups")),
        (_("Wirkung auf"), several("impact_dimensions")),
        (_("Räumlicher Bezug"), page.get_spatial_scope_display()),
        (_("Nachhaltigkeitsziele"), several("sdgs")),
        (_("Beschaffung"), several("procurement")),
        (_("Kenntnisse"), page.skills),
        (_("Standards"), ", ".join(page.points("standards"))),
        (_("Schnittstellen"), ", ".join(page.points("interfaces"))),
        (_("Datengrundlagen"), page.data_used),
        (_("Offene Daten"), _link(page.open_data_url)),
        (_("publiccode.yml"), _link(page.publiccode_url)),
        (_("Kooperationsform"), page.get_cooperation_form_display()),
        (_("Geeignet für"), ", ".join(filter(None, (several("suitable_sizes"), several("suitable_regions"))))),
        (_("Bürgerbeteiligung"), _two(page.get_participation_display(), page.participation_how)),
        (_("Datenschutz-Folgenabschätzung"), page.get_data_protection_assessment_display()),
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


# --- Results and contents -------------------------------------------------------------------------------------------


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


def contents(practice: PracticePage, context: dict[str, Any]) -> list[tuple[str, str]]:
    """Only sections that are there: (id of the heading, its words)."""
    has_costs = context["cost_items"] or practice.cost_class is not None or practice.staff_setup is not None
    has_transfer = (
        practice.transfer_summary or context["needed"] or context["helpful"] or practice.points("transfer_adapt")
    )
    sections = [
        ("problem", _("Problem und Lösung"), practice.problem or practice.solution),
        ("ergebnisse", _("Ergebnisse"), context["results"] or practice.not_measurable_because),
        ("erfahrungen", _("Erfahrungen"), practice.success_factors or practice.hurdles or practice.lessons),
        ("kosten", _("Kosten und Personal"), not practice.is_short and has_costs),
        ("schritte", _("Schritte"), context["steps"] or practice.first_step),
        ("uebertragbarkeit", _("Übertragbarkeit"), has_transfer),
        ("anlaufstelle", _("Anlaufstelle"), bool(practice.contact_mailbox)),
        ("links", _("Beteiligte und Links"), context["links"] or context["presentations"] or context["partners"]),
        ("mehr", _("Weitere Angaben"), any(value for _label, value in context["more_facts"])),
        ("quelle", _("Quelle"), practice.source_url),
        ("aenderungen", _("Änderungen"), context.get("versions")),
        ("passung", _("Passung für %s") % context["home"], context["fit_band"]),
        ("nachnutzung", _("Nachnutzung"), practice.live),
    ]
    return [(anchor, words) for anchor, words, there in sections if there]
