"""Reports of barriers and unlawful content: taken in, decided with reasons, forgotten in time."""

import uuid
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from forum import emails
from forum.models import Report, User

ANSWER_WITHIN = timedelta(days=30)  # one month: § 12b Abs. 2 Nr. 2 BGG with BITV 2.0; „timely“ in Art. 16 (6) DSA
KEPT_AFTER_DECISION = timedelta(days=365)


class NotDecidable(Exception):
    """A decision that cannot be taken; says why."""


def report(
    *,
    kind: str,
    address: str,
    description: str,
    name: str = "",
    email: str = "",
    submission: uuid.UUID | None = None,
    now: datetime | None = None,
) -> Report:
    """Takes a report in and owes the receipt and the notice to the office. The same submission twice is one report."""
    now = now or timezone.now()
    with transaction.atomic():
        row, created = Report.objects.get_or_create(
            submission=submission or uuid.uuid4(),
            defaults={
                "kind": kind,
                "address": address,
                "description": description,
                "name": name,
                "email": email,
                "received_at": now,
                "answer_by": timezone.localdate(now + ANSWER_WITHIN),
            },
        )
        if created:
            emails.report_received(row)
            emails.report_arrived(row)
    return row


def decide(
    report: Report, *, by: User, outcome: str, reasons: str, affected_email: str = "", now: datetime | None = None
) -> Report:
    """Decides once, with reasons, and owes both sides the answer (Art. 16 (5), Art. 17 DSA)."""
    with transaction.atomic():
        report = Report.objects.select_for_update(of=("self",), no_key=True).get(pk=report.pk)
        if report.is_decided:
            if (report.outcome, report.reasons) == (outcome, reasons):
                return report
            raise NotDecidable(_("Diese Meldung ist schon entschieden."))
        if outcome not in Report.OUTCOMES[Report.Kind(report.kind)]:
            raise NotDecidable(_("Diese Entscheidung passt nicht zur Art der Meldung."))
        if not reasons.strip():
            raise NotDecidable(_("Bitte begründen Sie die Entscheidung: Beide Seiten erhalten die Gründe."))
        report.outcome, report.reasons, report.affected_email = outcome, reasons, affected_email
        report.decided_at, report.decided_by = now or timezone.now(), by
        report.save()
        log(report, "forum.report_decided", user=by, data={"outcome": outcome})
        emails.report_decided(report)
    return report


def forget(now: datetime | None = None) -> int:
    """Deletes reports a year after their decision; answers with how many."""
    deleted, _rows = Report.objects.filter(decided_at__lt=(now or timezone.now()) - KEPT_AFTER_DECISION).delete()
    return deleted
