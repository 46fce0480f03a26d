"""Transferbericht for funders: who re-uses what, in operation since when, what it saved. Only what is public anyway."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forum import pdf, tables
from forum.models import PortalSettings
from library import reuse
from library.models import Adoption, PracticePage
from members.models import Organisation

TEMPLATE = Path(settings.BASE_DIR) / "templates" / "library" / "transfer_report.typ"
Rows = list[dict[str, Any]]


def of_practice(practice: PracticePage) -> QuerySet[Adoption]:
    return _public().filter(practice=practice)


def of_organisation(organisation: Organisation) -> QuerySet[Adoption]:
    """Its practices that others took over, and what it took over itself."""
    return _public().filter(Q(practice__origin=organisation) | Q(adopter=organisation))


def _public() -> QuerySet[Adoption]:
    """Confirmed, public and of practices that every reader may see."""
    return (
        Adoption.objects.open_to_everybody()
        .filter(practice__in=PracticePage.objects.shown())
        .select_related("practice__origin", "adopter", "successor_of__adopter")
        .order_by("practice__title", "since", "pk")
    )


def rows(adoptions: QuerySet[Adoption]) -> Rows:
    return [
        {
            _("Praxis"): each.practice.title,
            _("Herkunft"): each.practice.place,
            _("Nachnutzung durch"): each.adopter.name,
            _("Übernommen von"): reuse.row(each)["via"] or each.practice.place,
            _("Stand"): str(each.get_stage_display()),
            _("seit"): each.since.isoformat(),
            _("Umfang"): str(each.get_scope_display()),
            _("Angepasst"): each.adaptation,
            _("Aufwand"): each.effort,
            _("Gesparte Stunden (Schätzung)"): each.saved_hours,
            _("Gesparte Euro (Schätzung)"): each.saved_euros,
            _("Wie geschätzt"): each.saved_how,
            _("Bestätigt am"): each.confirmed_at.date().isoformat() if each.confirmed_at else "",
        }
        for each in adoptions
    ]


def as_csv(adoptions: QuerySet[Adoption]) -> str:
    return tables.as_csv(rows(adoptions))


def as_pdf(title: str, adoptions: QuerySet[Adoption]) -> bytes:
    """PDF/UA-1 in landscape: sums first, then one line per re-use."""
    return pdf.typeset(TEMPLATE, data(title, list(adoptions)))


def data(title: str, adoptions: list[Adoption]) -> dict[str, Any]:
    running = [each for each in adoptions if each.stage == Adoption.Stage.OPERATION]
    hours = sum(each.saved_hours or 0 for each in running)
    euros = sum(each.saved_euros or 0 for each in running)
    sums = [
        ngettext("%d bestätigte Nachnutzung", "%d bestätigte Nachnutzungen", len(adoptions)) % len(adoptions),
        _("davon %d im Betrieb") % len(running),
    ]
    if hours:
        sums.append(_("%s Stunden gespart (Schätzung der Kommunen)") % number_format(hours, 0))
    if euros:
        sums.append(_("%s € gespart (Schätzung der Kommunen)") % number_format(euros, 0))
    return {
        "portal": PortalSettings.current().full_name,
        "heading": _("Transferbericht"),
        "title": title,
        "stand": _("Stand %s") % date_format(timezone.localdate(), "j. F Y"),
        "sums": sums,
        "head": [
            _("Praxis"),
            _("Herkunft"),
            _("Nachnutzung durch"),
            _("Stand"),
            _("Angepasst"),
            _("Gespart (Schätzung)"),
        ],
        "rows": [
            [
                each.practice.title,
                each.practice.place,
                each.adopter.name,
                reuse.stage_words(each),
                each.adaptation or "–",
                ", ".join(filter(None, [reuse.saved_words(each), each.saved_how])) or "–",
            ]
            for each in adoptions
        ],
        "nothing": _("Noch hat niemand eine Nachnutzung bestätigt."),
        "note": _(
            "Gezählt ist nur, was die Koordination der nachnutzenden Organisation im Portal bestätigt hat."
            " Ersparnisse sind Schätzungen dieser Organisationen."
        ),
    }
