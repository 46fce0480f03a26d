"""What a reader sees of one practice, and what this reader may do there. Pure reading, nothing is changed."""

from typing import Any
from urllib.parse import urlsplit

from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext as _
from wagtail.models import Page

from library import bookmarks, key_facts, pictures
from library.drafting import may_take_over, speaks_for
from library.fits import Fits
from library.models import Link, LinkCheck, PracticePage, Presentation, Submission
from library.models.vocabulary import Necessity
from library.stages import own_stages
from members.models import Organisation
from members.permissions import may_manage_here, own_keys, own_organisations


def reading_context(practice: PracticePage, request: HttpRequest) -> dict[str, Any]:
    """All that templates/library/practice_page.html needs, in a constant number of queries."""
    home = home_of(request)
    conditions = list(practice.conditions.all())
    context = {
        "practice": practice,
        "facts": [(label, value) for label, value in key_facts.facts(practice) if value],
        "pictures": pictures.of(practice),
        "results": [
            key_facts.before_after(row)
            for row in practice.results.all()
            if row.before is not None and row.after is not None
        ],
        "cost_items": [] if practice.is_short else list(practice.cost_items.all()),
        "cost_total": (
            key_facts.money(practice.cost_once_from, practice.cost_once_to),
            key_facts.money(practice.cost_yearly_from, practice.cost_yearly_to),
        ),
        "cost_note": key_facts.cost_note(practice),
        "staff": key_facts.staff(practice),
        "per_inhabitant": key_facts.per_inhabitant(practice, home),
        "steps": list(practice.steps.all()),
        "needed": [c.text for c in conditions if c.necessity == Necessity.NEEDED],
        "helpful": [c.text for c in conditions if c.necessity == Necessity.HELPFUL],
        "success_factors": practice.points("success_factors"),
        "hurdles": practice.points("hurdles"),
        "transfer_fixed": practice.points("transfer_fixed"),
        "transfer_adapt": practice.points("transfer_adapt"),
        "partners": list(
            practice.partner_rows.select_related("organisation").only("practice", "role", "organisation__name")
        ),
        "blocks": list(practice.building_blocks.select_related("block")),
        "funding": [] if practice.is_short else list(practice.funding.select_related("programme")),
        "attachments": list(practice.attachments.select_related("document")),
        "links": (links := list(practice.links.all())),
        "presentations": _public(list(practice.presentations.select_related("event"))),
        "more_facts": key_facts.more_facts(practice),
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
    pages = PracticePage.objects.shown().filter(known).select_related("origin")
    found = list(pages.only("title", "slug", "url_path", "builds_on", "origin__name").order_by("pk")[:6])
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
    organisations = own_organisations(request)
    kept = bookmarks.keepers(request.user, own_keys(request), practice)
    origin = practice.origin
    own = next((each for each in organisations if origin and speaks_for(each, origin)), None)
    return {
        "own_organisation": own,
        "may_take_over": own is not None and practice.is_short and may_take_over(practice, request.user, own),
        "is_kept": None in kept,
        "share_with": [organisation for organisation in organisations if organisation.pk not in kept],
        "own_stage": own_stages(request, [practice.pk]).get(practice.pk, ""),
    }


def fit_band(practice: PracticePage, home: Organisation | None, request: HttpRequest) -> dict[str, Any] | None:
    """How well it fits the reader's place, drawn large; None for visitors, for the origin itself and for drafts."""
    if home is None or home.pk == practice.origin_id or not practice.live:
        return None
    drawn, is_complete = Fits(home).in_full(practice)
    return drawn and {"fit": drawn, "may_complete": not is_complete and may_manage_here(request, home)}


def _trust(practice: PracticePage, links: list[Link]) -> dict[str, Any]:
    """Who confirmed it when, and what changed: „Stand“ in the reader's words (Concepts §6)."""
    if practice.is_short:
        return {}
    published = practice.submissions.filter(state=Submission.State.PUBLISHED).order_by("-decided_at")
    confirmed = practice.confirmations.select_related("organisation").only("practice", "at", "organisation__name")
    return {
        "freshness": getattr(practice, "freshness", None),
        "confirmation": confirmed.first(),
        "versions": [{"at": at, "note": note} for at, note in published.values_list("decided_at", "change_note")[:10]],
        "broken_links": _broken(links),
    }


def _broken(links: list[Link]) -> set[str]:
    if not links:
        return set()
    checks = LinkCheck.objects.filter(url__in=[link.url for link in links], failures__gte=LinkCheck.BROKEN_AFTER)
    return set(checks.values_list("url", flat=True))


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
    return next((organisation.place for organisation in own_organisations(request)), None)


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
