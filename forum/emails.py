"""The ground's own mails: what becomes of a report."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from forum.models import PortalSettings, Report
from forum.outbox import owe
from forum.templatetags.german import day


def _facts(report: Report) -> dict[str, Any]:
    return {
        "number": report.number,
        "kind": report.kind,
        "address": report.address,
        "description": report.description,
        "answer_by": day(report.answer_by),
        "received": day(report.received_at),
    }


def report_received(report: Report) -> None:
    """The receipt, to who left an address."""
    if report.email:
        owe("forum/report_received", to=report.email, key=f"report_received:{report.pk}", facts=_facts(report))


def report_arrived(report: Report) -> None:
    """To the office: without the reporter's name and address, which stand in the editors' room."""
    desk = settings.PORTAL_URL + reverse("report:edit", args=[report.pk])
    owe(
        "forum/report_arrived",
        to=PortalSettings.current().contact_email,
        key=f"report_arrived:{report.pk}",
        facts={**_facts(report), "url": desk},
    )


def report_decided(report: Report) -> None:
    """Decision and reasons to both sides; the affected one learns nothing of who reported."""
    facts = {**_facts(report), "outcome": report.get_outcome_display(), "reasons": report.reasons}
    if report.email:
        owe(
            "forum/report_decided",
            to=report.email,
            key=f"report_decided:{report.pk}",
            facts={**facts, "greeting": _("Guten Tag %(name)s,") % {"name": report.name} if report.name else ""},
        )
    if report.affected_email:
        owe(
            "forum/report_decided_about",
            to=report.affected_email,
            key=f"report_decided_about:{report.pk}",
            facts={**facts, "description": ""},
        )
